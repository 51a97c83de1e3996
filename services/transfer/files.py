"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from services.transfer.refusal import TransferRefused


def write_new(path: Path, content: bytes) -> None:
    """Write a file that did not exist, readable by its owner only.

    Raises TransferRefused (FILE_EXISTS): a package or a reply is never overwritten. OSError.
    """
    draft = _draft(path, content, 0o600)
    try:
        os.link(draft, path)
    except FileExistsError as error:
        raise TransferRefused(
            path.name, "FILE_EXISTS", "choose another name, or move it away first"
        ) from error
    finally:
        draft.unlink()
    _keep(path.parent)


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file in one step. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _draft(path, content, 0o600 if private else 0o644).replace(path)
    _keep(path.parent)


def _draft(path: Path, content: bytes, mode: int) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _keep(folder: Path) -> None:
    """The name, too, outlives a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
