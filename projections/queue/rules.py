"""The rules of the queue as a table: what weighs how much, which clock runs how long."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
TERMS: Final = ("I", "F", "W", "M", "L", "D")
"""課題 issues, 分野 fields, 待ち waiting, 未成年 minor, 主担当なし no lead, 辞退 declined."""

_HOURS: Final = frozenset({"P1_RESPONSE", "SAFETY_CHECK", "FACT_CHECK"})
_MONTHS: Final = frozenset({"MONITORING"})
_CALENDAR_DAYS: Final = frozenset(
    {"CONSENT_ENDING", "PROTECTION_ENDING", "OUT_OF_TOUCH", "REVIEW_AHEAD"}
)
_DAYS: Final = frozenset({"P2_RESPONSE", "TRIAGE", "ASSESSMENT", "PLAN_DRAFT", "CONSENT_REVIEW"})
_KEYS: Final = frozenset(
    {
        *("rules", "version", "source", "weights", "caps", "p3_from", "closing_time"),
        *("hours", "business_days", "months", "days", "minor_under", "catch_up_seconds"),
    }
)

_HOUR_AND_MINUTE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class RulesInvalid(ValueError):
    """The file is no set of rules; the message names the field and what it must be."""


@dataclass(frozen=True)
class Rules:
    """One version. ``hours`` and ``business_days`` by clock; the latter end at ``closing_time``,
    Japan time; ``months`` and ``days`` of the watch lists are the calendar's."""

    version: int
    weights: Mapping[str, int]
    caps: Mapping[str, int]
    p3_from: int
    closing_time: time
    hours: Mapping[str, int]
    business_days: Mapping[str, int]
    months: Mapping[str, int]
    days: Mapping[str, int]
    minor_under: int
    catch_up_seconds: int


@cache
def rules(version: int = 1) -> Rules:
    """The rules in force. Raises RulesInvalid, FileNotFoundError."""
    return read_rules(HERE / f"rules.v{version}.json")


def read_rules(path: Path) -> Rules:
    """The rules a file holds. Raises RulesInvalid, FileNotFoundError."""
    return parse_rules(path.read_text(encoding="utf-8"), path.name)


def parse_rules(text: str, called: str) -> Rules:
    """The rules as JSON; ``called`` names them in errors. Raises RulesInvalid."""
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise RulesInvalid(f"{called}: no JSON, line {error.lineno}: {error.msg}") from error
    if not isinstance(raw, dict):
        raise RulesInvalid(f"{called}: must be an object with {', '.join(sorted(_KEYS))}")
    if raw.keys() != _KEYS:
        # What is unknown is counted, not repeated: it may be anything.
        missing, unknown = sorted(_KEYS - raw.keys()), len(raw.keys() - _KEYS)
        raise RulesInvalid(f"{called}: missing: {', '.join(missing) or 'none'}; unknown: {unknown}")
    closing = raw["closing_time"]
    if not isinstance(closing, str) or not _HOUR_AND_MINUTE.fullmatch(closing):
        raise RulesInvalid(f"{called}: closing_time must be HH:MM, Japan time")
    return Rules(
        version=_number(called, raw, "version"),
        weights=_numbers(called, raw, "weights", frozenset(TERMS)),
        caps=_numbers(called, raw, "caps", frozenset(TERMS)),
        p3_from=_number(called, raw, "p3_from"),
        closing_time=time.fromisoformat(closing),
        hours=_numbers(called, raw, "hours", _HOURS),
        business_days=_numbers(called, raw, "business_days", _DAYS),
        months=_numbers(called, raw, "months", _MONTHS),
        days=_numbers(called, raw, "days", _CALENDAR_DAYS),
        minor_under=_number(called, raw, "minor_under"),
        catch_up_seconds=_number(called, raw, "catch_up_seconds"),
    )


def _numbers(
    called: str, raw: Mapping[str, object], field: str, names: frozenset[str]
) -> dict[str, int]:
    table = raw[field]
    if not isinstance(table, dict) or table.keys() != names:
        raise RulesInvalid(f"{called}: {field} must have exactly {', '.join(sorted(names))}")
    return {name: _number(called, table, name, f"{field}.{name}") for name in table}


def _number(called: str, raw: Mapping[str, object], field: str, said: str = "") -> int:
    value = raw[field]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise RulesInvalid(f"{called}: {said or field} must be a whole number, 0 or more")
    return value
