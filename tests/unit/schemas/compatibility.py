"""FULL_TRANSITIVE: every version of a type reads what every other version wrote, old and new.

Apache avro's checker judges both schemas of a type, that of the value and that of a sealed part
(fastavro has no checker). What a schema says beside Avro is compared here: tag, mark and field code
of a field are one and the same in every version, or a reader would show what was not to be shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse

from schemas.catalogue import Catalogue, EventType, Field

# The library is typed, but for this constructor.
_NEW_CHECKER: Callable[[], ReaderWriterCompatibilityChecker] = ReaderWriterCompatibilityChecker


def all_versions(types: Catalogue) -> Iterator[list[EventType]]:
    """Every event type in all its versions."""
    for name in types.names():
        yield [event for event in types.all() if event.name == name]


def incompatibilities(versions: Sequence[EventType]) -> list[str]:
    """Where a version cannot read another, in Apache avro's words; empty where all is well."""
    faults = []
    for reader, writer in permutations(versions, 2):
        for kind, read, written in (
            ("wire", reader.wire, writer.wire),
            ("sealed", reader.sealed, writer.sealed),
        ):
            if read is None or written is None:
                continue
            result = _NEW_CHECKER().get_compatibility(
                parse(json.dumps(read)), parse(json.dumps(written))
            )
            if result.compatibility is not SchemaCompatibilityType.compatible:
                words = ", ".join(sorted(result.messages))
                faults.append(f"{reader.label} cannot read {writer.label} ({kind}): {words}")
    return faults


def contradictions(versions: Sequence[EventType]) -> list[str]:
    """Where two versions disagree beyond what Avro sees; empty where all is well."""
    faults = []
    for one, other in combinations(versions, 2):
        if one.tag != other.tag:
            faults.append(f"{other.label} has another protobuf tag than {one.label}")
        faults += _contradictions(f"{other.label} against {one.label}", one.fields, other.fields)
    return faults


def _contradictions(where: str, one: Sequence[Field], other: Sequence[Field]) -> list[str]:
    faults = []
    by_name = {field.name: field for field in other}
    by_tag = {field.tag: field for field in other}
    for field in one:
        same = by_name.get(field.name)
        if by_tag.get(field.tag, field).name != field.name:
            faults.append(f"{where}: tag {field.tag} was {field.name}'s")
        if same is None:
            continue
        faults += [
            f"{where}: {field.name} has another {what}"
            for what in ("tag", "mark", "field_code", "by", "of", "person", "codes")
            if getattr(field, what) != getattr(same, what)
        ]
        faults += _contradictions(f"{where}: {field.name}", field.items, same.items)
    return faults
