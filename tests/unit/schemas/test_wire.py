from __future__ import annotations

import io
import json

import avro.schema
import fastavro
import pytest

from schemas.catalogue import EventType, catalogue
from schemas.codec import HEADER_BYTES, codec
from schemas.wire import with_definitions
from tests.samples import sample_body

EVERY = list(catalogue().all())
SEALING = [event for event in EVERY if event.sealed]

every_event = pytest.mark.parametrize("event", EVERY, ids=lambda event: event.label)
every_sealing_event = pytest.mark.parametrize("event", SEALING, ids=lambda event: event.label)


@every_event
def test_the_wire_schema_is_envelope_clear_fields_and_sealed_parts(event: EventType) -> None:
    names = [field["name"] for field in event.wire["fields"]]

    clear = [field.name for field in event.fields if field.mark == "clear"]
    assert names == ["envelope", *clear, "sealed"]


@every_event
def test_the_envelope_is_read_from_any_events_bytes_without_the_payload(event: EventType) -> None:
    body = sample_body(event)
    value = codec().encode(event, body)
    schema = fastavro.parse_schema(event.wire["fields"][0]["type"])
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, schema, body["envelope"])
    end = HEADER_BYTES + len(stream.getvalue())

    assert codec().decode_envelope(value[:end] + b"\xff" * 20) == (event, body["envelope"])


@every_sealing_event
def test_the_sealed_schema_is_the_sealed_fields_each_empty_by_default(event: EventType) -> None:
    assert event.sealed is not None
    fields = {field["name"]: field["default"] for field in event.sealed["fields"]}

    assert list(fields) == [field.name for field in event.fields if field.mark == "sealed"]
    assert all(default in (None, []) for default in fields.values())


@every_event
def test_apache_avro_accepts_every_schema(event: EventType) -> None:
    for schema in (event.wire, event.sealed):
        if schema is not None:
            assert avro.schema.parse(json.dumps(schema)).type == "record"


def test_a_named_type_is_defined_where_it_is_first_used_and_named_afterwards() -> None:
    schema = with_definitions(
        {
            "type": "record",
            "name": "R",
            "fields": [
                {"name": "a", "type": {"type": "array", "items": "jp.enishi.Uuid"}},
                {"name": "b", "type": ["null", "jp.enishi.Uuid"]},
                {"name": "c", "type": "jp.enishi.Sha256"},
            ],
        }
    )

    first, second, third = (field["type"] for field in schema["fields"])
    assert (first["items"]["name"], first["items"]["size"]) == ("Uuid", 16)
    assert second == ["null", "jp.enishi.Uuid"]
    assert (third["name"], third["size"]) == ("Sha256", 32)
    assert fastavro.parse_schema(schema)
