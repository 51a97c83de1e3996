"""Lets one process at a time send an agency's notices; two would send each alarm twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LOCK: Final = "run.lock"


class AlreadyRunning(Exception):
    """Another process sends this agency's notices."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another process sends the notices of {folder}: stop it first")


@contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Be that process. The lock is the operating system's, so that it ends with the process however
    that ends. Raises AlreadyRunning, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("a", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(folder) from error
        yield
