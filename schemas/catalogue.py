"""The catalogue: every event type and version, read from ``schemas/avro``.

One ``.avsc`` per event type and version, each field with its protobuf tag, its field code and
whether it is clear or sealed. Everything else (wire schemas, protobuf messages, the catalogue
page, the AsyncAPI document, the adapter's checks) is derived from these files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.wire import sealed_schema, wire_schema

HERE = Path(__file__).parent
AVRO = HERE / "avro"

Json = Any


class UnknownEventType(LookupError):
    """No such event type or version in this catalogue."""


@dataclass(frozen=True, slots=True)
class Field:
    """One payload field as declared. ``avro`` is its Avro type; a nested field has no mark."""

    name: str
    avro: Json
    tag: int
    doc: str
    mark: str
    field_code: str
    optional: bool
    nonempty: bool
    codes: str | None
    person: str | None
    names_agency: bool
    names_municipality: bool
    is_id: bool
    is_text: bool
    by: str | None
    of: str | None
    items: tuple[Field, ...]
    item_name: str

    @property
    def base(self) -> Json:
        """The Avro type without ``null``."""
        return self.avro[1] if isinstance(self.avro, list) else self.avro

    @property
    def is_array(self) -> bool:
        """Whether the field repeats."""
        return isinstance(self.base, dict) and self.base["type"] == "array"

    @property
    def element(self) -> Json:
        """The Avro type of one value, of an array's element where it repeats."""
        return self.base["items"] if self.is_array else self.base


@dataclass(frozen=True, slots=True)
class EventType:
    """One event type at one version."""

    name: str
    version: int
    tag: int
    ja: str
    en: str
    doc: str
    group: str
    writers: frozenset[str]
    bases: frozenset[str]
    case: str
    persons: str
    conference: str
    own_id: str | None
    restricts: bool
    fields: tuple[Field, ...]
    declaration: Json
    wire: Json
    sealed: Json | None

    @property
    def label(self) -> str:
        """The name used in ``ce_type``: ``jp.enishi.<Event>.v<N>``."""
        return f"jp.enishi.{self.name}.v{self.version}"


class Catalogue:
    """Every event type in every version, by name."""

    def __init__(self, types: Mapping[str, Mapping[int, EventType]]) -> None:
        self._types = types

    def latest(self, name: str) -> EventType:
        """The newest version of a type. Raises UnknownEventType."""
        versions = self._types.get(name)
        if versions is None:
            raise UnknownEventType(f"event type {name!r} is not in the catalogue")
        return versions[max(versions)]

    def version(self, name: str, version: int) -> EventType:
        """One version of a type. Raises UnknownEventType."""
        try:
            return self._types[name][version]
        except KeyError as error:
            raise UnknownEventType(f"event type {name!r} has no version {version}") from error

    def names(self) -> list[str]:
        """Every event type in the order of its protobuf tag."""
        return sorted(self._types, key=lambda name: self.latest(name).tag)

    def all(self) -> Iterator[EventType]:
        """Every version of every type, by tag and version."""
        for name in self.names():
            for number in sorted(self._types[name]):
                yield self._types[name][number]


@cache
def catalogue() -> Catalogue:
    """The catalogue shipped with this package (read once)."""
    return read_catalogue(AVRO)


def read_catalogue(folder: Path) -> Catalogue:
    """Read every declaration below ``folder``."""
    envelope = _json(folder / "Envelope.avsc")
    part = _json(folder / "SealedPart.avsc")
    types: dict[str, dict[int, EventType]] = {}
    for path in sorted(folder.glob("*.v*.avsc")):
        event = _event_type(_json(path), envelope, part)
        if path.name != f"{event.name}.v{event.version}.avsc":
            raise ValueError(f"{path.name} declares {event.name} version {event.version}")
        types.setdefault(event.name, {})[event.version] = event
    return Catalogue(types)


def _json(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def _event_type(declaration: Json, envelope: Json, part: Json) -> EventType:
    about = declaration["enishi"]
    return EventType(
        name=declaration["name"],
        version=about["version"],
        tag=about["tag"],
        ja=about["ja"],
        en=about["en"],
        doc=declaration["doc"],
        group=about["group"],
        writers=frozenset(about["writers"]),
        bases=frozenset(about["bases"]),
        case=about["case"],
        persons=about.get("persons", "optional"),
        conference=about.get("conference", "required"),
        own_id=about.get("own_id"),
        restricts=about.get("restricts", False),
        fields=tuple(_field(field) for field in declaration["fields"]),
        declaration=declaration,
        wire=wire_schema(declaration, envelope, part),
        sealed=sealed_schema(declaration),
    )


def _field(field: Json) -> Field:
    kind = field["type"]
    base = kind[1] if isinstance(kind, list) else kind
    element = base["items"] if isinstance(base, dict) and base["type"] == "array" else base
    is_record = isinstance(element, dict) and element["type"] == "record"
    return Field(
        name=field["name"],
        avro=kind,
        tag=field["tag"],
        doc=field.get("doc", ""),
        mark=field.get("mark", "clear"),
        field_code=field.get("code", ""),
        optional="default" in field,
        nonempty=field.get("nonempty", False),
        codes=field.get("codes"),
        person=field.get("person"),
        names_agency=field.get("agency", False),
        names_municipality=field.get("municipality", False),
        is_id=field.get("id", False),
        is_text=field.get("text", False),
        by=field.get("by"),
        of=field.get("of"),
        items=tuple(_field(item) for item in element["fields"]) if is_record else (),
        item_name=element["name"] if is_record else "",
    )
