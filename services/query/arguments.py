"""What calls have in common in their arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from projections.visibility.reader import Reader
from schemas.codes import code_list
from services.query.reader import Context
from services.query.reading import invalid

MAX_PAGE = 100


async def uuid_of(context: Context, field: str, text: str) -> bytes:
    """The 16 bytes of an id; otherwise the call ends."""
    try:
        return UUID(text).bytes
    except ValueError:
        await invalid(context, field, "give a UUID")


async def page_size(context: Context, limit: int, default: int) -> int:
    """How many items a page may have; otherwise the call ends."""
    if limit < 0:
        await invalid(context, "limit", f"give 1 to {MAX_PAGE}, or leave it out")
    return min(limit or default, MAX_PAGE)


async def narrowed(reader: Reader, field_codes: Iterable[str], context: Context) -> Reader:
    """The reader who asks for these field codes only; for all where none is given."""
    only = frozenset(field_codes)
    if only - code_list("field_code").codes.keys():
        await invalid(context, "field_codes", "give codes of the list field_code")
    return replace(reader, only=only) if only else reader
