"""Code lists: versioned, local, and never Avro enums (domain: sets that grow or vary locally)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CODES = Path(__file__).parent / "codes"


class UnknownCodeList(LookupError):
    """No such code list."""


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the code, its Japanese and English words, and what else the list says of it."""

    code: str
    ja: str
    en: str
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """One version of one list; ``source`` is where it was taken from, if anywhere."""

    name: str
    version: int
    codes: Mapping[str, Code]
    source: str = ""

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def ja(self, code: str) -> str:
        """The Japanese word; the code itself where a later list added it."""
        entry = self.codes.get(code)
        return entry.ja if entry else code

    def en(self, code: str) -> str:
        """The English word; the code itself where a later list added it."""
        entry = self.codes.get(code)
        return entry.en if entry else code

    def more(self, code: str, key: str) -> str | None:
        """What the list adds to a code (``band``, ``field``, ``field_code``), or None."""
        entry = self.codes.get(code)
        return entry.more.get(key) if entry else None


@cache
def code_list(name: str) -> CodeList:
    """The newest version of a list. Raises UnknownCodeList."""
    found = [read_code_list(path) for path in CODES.glob(f"{name}.v*.json")]
    if not found:
        raise UnknownCodeList(f"no code list {name!r} in schemas/codes")
    return max(found, key=lambda codes: codes.version)


def read_code_list(path: Path) -> CodeList:
    """Read one ``<list>.v<N>.json``.

    Raises ValueError where the file declares another list, or one code twice.
    """
    raw = json.loads(path.read_text(encoding="utf-8"))
    if path.name != f"{raw['list']}.v{raw['version']}.json":
        raise ValueError(f"{path.name} declares {raw['list']} version {raw['version']}")
    codes = {
        row["code"]: Code(
            row["code"],
            row["ja"],
            row["en"],
            {key: value for key, value in row.items() if key not in ("code", "ja", "en")},
        )
        for row in raw["codes"]
    }
    if len(codes) != len(raw["codes"]):
        raise ValueError(f"{path.name} lists a code twice")
    return CodeList(raw["list"], raw["version"], codes, raw.get("source", ""))


def agency_code(agency_id: str) -> str:
    """``HOK`` of ``HOK-1``."""
    return agency_id.partition("-")[0]
