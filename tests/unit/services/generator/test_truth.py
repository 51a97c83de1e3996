"""The side file says who everybody truly is, and nothing of it is in the events."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from projections.identity.wareki import parse_date
from services.generator.write import Summary

Json = Any
Key = tuple[str, str, str]


@pytest.fixture(scope="session")
def truth(small_town: Summary) -> list[Json]:
    return [json.loads(line) for line in small_town.truth.read_text("utf-8").splitlines()]


@pytest.fixture(scope="session")
def registered(small_town_lines: list[str]) -> dict[Key, Json]:
    found: dict[Key, Json] = {}
    for line in small_town_lines:
        event = json.loads(line)
        if "personRegistered" in event:
            payload = event["personRegistered"]
            found[_key(event["envelope"], payload["person"]["sourcePersonId"])] = payload
    return found


def _key(envelope: Json, source_person_id: str) -> Key:
    return envelope["agencyId"], envelope["sourceSystemId"], source_person_id


def known_ids(person: Json) -> list[Key]:
    return [
        (known["agency"], known["source_system_id"], known["source_person_id"])
        for known in person["known_as"]
    ]


def test_every_registered_person_is_exactly_one_true_person(
    truth: list[Json], registered: dict[Key, Json]
) -> None:
    named = Counter(key for person in truth for key in known_ids(person))
    assert set(named) == set(registered)
    assert set(named.values()) == {1}


def test_every_person_and_municipal_id_is_there_once(truth: list[Json]) -> None:
    for key in ("person", "municipal_id"):
        assert max(Counter(person[key] for person in truth).values()) == 1


def test_several_agencies_know_the_same_person_under_unlike_ids(truth: list[Json]) -> None:
    shared = [person for person in truth if len(person["known_as"]) > 1]
    assert shared
    for person in shared:
        ids = [known["source_person_id"].split("-")[1] for known in person["known_as"]]
        assert len(set(ids)) == len(ids)


def test_a_written_birth_date_never_excludes_the_true_one(
    truth: list[Json], registered: dict[Key, Json]
) -> None:
    for person in truth:
        for key in known_ids(person):
            stated = parse_date(_attribute(registered[key], "BIRTH_DATE"))
            assert stated.warning is None
            if stated.earliest is not None and stated.latest is not None:
                first, last = stated.earliest.isoformat(), stated.latest.isoformat()
                assert first <= person["born"] <= last


def test_true_ids_are_not_in_the_events(truth: list[Json], small_town: Summary) -> None:
    events = small_town.events.read_text("utf-8")
    assert not [person["person"] for person in truth if person["person"] in events]


def _attribute(payload: Json, name: str) -> str:
    return str(next(a["value"] for a in payload["attributes"] if a["attribute"] == name))
