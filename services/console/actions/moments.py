"""A minute in Japan, as a browser's form gives it."""

from __future__ import annotations

from datetime import datetime

from schemas.times import JST

LENGTH = len("2026-06-12T09:30")


def read_moment(value: str) -> datetime | None:
    """The instant of ``2026-06-12T09:30`` (HTML, local date and time string); None for anything
    else."""
    if len(value) != LENGTH:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=JST) if found.tzinfo is None else None


def moment_text(value: str) -> str:
    """The same instant as an event spells it. Raises ValueError for anything else."""
    found = read_moment(value)
    if found is None:
        raise ValueError("a minute is spelled as 2026-06-12T09:30")
    return found.isoformat()
