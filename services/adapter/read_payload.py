"""One reader per event type, compiled from the catalogue: protobuf payload to plain fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from protos.enishi.v1 import common_pb2
from schemas.catalogue import EventType, Field
from schemas.codes import code_list
from services.adapter.values import (
    NO_UUID,
    Report,
    check_unknown,
    code_reader,
    read_agency,
    read_date,
    read_id,
    read_instant,
    read_int,
    read_municipality,
    read_string,
    read_text,
    read_uuid,
)

Resolve = Callable[[common_pb2.Person, str, Report], bytes]
"""From a person on the wire to the pseudonym (field path and report for what is wrong)."""

ReadOne = Callable[[Any, str, Report], Any]
ReadPayload = Callable[[Any, "Subjects", Report], dict[str, Any]]

SHA256_BYTES = 32
MAX_FILLER = 4096
_EMPTY_MEANS_ABSENT = ("string", "jp.enishi.Uuid", "jp.enishi.Sha256")


class Subjects:
    """Resolves persons while a payload is read and remembers whom the event is about."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._refs: dict[bytes, None] = {}

    @property
    def refs(self) -> list[bytes]:
        """The subjects, each once, in the order in which they were named."""
        return list(self._refs)

    def read(self, person: common_pb2.Person, path: str, report: Report, *, subject: bool) -> bytes:
        """The pseudonym of a person; a subject is added to the event's subjects."""
        ref = self._resolve(person, path, report)
        if subject:
            self._refs[ref] = None
        return ref


def compile_payload(event: EventType) -> ReadPayload:
    """The reader of one event type's payload message."""
    readers = [(field.name, _reader(field, "")) for field in event.fields]

    def read(message: Any, subjects: Subjects, report: Report) -> dict[str, Any]:
        return {name: one(message, subjects, report) for name, one in readers}

    return read


FieldReader = Callable[[Any, Subjects, Report], Any]


def _reader(field: Field, prefix: str) -> FieldReader:
    path = prefix + field.name
    if field.items:
        return _records(field, path)
    if field.person is not None:
        return _person(field, path)
    one = _scalar(field)
    if field.by == "attribute":
        return _attribute_value(field, path)
    if field.is_array:
        return _repeated(field, path, one)
    return _single(field, path, one)


def _single(field: Field, path: str, one: ReadOne) -> FieldReader:
    name = field.name
    if field.optional or (isinstance(field.base, dict) and "logicalType" in field.base):
        return _with_presence(field, path, one)
    if field.base in _EMPTY_MEANS_ABSENT:

        def required(message: Any, _subjects: Subjects, report: Report) -> Any:
            value = getattr(message, name)
            if not value:
                report(path, "FIELD_REQUIRED", "this field is required")
                return value
            return one(value, path, report)

        return required

    def plain(message: Any, _subjects: Subjects, report: Report) -> Any:
        return one(getattr(message, name), path, report)

    return plain


def _with_presence(field: Field, path: str, one: ReadOne) -> FieldReader:
    name = field.name
    is_date = isinstance(field.base, dict) and field.base.get("logicalType") == "date"

    def read(message: Any, _subjects: Subjects, report: Report) -> Any:
        if field.optional or not is_date:
            if message.HasField(name):
                return one(getattr(message, name), path, report)
        elif text := getattr(message, name):
            return one(text, path, report)
        if not field.optional:
            report(path, "FIELD_REQUIRED", "this field is required")
            return 0
        return None

    return read


def _repeated(field: Field, path: str, one: ReadOne) -> FieldReader:
    name = field.name

    def read(message: Any, _subjects: Subjects, report: Report) -> Any:
        values = [
            one(value, f"{path}[{at}]", report) for at, value in enumerate(getattr(message, name))
        ]
        if field.nonempty and not values:
            report(path, "FIELD_REQUIRED", "give at least one")
        return values

    return read


def _person(field: Field, path: str) -> FieldReader:
    name = field.name
    subject = field.person == "subject"

    def read_one(message: Any, subjects: Subjects, report: Report) -> Any:
        if message.HasField(name):
            return subjects.read(getattr(message, name), path, report, subject=subject)
        if not field.optional:
            report(path, "FIELD_REQUIRED", "this field is required")
            return NO_UUID
        return None

    def read_many(message: Any, subjects: Subjects, report: Report) -> Any:
        refs = [
            subjects.read(person, f"{path}[{at}]", report, subject=subject)
            for at, person in enumerate(getattr(message, name))
        ]
        if field.nonempty and not refs:
            report(path, "FIELD_REQUIRED", "give at least one person")
        return refs

    return read_many if field.is_array else read_one


def _records(field: Field, path: str) -> FieldReader:
    name = field.name
    by_attribute = field.by == "attribute"
    readers = [
        (item.name, _reader(item, ""), by_attribute and item.is_text) for item in field.items
    ]

    def read(message: Any, subjects: Subjects, report: Report) -> Any:
        records = []
        for at, item in enumerate(getattr(message, name)):
            check_unknown(item, f"{path}[{at}]", report)

            def report_item(inner: str, rule: str, description: str, at: int = at) -> None:
                report(f"{path}[{at}].{inner}", rule, description)

            exempt = by_attribute and _is_id_attribute(item.attribute)
            records.append(
                {
                    inner: read_id(getattr(item, inner), inner, report_item)
                    if exempt and is_value
                    else one(item, subjects, report_item)
                    for inner, one, is_value in readers
                }
            )
        if field.nonempty and not records:
            report(path, "FIELD_REQUIRED", "give at least one")
        return records

    return read


def _attribute_value(field: Field, path: str) -> FieldReader:
    """A value whose attribute stands beside it; a declared id is exempt from V8."""
    name, by = field.name, str(field.by)

    def read(message: Any, _subjects: Subjects, report: Report) -> Any:
        value = getattr(message, name)
        if not value:
            report(path, "FIELD_REQUIRED", "this field is required")
            return value
        exempt = _is_id_attribute(getattr(message, by))
        return read_id(value, path, report) if exempt else read_text(value, path, report)

    return read


def _is_id_attribute(attribute: str) -> bool:
    return code_list("attribute").more(attribute, "id") == "true"


def _scalar(field: Field) -> ReadOne:
    element = field.element
    if field.codes is not None:
        return code_reader(code_list(field.codes))
    if field.names_agency:
        return read_agency
    if field.names_municipality:
        return read_municipality
    if isinstance(element, dict):
        return read_date if element["logicalType"] == "date" else read_instant
    if field.is_id:
        return read_id
    return _READERS["text" if field.is_text else element]


def _read_bool(value: Any, _path: str, _report: Report) -> Any:
    return value


def _read_filler(value: Any, path: str, report: Report) -> Any:
    """The catalogue's only bytes: they fill a record up, and nothing can be carried in them."""
    if len(value) > MAX_FILLER or any(value):
        report(path, "FILLER", f"give at most {MAX_FILLER} zeros")
    return value


def _read_sha256(value: Any, path: str, report: Report) -> Any:
    if len(value) != SHA256_BYTES:
        report(path, "SHA256", "give the 32 bytes of a SHA-256")
    return value


_READERS: Mapping[str, ReadOne] = {
    "text": read_text,
    "string": read_string,
    "int": read_int,
    "long": read_int,
    "boolean": _read_bool,
    "bytes": _read_filler,
    "jp.enishi.Uuid": read_uuid,
    "jp.enishi.Sha256": _read_sha256,
}
