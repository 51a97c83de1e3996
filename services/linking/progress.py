"""How far the linker has looked; if it is lost, everybody is looked at once more, no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

FILE: Final = "linking.json"


class Progress:
    """A small file beside the identity service's. Numbers count within one file of the view: of a
    rebuilt one everybody is new."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def read(self, view: str) -> int:
        """The number up to which the changes of this file were looked at; 0 where unknown."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return int(kept["after"]) if kept["view"] == view else 0
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0

    def write(self, view: str, after: int) -> None:
        """Keep a number; a torn write is never read."""
        staged = self._path.with_suffix(".new")
        staged.write_text(json.dumps({"view": view, "after": after}), encoding="utf-8")
        staged.replace(self._path)
