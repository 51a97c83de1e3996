"""Households worth looking at: found by name, as a person would find them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grpc

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.cli.calling import reading_as

TELLING_NEEDS = frozenset({"8050", "double care", "young carer", "hoarding", "withdrawn"})
LOOKED_AT = 12
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One household, and the name by which it was found."""

    household_id: str
    name: str
    kana: str
    agencies: int


def samples(truth: Path, channel: grpc.Channel) -> list[Sample]:
    """The fullest of the compound households of a generated municipality."""
    stub = query_pb2_grpc.HouseholdsStub(channel)
    found: dict[str, Sample] = {}
    for name, kana in candidates(truth):
        search = query_pb2.FindHouseholdsRequest(name=name)
        for person in stub.Find(search, metadata=reading_as()).people:
            for household_id in person.household_ids:
                if household_id not in found:
                    found[household_id] = _sample(stub, household_id, name, kana)
        if len(found) >= LOOKED_AT:
            break
    return sorted(found.values(), key=lambda one: -one.agencies)[:SHOWN]


def _sample(stub: query_pb2_grpc.HouseholdsStub, household_id: str, name: str, kana: str) -> Sample:
    request = query_pb2.GetHouseholdRequest(household_id=household_id)
    message = stub.Get(request, metadata=reading_as())
    agencies = {agency.value for case in message.cases for agency in case.agencies}
    return Sample(household_id, name, kana, len(agencies))


def candidates(truth: Path) -> Iterator[tuple[str, str]]:
    """(name, kana) of one known person per compound household, those known to most first.

    Names in Latin letters are left out: they show nothing of the search by kanji and kana.
    """
    known: Counter[str] = Counter()
    people: dict[str, tuple[str, str]] = {}
    with truth.open(encoding="utf-8") as lines:
        for line in lines:
            person = json.loads(line)
            told = TELLING_NEEDS.intersection(person["household_needs"])
            if told and person["known_as"] and not person["name"].isascii():
                known[person["household"]] += len(person["known_as"])
                people.setdefault(person["household"], (person["name"], person["kana"]))
    for household, _ in known.most_common():
        yield people[household]
