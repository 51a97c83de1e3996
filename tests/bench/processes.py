"""Starts a part of the measurement in its own process and reads the port it prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


class Served:
    """A running part: its port, and what else it prints."""

    def __init__(self, module: str, output: IO[str]) -> None:
        self._module = module
        self._output = output
        self.port = int(self.line())

    def line(self) -> str:
        """The next line it prints. Raises RuntimeError where it has ended."""
        line = self._output.readline()
        if not line:
            raise RuntimeError(f"{self._module} ended early")
        return line


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[Served]:
    """``python -m module``, running; it is asked to end afterwards. Raises RuntimeError."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("no pipes to the process")
        yield Served(module, process.stdout)
        process.stdin.close()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    finally:
        process.kill()
        process.wait()
