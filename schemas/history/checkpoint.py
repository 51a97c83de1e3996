"""What a history says of itself at one size: whose it is, how long, and its root.

Source: C2SP tlog-checkpoint. The origin is ``enishi/<municipality>/<agency>``.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from schemas.history.note import NoteRefused, from_base64
from schemas.history.tree import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """``size`` records, of which ``root`` is the RFC 6962 root; ``extensions``: further lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def origin_of(municipality: str, agency: str) -> str:
    """Whose history it is."""
    return f"enishi/{municipality}/{agency}"


def checkpoint_text(checkpoint: Checkpoint) -> str:
    """The text that is signed."""
    root = base64.b64encode(checkpoint.root).decode()
    lines = (checkpoint.origin, str(checkpoint.size), root, *checkpoint.extensions)
    return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """From the text of a note. Raises NoteRefused."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteRefused("a checkpoint has an origin, a size and a root, each in a line")
    origin, size, encoded, *extensions = lines[:-1]
    if not _SIZE.fullmatch(size):
        raise NoteRefused("the size of a checkpoint is a decimal number")
    root = from_base64(encoded)
    if len(root) != HASH_BYTES:
        raise NoteRefused(f"the root of a checkpoint has {HASH_BYTES} bytes")
    return Checkpoint(origin, int(size), root, tuple(extensions))
