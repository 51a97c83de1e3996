"""Where an event names people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from projections.household.opened import Opened, opened_parts
from projections.people.naming import people_of, renamed
from projections.stored_event import StoredEvent
from schemas.catalogue import Field, catalogue
from schemas.codec import Body, codec
from schemas.sealing import DataKey, open_part, seal
from tests.samples import OTHER_PERSON, PERSON, sample_envelope, sample_fields
from tests.unit.projections.household.story import uid


def _names_people(field: Field) -> bool:
    return field.person is not None or any(map(_names_people, field.items))


@pytest.mark.parametrize("name", catalogue().names())
def test_every_person_field_of_the_catalogue_is_known(name: str) -> None:
    event = catalogue().latest(name)
    ref = uid("P1")
    for declared in event.fields:
        if declared.mark != "clear" or not _names_people(declared):
            continue
        one: Any = ref if declared.person is not None else {i.name: ref for i in declared.items}
        body = {"envelope": {"person_refs": []}, "sealed": []}
        body[declared.name] = [one] if declared.is_array else one
        assert people_of(StoredEvent("HOK-1", 1, event, body)) == {ref}


@dataclass
class Keys:
    """One cipher for each agency and person."""

    ciphers: dict[tuple[str, bytes], AESGCM] = field(default_factory=dict)
    agency: str = "HOK-1"

    def current(self, person: bytes) -> DataKey:
        made = AESGCM(AESGCM.generate_key(256))
        return DataKey(1, self.ciphers.setdefault((self.agency, person), made))

    def find(self, agency_id: str, person: bytes, epoch: int) -> AESGCM | None:
        return self.ciphers.get((agency_id, person))


def _sealed(keys: Keys) -> StoredEvent:
    """InformationProvided about PERSON, sealed for PERSON."""
    event = catalogue().latest("InformationProvided")
    envelope = {**sample_envelope(event), "agency_id": keys.agency, "person_refs": [PERSON]}
    fields = sample_fields(event)
    fields["content"] = [{"person": PERSON, "field_code": "FINANCE", "text": "x"}]
    parts = seal(codec(), event, envelope, fields, keys)
    clear = {one.name: fields[one.name] for one in event.fields if one.mark == "clear"}
    return StoredEvent(keys.agency, 1, event, {"envelope": envelope, **clear, "sealed": parts})


def _opened(event: StoredEvent, keys: Keys) -> list[Opened]:
    def open_one(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(codec(), event.envelope, part, keys)

    return list(opened_parts(event, open_one))


def test_a_part_given_to_another_reference_opens_and_names_that_reference_inside() -> None:
    keys = Keys()
    (part,) = _opened(renamed(_sealed(keys), {PERSON: OTHER_PERSON}), keys)
    assert not part.altered
    assert part.person_ref == OTHER_PERSON
    assert part.fields is not None
    assert [item["person"] for item in part.fields["content"]] == [OTHER_PERSON]


def test_a_part_given_on_and_on_still_opens() -> None:
    keys = Keys()
    event = _sealed(keys)
    there = renamed(event, {PERSON: OTHER_PERSON})
    assert _opened(renamed(there, {OTHER_PERSON: PERSON}), keys) == _opened(event, keys)


def test_the_part_of_a_destroyed_key_stays_closed_under_another_reference() -> None:
    keys = Keys()
    event = renamed(_sealed(keys), {PERSON: OTHER_PERSON})
    keys.ciphers.clear()
    (part,) = _opened(event, keys)
    assert part.fields is None
    assert not part.altered


def test_an_altered_part_is_marked_under_another_reference_too() -> None:
    keys = Keys()
    event = _sealed(keys)
    event.body["sealed"][0]["nonce"] = bytes(12)
    (part,) = _opened(renamed(event, {PERSON: OTHER_PERSON}), keys)
    assert part.fields is None
    assert part.altered


def test_whoever_is_not_renamed_leaves_the_event_the_same_object() -> None:
    event = _sealed(Keys())
    assert renamed(event, {OTHER_PERSON: PERSON}) is event
