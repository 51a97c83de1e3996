"""What every driver refuses before it writes anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.record import LogRecord, sorted_headers
from services.log.port import MAX_RECORD_BYTES, RecordRefused

_FIXED_BYTES = 12
_FIXED_HEADER_BYTES = 8


def leaf_size(record: LogRecord) -> int:
    """The length of the record's canonical leaf bytes, without building them."""
    size = _FIXED_BYTES + len(record.key) + len(record.value)
    for name, value in record.headers:
        size += _FIXED_HEADER_BYTES + len(name if name.isascii() else name.encode()) + len(value)
    return size


def refuse_unfit(topic: str, records: Sequence[LogRecord], sizes: Iterable[int]) -> None:
    """Raise RecordRefused for the first record that is too large or not in canonical order.

    ``sizes``: per record the length of its canonical leaf bytes.
    """
    for index, (record, size) in enumerate(zip(records, sizes, strict=True)):
        _refuse_large(topic, index, size)
        if record.headers != sorted_headers(record.headers):
            raise RecordRefused(topic, index, "headers must be sorted by name: sorted_headers()")


def refuse_unfit_leaves(topic: str, leaves: Sequence[bytes]) -> None:
    """Raise RecordRefused for the first leaf bytes that are too large; the rest is not looked at.

    Whoever has leaf bytes has made them of a record in canonical order.
    """
    for index, leaf in enumerate(leaves):
        _refuse_large(topic, index, len(leaf))


def _refuse_large(topic: str, index: int, size: int) -> None:
    if size > MAX_RECORD_BYTES:
        raise RecordRefused(topic, index, f"{size} bytes, the limit is {MAX_RECORD_BYTES}")
