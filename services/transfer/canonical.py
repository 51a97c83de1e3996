"""Canonical JSON, and files read with a limit.

One value has one text: UTF-8, keys sorted, no spaces, no member twice. So that what was signed is
what is read, text that is not canonical is refused (compare RFC 8785; no number here has a
fraction).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from services.transfer.refusal import TransferRefused

Json = Any


def canonical(value: Json) -> bytes:
    """The one spelling of a value of strings, whole numbers, booleans, null, lists and dicts."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def parse_canonical(raw: bytes, field: str) -> Json:
    """The value. Raises TransferRefused (MALFORMED) for any other spelling of it."""
    try:
        value = json.loads(raw.decode("utf-8"))
        same = canonical(value) == raw
    except (ValueError, RecursionError) as error:
        raise _malformed(field) from error
    if not same:
        raise _malformed(field)
    return value


def read_bounded(path: Path, limit: int, field: str) -> bytes:
    """The file's bytes. Raises TransferRefused (TOO_LARGE) beyond ``limit`` bytes; OSError."""
    with path.open("rb") as file:
        raw = file.read(limit + 1)
    check_size(raw, limit, field)
    return raw


def check_size(raw: bytes, limit: int, field: str) -> None:
    """Raises TransferRefused (TOO_LARGE) beyond ``limit`` bytes."""
    if len(raw) > limit:
        raise TransferRefused(
            field, "TOO_LARGE", f"larger than {limit} bytes; ask the other side for the right file"
        )


def _malformed(field: str) -> TransferRefused:
    return TransferRefused(field, "MALFORMED", "not canonical JSON; ask for the file again")
