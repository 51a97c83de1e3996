"""Sorts lines by the moment of arrival with little memory: one file per month, sorted in turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

_KEY_LENGTH = 17 + 1 + 12 + 1
"""Arrival as seconds, the number of the line, and a space behind each."""


class ArrivalFiles:
    """Takes lines in any order, gives them back by arrival; equal arrivals keep their order.

    A context manager: the files are closed on leaving. At most one file per month is open.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[tuple[int, int], TextIO] = {}
        self._stack = ExitStack()
        self._count = 0

    def __enter__(self) -> ArrivalFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def put(self, arrives: datetime, line: str) -> None:
        """Take one line without its end."""
        month = arrives.year, arrives.month
        file = self._open.get(month)
        if file is None:
            path = self._path(month)
            file = self._stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            self._open[month] = file
        self._count += 1
        file.write(f"{arrives.timestamp():017.3f} {self._count:012} {line}\n")

    def lines(self) -> Iterator[str]:
        """Every line with its end, by arrival. Call it once, when all are in."""
        self._stack.close()
        for month in sorted(self._open):
            with self._path(month).open(encoding="utf-8") as file:
                for line in sorted(file):
                    yield line[_KEY_LENGTH:]

    def _path(self, month: tuple[int, int]) -> Path:
        year, number = month
        return self._folder / f"{year:04}-{number:02}"
