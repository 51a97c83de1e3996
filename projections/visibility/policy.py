"""The table of who may see what, as a lawyer reads it: ``policy.v<N>.json`` **[cfg]**."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ALL: frozenset[str] | None = None
"""In a row: every value."""

BREAK_GLASS = "A-BREAK-GLASS"
PROTECTED_FIELD = "D-PROTECTED-FIELD"
CONDITIONS = ("consent", "package", "room", "opening", "glass", "protected", "closed", "cited")


class PolicyInvalid(ValueError):
    """The table says something this version does not understand; nothing is shown by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One row: it applies where everything it names is so; what it leaves out does not matter."""

    id: str
    who: frozenset[str] | None
    own: bool | None
    restricted: bool | None
    compartments: frozenset[str] | None
    bases: frozenset[str] | None
    field_codes: frozenset[str] | None
    when: Mapping[str, frozenset[object]]
    ja: str
    en: str
    law: str = ""
    recorded_basis: str = ""
    names_only: bool = False
    reason: str = ""
    spares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """Rows that deny win over rows that allow; what no row allows is denied.

    Compared by identity: a decision is remembered per table (``decide``).
    """

    version: int
    deny: tuple[Row, ...]
    allow: tuple[Row, ...]
    rows: Mapping[str, Row]
    """Every row by its id."""
    name_attributes: frozenset[str]
    break_glass_minutes: int
    source: str = ""
    """The laws it was taken from."""

    @property
    def break_glass_field_codes(self) -> frozenset[str]:
        """What a break-glass may open."""
        return self.rows[BREAK_GLASS].field_codes or frozenset()

    @property
    def protected_field_codes(self) -> frozenset[str]:
        """What flows of no protected person."""
        return self.rows[PROTECTED_FIELD].field_codes or frozenset()


@cache
def policy() -> Policy:
    """The newest version in this folder (read once)."""
    return max((read_policy(path) for path in HERE.glob("policy.v*.json")), key=_version)


def _version(one: Policy) -> int:
    return one.version


def read_policy(path: Path) -> Policy:
    """Read one table. Raises PolicyInvalid naming the row."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    allow = tuple(_row(row) for row in raw["allow"])
    deny = tuple(_row(row) for row in raw["deny"])
    rows = {row.id: row for row in (*allow, *deny)}
    if len(rows) < len(allow) + len(deny):
        raise PolicyInvalid(f"{path.name} gives one id to two rows")
    unknown = {spared for row in deny for spared in row.spares} - rows.keys()
    missing = {BREAK_GLASS, PROTECTED_FIELD} - rows.keys()
    if missing:
        raise PolicyInvalid(f"{path.name} lacks rows that must be there: {sorted(missing)}")
    if unknown:
        raise PolicyInvalid(f"{path.name} spares rows that are not there: {sorted(unknown)}")
    return Policy(
        version=raw["version"],
        deny=deny,
        allow=allow,
        rows=rows,
        name_attributes=frozenset(raw["name_attributes"]),
        break_glass_minutes=raw["break_glass"]["max_minutes"],
        source=raw["source"],
    )


def _row(raw: Mapping[str, Any]) -> Row:
    when = {name: frozenset(values) for name, values in raw.get("when", {}).items()}
    unknown = set(when) - set(CONDITIONS)
    if unknown:
        raise PolicyInvalid(f"row {raw['id']} has conditions nobody knows: {sorted(unknown)}")
    return Row(
        id=raw["id"],
        who=_set(raw.get("who", "*")),
        own=raw.get("own"),
        restricted=raw.get("restricted"),
        compartments=_set(raw.get("compartments", "*")),
        bases=_set(raw.get("bases", "*")),
        field_codes=_set(raw.get("field_codes", "*")),
        when=when,
        ja=raw["ja"],
        en=raw["en"],
        law=raw.get("law", ""),
        recorded_basis=raw.get("recorded_basis", ""),
        names_only=raw.get("attributes") == "names",
        reason=raw.get("reason", ""),
        spares=frozenset(raw.get("spares", ())),
    )


def _set(raw: str | list[str]) -> frozenset[str] | None:
    return ALL if raw == "*" else frozenset(raw)
