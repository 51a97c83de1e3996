from __future__ import annotations

import pytest
from google.protobuf.descriptor import FieldDescriptor

from protos.enishi.v1 import events_pb2
from schemas.catalogue import EventType, Field, catalogue
from schemas.generate.proto import snake_case

NEWEST = [catalogue().latest(name) for name in catalogue().names()]
MESSAGES = events_pb2.DESCRIPTOR.message_types_by_name


@pytest.mark.parametrize("event", NEWEST, ids=lambda event: event.name)
def test_the_message_has_the_events_fields_under_their_tags(event: EventType) -> None:
    agrees(event.name, event.fields)


def agrees(message: str, fields: tuple[Field, ...]) -> None:
    found = {field.name: field for field in MESSAGES[message].fields}
    assert {name: field.number for name, field in found.items()} == {
        field.name: field.tag for field in fields
    }
    for field in fields:
        assert found[field.name].is_repeated == field.is_array
        if field.person:
            assert type_name(found[field.name]) == "Person"
        if field.items:
            assert type_name(found[field.name]) == field.item_name
            agrees(field.item_name, field.items)


def type_name(field: FieldDescriptor) -> str:
    assert field.message_type is not None
    return field.message_type.name


def test_the_oneof_holds_every_event_type_under_its_tag() -> None:
    payload = MESSAGES["Event"].oneofs_by_name["payload"]

    assert {field.name: field.number for field in payload.fields} == {
        snake_case(event.name): event.tag for event in NEWEST
    }
    assert {type_name(field) for field in payload.fields} == {event.name for event in NEWEST}


def test_an_absent_optional_value_can_be_told_from_an_empty_one() -> None:
    for event in NEWEST:
        for field in event.fields:
            found = MESSAGES[event.name].fields_by_name[field.name]
            if field.optional and not field.is_array and found.type != FieldDescriptor.TYPE_MESSAGE:
                assert found.has_presence


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("CaseClosed", "case_closed"),
        ("HouseholdsJoinRevoked", "households_join_revoked"),
        ("Event", "event"),
    ],
)
def test_names_of_messages_become_names_of_fields(name: str, snake: str) -> None:
    assert snake_case(name) == snake
