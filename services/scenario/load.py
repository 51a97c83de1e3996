"""From a YAML file to a scenario with every default written out, or an error that names the place.

Three gates: the JSON Schema (``format.schema.json``), the defaults, and the rules that span the
file (``checks.py``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema

from schemas.catalogue import EventType, UnknownEventType, catalogue
from services.scenario.checks import check_scenario
from services.scenario.defaults import (
    COMPARTMENT_OF_BASIS,
    Running,
    basis_of,
    funding_of,
    instant,
    names_subject,
    payload_of,
    person_fields,
    registration,
    role_of,
)
from services.scenario.expecting import read_expectations, read_reading
from services.scenario.format import (
    AgencyAt,
    Answer,
    Municipality,
    Person,
    Reading,
    Scenario,
    ScenarioInvalid,
    Step,
)
from services.scenario.yaml_text import read_yaml

SCHEMA = Path(__file__).with_name("format.schema.json")
Raw = Mapping[str, Any]


def load(path: Path) -> Scenario:
    """Read one file. Raises ScenarioInvalid for the first thing that is wrong with it."""
    raw = read_yaml(path)
    check_schema(path, raw)
    try:
        return _Loading(path, raw).scenario()
    except UnknownEventType as error:
        raise ScenarioInvalid(path, "events", "EVENT_TYPE", str(error)) from error


def check_schema(path: Path, raw: Any) -> None:
    """Hold a document against the JSON Schema. Raises ScenarioInvalid."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    error = jsonschema.exceptions.best_match(validator.iter_errors(raw))
    if error is not None:
        place = error.json_path.removeprefix("$").removeprefix(".") or "the file"
        raise ScenarioInvalid(path, place, f"SCHEMA {error.validator}", error.message)


class _Loading:
    def __init__(self, path: Path, raw: Raw) -> None:
        self._path = path
        self._raw = raw
        self._id: str = raw["scenario"]
        self._running = Running(home=next(iter(raw["municipalities"])))
        self._events: Sequence[tuple[int, Raw]] = [
            (at, one) for at, one in enumerate(raw["events"]) if "event" in one
        ]
        if not self._events:
            raise ScenarioInvalid(path, "events", "EVENTS", "write at least one event")
        first = self._events[0][1]
        if "by" not in first:
            raise ScenarioInvalid(path, "events[0].by", "PRODUCER", "name who acts first")
        self._first = self._running.agency(first["by"])
        self._first_day = date.fromisoformat(first["at"][:10])
        self._steps: list[Step] = []

    def scenario(self) -> Scenario:
        raw = self._raw
        people = self._people()
        self._households()
        readings: list[Reading] = []
        for at, one in enumerate(raw["events"]):
            place = f"events[{at}]"
            try:
                if "event" in one:
                    self._event(place, one)
                else:
                    readings.append(read_reading(at, one, self._running))
            except ValueError as error:
                raise ScenarioInvalid(self._path, place, "INSTANT", str(error)) from error
        last = max(step.arrives for step in self._steps)
        scenario = Scenario(
            file=self._path,
            id=self._id,
            title_ja=raw["title"]["ja"],
            title_en=raw["title"]["en"],
            municipalities={
                key: Municipality(key, one["code"], one["name"], tuple(one["agencies"]))
                for key, one in raw["municipalities"].items()
            },
            people=people,
            steps=tuple(self._steps),
            readings=tuple(readings),
            expectations=read_expectations(raw["expect"], self._running, last),
        )
        check_scenario(scenario, raw)
        return scenario

    def _people(self) -> dict[str, Person]:
        people: dict[str, Person] = {}
        for alias, one in self._raw["people"].items():
            by = self._running.agency(one["by"]) if "by" in one else self._first
            when = registration(one.get("registered"), self._first_day)
            self._check_age(alias, one, when)
            people[alias] = Person(alias, by, one["name"])
            fields = person_fields(one, alias)
            self._add(f"people.{alias}", {"event": "PersonRegistered", "fields": fields}, by, when)
        return people

    def _check_age(self, alias: str, one: Raw, when: datetime) -> None:
        if "age" not in one or "birth" not in one:
            return
        try:
            born = date.fromisoformat(one["birth"])
        except ValueError:
            return  # wareki, or unknown in part: kept as the agency wrote it (I3)
        age = when.year - born.year - ((when.month, when.day) < (born.month, born.day))
        if age != one["age"]:
            raise ScenarioInvalid(
                self._path,
                f"people.{alias}.age",
                "AGE",
                f"born {born}, the person is {age} when registered, not {one['age']}",
            )

    def _households(self) -> None:
        for alias, one in self._raw["households"].items():
            by = self._running.agency(one["by"]) if "by" in one else self._first
            when = registration(one.get("formed"), self._first_day)
            fields = {
                "household_id": alias,
                "kind": one.get("kind", "SUPPORT"),
                "members": [
                    {"person": person, "relationship": relationship}
                    for person, relationship in one["members"].items()
                ],
                "effective_on": one.get("effective_on", when.date().isoformat()),
            }
            raw = {"event": "HouseholdFormed", "fields": fields}
            self._add(f"households.{alias}", raw, by, when)

    def _event(self, place: str, raw: Raw) -> None:
        running = self._running
        if "by" in raw:
            running.by = running.agency(raw["by"])
        by = running.by or self._first
        self._add(place, raw, by, running.moment(raw["at"]))

    def _add(self, place: str, raw: Raw, by: AgencyAt, occurred: datetime) -> None:
        event = catalogue().latest(raw["event"])
        recorded = instant(raw["recorded"]) if "recorded" in raw else occurred
        basis = basis_of(event, raw)
        case = self._case(event, raw)
        number = len(self._steps) + 1
        self._steps.append(
            Step(
                number=number,
                origin=place,
                event=event.name,
                by=by,
                occurred=occurred,
                recorded=recorded,
                arrives=instant(raw["arrives"]) if "arrives" in raw else recorded,
                precision=raw.get("precision", "INSTANT"),
                fields=payload_of(event, raw),
                persons=self._persons(event, raw, case),
                case=case,
                basis=basis,
                compartment=raw.get("compartment", COMPARTMENT_OF_BASIS[basis]),
                consent=raw.get("consent"),
                conference=raw.get("conference"),
                council=raw.get("council"),
                via_links=tuple(raw.get("via_links", ())),
                funding=raw.get("funding", funding_of(event, by)),
                actor=raw.get("actor", "u-01"),
                role=raw.get("role", role_of(event, by)),
                system=f"{by.agency.lower()}-records",
                record=raw.get("record", f"{number:03d}"),
                revision=raw.get("revision", 1),
                seq=raw.get("seq", 0),
                alias=raw.get("id"),
                answer=Answer(
                    refused=raw.get("expect_refused"),
                    duplicate=raw.get("expect_duplicate", False),
                    conflict=raw.get("expect_conflict", False),
                    crossed=raw.get("expect_crossed", False),
                ),
            )
        )

    def _case(self, event: EventType, raw: Raw) -> str | None:
        running = self._running
        if "case" in raw:
            running.case = str(raw["case"])
            if "persons" in raw and running.case not in running.case_persons:
                running.case_persons[running.case] = tuple(raw["persons"])
            return running.case
        return running.case if event.case == "required" else None

    def _persons(self, event: EventType, raw: Raw, case: str | None) -> tuple[str, ...]:
        if "persons" in raw:
            return tuple(raw["persons"])
        if case is None or event.persons == "none" or names_subject(event.fields):
            return ()
        return self._running.case_persons.get(case, ())
