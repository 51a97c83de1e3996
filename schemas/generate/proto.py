"""The protobuf ``Event`` with its typed ``oneof``, from the newest version of every event type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.catalogue import Catalogue, EventType, Field

_HEADER = """\
// Generated from schemas/avro by `python -m schemas.generate`; do not edit.
syntax = "proto3";

package enishi.v1;

import "google/protobuf/timestamp.proto";
import "protos/enishi/v1/common.proto";
"""

_SCALARS = {
    "string": "string",
    "int": "int32",
    "long": "int64",
    "boolean": "bool",
    "bytes": "bytes",
}
_NAMED = {"jp.enishi.Uuid": "string", "jp.enishi.Sha256": "bytes"}
_FORMS = {"jp.enishi.Uuid": "UUID", "jp.enishi.Sha256": "SHA-256, 32 bytes"}
_MESSAGES = {"Person", "google.protobuf.Timestamp"}
_LOGICAL = {"date": "string", "timestamp-micros": "google.protobuf.Timestamp"}


def snake_case(name: str) -> str:
    """``CaseClosed`` as ``case_closed``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def protobuf_type(field: Field) -> str:
    """The protobuf type of one value of a field. Raises KeyError for an Avro type not in use."""
    element = field.element
    if field.person is not None:
        return "Person"
    if field.items:
        return field.item_name
    if isinstance(element, dict):
        return _LOGICAL[element["logicalType"]]
    return _NAMED.get(element) or _SCALARS[element]


def generate_proto(catalogue: Catalogue) -> str:
    """The text of ``protos/enishi/v1/events.proto``."""
    latest = [catalogue.latest(name) for name in catalogue.names()]
    lines = [_HEADER, *_event(latest)]
    written: set[str] = set()
    for event in latest:
        for field in event.fields:
            if field.items and field.item_name not in written:
                written.add(field.item_name)
                lines += _message(field.item_name, "", field.items)
        lines += _message(event.name, f"{event.ja} / {event.en}", event.fields)
    return "\n".join(lines) + "\n"


def _event(latest: list[EventType]) -> Iterator[str]:
    yield "// One event, as an agency system sends it."
    yield "message Event {"
    yield "  Envelope envelope = 1;"
    yield "  oneof payload {"
    for event in latest:
        yield f"    {event.name} {snake_case(event.name)} = {event.tag};"
    yield "  }"
    yield "}"


def _message(name: str, title: str, fields: tuple[Field, ...]) -> Iterator[str]:
    yield ""
    if title:
        yield f"// {title}"
    yield f"message {name} {{"
    for field in fields:
        yield "  " + _line(field)
    yield "}"


def _line(field: Field) -> str:
    kind = protobuf_type(field)
    is_message = kind == "Person" or bool(field.items) or "." in kind
    if field.is_array:
        kind = f"repeated {kind}"
    elif field.optional and not is_message:
        kind = f"optional {kind}"
    notes = "; ".join(_notes(field))
    comment = f"  // {notes}" if notes else ""
    return f"{kind} {field.name} = {field.tag};{comment}"


def _notes(field: Field) -> Iterator[str]:
    element = field.element
    if field.person is None and not isinstance(element, dict) and element in _FORMS:
        yield _FORMS[element]
    elif isinstance(element, dict) and element.get("logicalType") == "date":
        yield "a day, YYYY-MM-DD"
    if field.names_agency:
        yield "agency id such as HOK-1"
    if field.names_municipality:
        yield "municipality code, 6 digits"
    if field.codes:
        yield f"code list {field.codes}"
    if field.nonempty:
        yield "at least one"
    if field.optional and not field.is_array and protobuf_type(field) in _MESSAGES:
        # Where the keyword ``optional`` says nothing.
        yield "may be absent"
    if field.mark == "sealed":
        yield f"sealed, {field.field_code if field.by is None else 'by ' + field.by}"
    if field.doc:
        yield field.doc
