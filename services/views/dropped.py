"""Which set-aside records an operator has dropped for good, with who and why.

The decision outlives the view: live and rebuild follow the same policy.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

FILE = "dropped.jsonl"


class DroppedRecords:
    """An append-only file beside the views of one municipality."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def hashes(self) -> frozenset[bytes]:
        """The leaf hashes of all dropped records."""
        if not self._path.exists():
            return frozenset()
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return frozenset(bytes.fromhex(json.loads(line)["leaf_hash"]) for line in lines)

    def add(self, leaf_hash: bytes, by: str, reason: str, at: datetime) -> None:
        """Record a decision durably."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps(
            {"leaf_hash": leaf_hash.hex(), "by": by, "reason": reason, "at": at.isoformat()},
            ensure_ascii=False,
        )
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
