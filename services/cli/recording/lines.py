"""Reads a file of JSON lines with bounded memory, from any byte on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from google.protobuf import json_format

from protos.enishi.v1 import events_pb2

MAX_LINE_BYTES = 4 << 20
"""Longer lines are refused unread; an event is at most 1 MiB in its own encoding."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, its bytes, and where it begins; None for bytes: too long."""

    number: int
    begins: int
    text: bytes | None


class BadLine(Exception):
    """The line is no event; ``rule`` is a stable code. Its content is not repeated."""

    def __init__(self, rule: str, description: str) -> None:
        super().__init__(description)
        self.rule = rule
        self.description = description


def read_lines(path: Path, begins: int = 0, number: int = 1) -> Iterator[Line]:
    """The lines from byte ``begins`` on, which is line ``number``; blank ones are left out."""
    with path.open("rb") as file:
        file.seek(begins)
        while text := file.readline(MAX_LINE_BYTES):
            whole = text.endswith(b"\n") or len(text) < MAX_LINE_BYTES
            if not whole:
                _skip_rest(file)
            if text.strip():
                yield Line(number, begins, text if whole else None)
            begins = file.tell()
            number += 1


def _skip_rest(file: BinaryIO) -> None:
    while (part := file.readline(MAX_LINE_BYTES)) and not part.endswith(b"\n"):
        continue


def parse_line(line: Line) -> events_pb2.Event:
    """The event of a line. Raises BadLine."""
    if line.text is None:
        raise BadLine("OVERSIZE", f"the line is longer than {MAX_LINE_BYTES} bytes; split it")
    try:
        event = json_format.Parse(line.text, events_pb2.Event())
    except (json_format.ParseError, UnicodeDecodeError) as error:
        # The parser's message repeats the content, which may be personal.
        raise BadLine(
            "NOT_AN_EVENT",
            "the line is not an enishi.v1.Event in protobuf JSON; schemas/CATALOGUE.md names the "
            "fields and codes",
        ) from error
    return event
