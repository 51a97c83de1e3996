"""Rules that span a scenario file: everything cited exists, every required id is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.descriptor import Descriptor

from schemas.catalogue import Field, catalogue
from schemas.codes import agency_code
from services.scenario.expecting import KIND_OF_LETTER
from services.scenario.format import (
    AgencyAt,
    Expectation,
    Reading,
    Scenario,
    ScenarioInvalid,
    Step,
)
from services.scenario.paths import PathInvalid
from services.scenario.shape import ANSWERS, BOARD, answer_of, check_path, viewing_of

CITATIONS = {"consent": "consent_id", "conference": "conference_id", "council": "council_case_id"}
OF_PEOPLE = frozenset({"person", "search", "export"})
OF_VIEWER = frozenset({"inbox", "overlaps", "candidates", "waiting", "reviews"})
"""Subjects that name a person, and those that name an agency: whose people look at its own."""


_LOOKED_AT: Mapping[str, frozenset[str]] = {
    "read": frozenset(ANSWERS),
    "break_glass": frozenset({"person"}),
}


def check_scenario(scenario: Scenario, raw: Mapping[str, Any]) -> None:
    """Raises ScenarioInvalid for the first rule that is broken."""
    for place, rule, description in _violations(scenario, raw):
        raise ScenarioInvalid(scenario.file, place, rule, description)


Violation = tuple[str, str, str]


def _violations(scenario: Scenario, raw: Mapping[str, Any]) -> Iterator[Violation]:
    yield from _ids(scenario, raw)
    yield from _agencies(scenario)
    yield from _payloads(scenario)
    yield from _citations(scenario)
    yield from _cases(scenario)
    for reading in scenario.readings:
        yield from _reading(scenario, reading)
    for expectation in scenario.expectations:
        yield from _expectation(scenario, expectation)


def _ids(scenario: Scenario, raw: Mapping[str, Any]) -> Iterator[Violation]:
    expected: set[str] = set()
    for expectation in scenario.expectations:
        place = f"expect[{expectation.number}].id"
        if expectation.id in expected:
            yield place, "UNIQUE_ID", f"{expectation.id} is given twice"
        expected.add(expectation.id)
        letter = expectation.id.partition("-")[2][0]
        if not expectation.id.startswith(f"{scenario.id}-"):
            yield place, "OWN_ID", f"{expectation.id} does not belong to {scenario.id}"
        if KIND_OF_LETTER[letter] != expectation.kind:
            yield place, "KIND", f"{expectation.id} names a {KIND_OF_LETTER[letter]}"
    required = set(raw["requires"])
    for missing in sorted(required - expected):
        yield "requires", "MISSING", f"{missing} is required and nothing expects it"
    for surplus in sorted(expected - required):
        yield "requires", "UNLISTED", f"{surplus} is expected and not listed as required"


def _agencies(scenario: Scenario) -> Iterator[Violation]:
    named: list[tuple[str, AgencyAt]] = [
        *((step.origin, step.by) for step in scenario.steps),
        *((f"events[{one.number}].viewer", one.asker.viewer) for one in scenario.readings),
        *((f"expect[{one.number}].viewer", one.asker.viewer) for one in scenario.expectations),
    ]
    for place, who in named:
        municipality = scenario.municipalities.get(who.municipality)
        if municipality is None or who.agency not in municipality.agencies:
            yield place, "AGENCY", f"{who} is not among the agencies of its municipality"


def _payloads(scenario: Scenario) -> Iterator[Violation]:
    for step in scenario.steps:
        event = catalogue().latest(step.event)
        yield from _fields(step, event.fields, step.fields, f"{step.origin}.fields")
        for alias in (*step.persons, *named_persons(event.fields, step.fields)):
            if alias not in scenario.people:
                yield step.origin, "PERSON", f"{alias} is not among the people"
    introduced = {step.alias for step in scenario.steps if step.alias}
    if len(introduced) != sum(step.alias is not None for step in scenario.steps):
        yield "events", "UNIQUE_ID", "two events have the same id"


def _fields(
    step: Step, declared: tuple[Field, ...], given: Mapping[str, Any], place: str
) -> Iterator[Violation]:
    known = {field.name: field for field in declared}
    for name, value in given.items():
        field = known.get(name)
        if field is None:
            yield f"{place}.{name}", "FIELD", f"{step.event} has no field {name}"
        elif field.items and isinstance(value, list):
            for at, item in enumerate(value):
                yield from _fields(step, field.items, item, f"{place}.{name}[{at}]")


def named_persons(declared: tuple[Field, ...], given: Mapping[str, Any]) -> Iterator[str]:
    """Every person alias in a payload, nested ones included."""
    for field in declared:
        value = given.get(field.name)
        if value is None or value == "@positions":
            continue
        values = value if isinstance(value, list) else [value]
        if field.person is not None:
            yield from values
        elif field.items:
            for item in values:
                yield from named_persons(field.items, item)


def _citations(scenario: Scenario) -> Iterator[Violation]:
    for key, field in CITATIONS.items():
        begun = {step.fields.get(field) for step in scenario.steps}
        for step in scenario.steps:
            cited = getattr(step, key)
            if cited is not None and cited not in begun:
                yield f"{step.origin}.{key}", "CITATION", f"no event has the {field} {cited}"


def _cases(scenario: Scenario) -> Iterator[Violation]:
    opened: set[str] = set()
    for step in sorted(scenario.steps, key=lambda one: one.arrives):
        kind = catalogue().latest(step.event).case
        if kind.startswith("mint"):
            if step.case is None:
                yield f"{step.origin}.case", "CASE", f"name the case that {step.event} opens"
            else:
                opened.add(step.case)
        elif step.case is not None and step.case not in opened:
            yield f"{step.origin}.case", "CASE", f"nothing that arrives earlier opens {step.case}"


def _reading(scenario: Scenario, reading: Reading) -> Iterator[Violation]:
    place = f"events[{reading.number}]"
    kind, alias = reading.subject
    if reading.action == "review":
        if alias not in {one.alias for one in scenario.readings if one.number < reading.number}:
            yield f"{place}.review", "CITATION", f"no break-glass above has the id {alias}"
    elif kind not in _LOOKED_AT[reading.action]:
        yield f"{place}.{reading.action}", "SUBJECT", f"nobody looks at a {kind} like that"
        return
    yield from _subject(
        scenario, f"{place}.{reading.action}", reading.subject, reading.asker.viewer
    )
    if reading.inside is not None and reading.inside not in _workspaces(scenario):
        yield f"{place}.inside", "CITATION", f"no event convenes or registers {reading.inside}"
    yield from _paths(f"{place}.holds", reading.holds, answer_of(reading))
    yield from _paths(f"{place}.viewed", reading.viewed, viewing_of(reading))


def _expectation(scenario: Scenario, expectation: Expectation) -> Iterator[Violation]:
    place = f"expect[{expectation.number}]"
    viewer = expectation.asker.viewer
    if expectation.at < scenario.starts:
        yield f"{place}.at", "BEFORE_START", "nothing has arrived yet at this instant"
    if expectation.subject is not None:
        yield from _subject(scenario, f"{place}.subject", expectation.subject, viewer)
    if expectation.kind == "queue":
        yield from _paths(f"{place}.holds", expectation.holds, BOARD)
    if expectation.kind != "view":
        return
    if agency_code(viewer.agency) != "AU" and "visibility" not in expectation.needs:
        yield f"{place}.needs", "VISIBILITY", "only AU reads everything; name visibility"
    if expectation.subject is None or expectation.subject[0] not in ANSWERS:
        yield f"{place}.subject", "SUBJECT", f"name one of {', '.join(ANSWERS)}"
        return
    yield from _paths(f"{place}.holds", expectation.holds, ANSWERS[expectation.subject[0]])


def _subject(
    scenario: Scenario, place: str, subject: tuple[str, str], viewer: AgencyAt
) -> Iterator[Violation]:
    kind, alias = subject
    if kind in OF_PEOPLE and alias not in scenario.people:
        yield place, "PERSON", f"{alias} is not among the people"
    if kind in OF_VIEWER and alias != viewer.agency:
        yield place, "OWN_PAGE", f"{viewer.agency} sees its own {kind}, not that of {alias}"
    if kind == "workspace" and alias not in _workspaces(scenario):
        yield place, "CITATION", f"no event convenes or registers {alias}"


def _workspaces(scenario: Scenario) -> set[str]:
    return {
        step.fields[field]
        for step in scenario.steps
        for field in ("conference_id", "council_case_id")
        if field in step.fields
    }


def _paths(
    place: str, holds: Sequence[Mapping[str, Any]], answer: Descriptor
) -> Iterator[Violation]:
    for at, one in enumerate(holds):
        try:
            check_path(one["path"], answer)
        except PathInvalid as error:
            yield f"{place}[{at}].path", "PATH", str(error)
