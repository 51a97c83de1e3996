"""UUIDs in their usual text form (RFC 9562), from the 16 bytes that lie on the log."""

from __future__ import annotations


def uuid_text(raw: bytes) -> str:
    """Lower-case text with hyphens; ``uuid.UUID`` would cost six times as much, several times an
    event."""
    plain = raw.hex()
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"
