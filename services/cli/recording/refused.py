"""The refused lines, in ``<FILE>.refused.jsonl``: which, by which code, field and rule."""

from __future__ import annotations

import json
from pathlib import Path

from protos.enishi.v1 import adapter_pb2
from services.cli.recording.lines import BadLine


class RefusedLines:
    """Appends to the file, which exists only once something was refused."""

    def __init__(self, path: Path, kept_bytes: int) -> None:
        """``kept_bytes`` is how much of an earlier run's file counts; the rest is cut off."""
        self.path = path
        if path.exists():
            with path.open("r+b") as file:
                file.truncate(kept_bytes)
            if not kept_bytes:
                path.unlink()
        self.bytes = kept_bytes

    def by_adapter(self, line: int, event: str, agency: str, refusal: adapter_pb2.Refusal) -> None:
        """A refusal as the adapter gave it; it holds no personal data."""
        violations = [
            {"field": each.field, "rule": each.rule, "description": each.description}
            for each in refusal.violations
        ]
        self._write(
            {
                "line": line,
                "event": event,
                "agency": agency,
                "code": refusal.code,
                "message": refusal.message,
                "violations": violations,
            }
        )

    def unsent(self, line: int, error: BadLine) -> None:
        """A line that no adapter was asked about."""
        violation = {"field": "line", "rule": error.rule, "description": error.description}
        self._write({"line": line, "code": error.rule, "violations": [violation]})

    def _write(self, entry: dict[str, object]) -> None:
        text = (json.dumps(entry, ensure_ascii=False) + "\n").encode()
        with self.path.open("ab") as file:
            file.write(text)
        self.bytes += len(text)
