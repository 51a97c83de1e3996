"""Reads single protobuf values into what the log carries, or says what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.unknown_fields import UnknownFieldSet

from schemas.codes import CodeList, agency_code, code_list
from schemas.individual_number import contains_individual_number
from schemas.times import to_days
from schemas.topics import AGENCY_ID, MUNICIPALITY_CODE

Report = Callable[[str, str, str], None]
"""Takes field path, rule and description; the description never repeats the value."""

MAX_TEXT = 20_000
MAX_STRING = 200
# \Z: $ also stands before a last newline.
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
# Of the formats that fromisoformat reads (weeks, no hyphens) the one that is documented.
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MIN_SECONDS = -2_208_988_800  # 1900-01-01T00:00Z
_MAX_SECONDS = 4_133_894_400  # 2101-01-01T00:00Z
NO_UUID = bytes(16)


def check_unknown(message: Message, path: str, report: Report) -> None:
    """Report fields that this version does not know: to drop them silently would lose content."""
    if len(UnknownFieldSet(message)):
        report(path, "UNKNOWN_FIELD", "a field that this adapter's version does not know")


def read_uuid(text: str, path: str, report: Report) -> bytes:
    """16 bytes of a UUID in its usual text form (RFC 9562)."""
    if not _UUID.match(text):
        report(path, "UUID", "give a UUID such as 018f3a5e-6c1b-7d4e-9a2b-0c1d2e3f4a5b")
        return NO_UUID
    return bytes.fromhex(text.replace("-", ""))


def read_date(text: str, path: str, report: Report) -> int:
    """Days since 1970-01-01 of an ISO 8601 date."""
    try:
        day = date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        day = None
    if day is None:
        report(path, "IMPOSSIBLE_DATE", "give a date that exists, as YYYY-MM-DD")
        return 0
    return to_days(day)


def read_instant(stamp: Timestamp, path: str, report: Report) -> int:
    """Microseconds since 1970-01-01T00:00Z; finer digits are refused, not rounded."""
    check_unknown(stamp, path, report)
    if not _MIN_SECONDS <= stamp.seconds < _MAX_SECONDS or not 0 <= stamp.nanos < 10**9:
        report(path, "IMPOSSIBLE_DATE", "give an instant between 1900 and 2100")
        return 0
    if stamp.nanos % 1000:
        report(path, "PRECISION", "give whole microseconds")
    return stamp.seconds * 1_000_000 + stamp.nanos // 1000


def read_string(text: str, path: str, report: Report) -> str:
    """A short free string: bounded, and never an individual number."""
    _check_text(text, MAX_STRING, path, report)
    return text


def read_text(text: str, path: str, report: Report) -> str:
    """A long free text: bounded, and never an individual number."""
    _check_text(text, MAX_TEXT, path, report)
    return text


def read_id(text: str, path: str, report: Report) -> str:
    """A declared id: bounded; exempt from the individual-number check (V8)."""
    if len(text) > MAX_STRING:
        report(path, "TOO_LONG", f"give at most {MAX_STRING} characters")
    return text


def read_agency(text: str, path: str, report: Report) -> str:
    """An agency id such as HOK-1."""
    if not AGENCY_ID.match(text) or agency_code(text) not in code_list("agency"):
        report(path, "AGENCY_ID", "give an agency id such as HOK-1, its code from the list agency")
    return text


def read_municipality(text: str, path: str, report: Report) -> str:
    """A municipality code of 6 digits (全国地方公共団体コード)."""
    if not MUNICIPALITY_CODE.match(text):
        report(path, "MUNICIPALITY_CODE", "give the 6 digits of 全国地方公共団体コード")
    return text


def code_reader(codes: CodeList) -> Callable[[str, str, Report], str]:
    """A reader of one code list's codes."""
    known = frozenset(codes.codes)
    advice = f"give a code of the list {codes.name} (version {codes.version})"

    def read_code(text: str, path: str, report: Report) -> str:
        if text not in known:
            report(path, "UNKNOWN_CODE", advice)
        return text

    return read_code


def read_int(value: Any, path: str, report: Report) -> Any:
    """A count or number; never negative in this catalogue."""
    if value < 0:
        report(path, "NEGATIVE", "give 0 or more")
    return value


def _check_text(text: str, limit: int, path: str, report: Report) -> None:
    if len(text) > limit:
        report(path, "TOO_LONG", f"give at most {limit} characters")
    elif contains_individual_number(text):
        report(
            path,
            "INDIVIDUAL_NUMBER",
            "the text holds what looks like a 個人番号 (V8); take it out and send again",
        )
