from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.scenario.format import ScenarioInvalid
from services.scenario.load import load
from tests.scenario_files import small_scenario, written

Change = Callable[[dict[str, Any]], object]


def expect(document: dict[str, Any], **more: Any) -> None:
    document["expect"][0].update(more)


def event(**more: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        document["events"].append({"at": "2026-06-01", **more})

    return change


def reading(action: str, of: Any, **more: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        who = {"at": "2026-06-02T09:00", "viewer": "CT-1", "user": "u-31", "says": "CT-1 looks"}
        document["events"].append({action: of, **who, **more})

    return change


GLASS = {"id": "BG1", "fields": ["DIAGNOSIS"], "reason": "LIFE"}
ISSUE = {"person": "P1", "issue": "DEBT"}

BROKEN: dict[str, tuple[Change, str, str]] = {
    "a required id that nothing expects": (
        lambda document: document["requires"].append("S99-V9"),
        "requires",
        "MISSING",
    ),
    "an id of another scenario": (
        lambda document: expect(document, id="S98-V1"),
        "expect[0].id",
        "OWN_ID",
    ),
    "an id of another kind": (
        lambda document: expect(document, id="S99-Q1"),
        "expect[0].id",
        "KIND",
    ),
    "the same id twice": (
        lambda document: document["expect"].append(document["expect"][0]),
        "expect[1].id",
        "UNIQUE_ID",
    ),
    "an agency that does not run": (
        event(by="JIR-1", event="IssueRecorded", fields=ISSUE),
        "events[1]",
        "AGENCY",
    ),
    "a viewer that does not run": (
        lambda document: expect(document, viewer="AU-2"),
        "expect[0].viewer",
        "AGENCY",
    ),
    "a field the event does not have": (
        event(event="IssueRecorded", fields={**ISSUE, "isue": "DEBT"}),
        "events[1].fields.isue",
        "FIELD",
    ),
    "a person nobody is": (
        event(event="IssueRecorded", fields={**ISSUE, "person": "P9"}),
        "events[1]",
        "PERSON",
    ),
    "a consent nobody gave": (
        event(event="IssueRecorded", consent="C9", fields=ISSUE),
        "events[1].consent",
        "CITATION",
    ),
    "a case nothing opens": (
        event(event="IssueRecorded", case="K9", fields=ISSUE),
        "events[1].case",
        "CASE",
    ),
    "a case opened only later": (
        event(event="IssueRecorded", arrives="2026-06-01T08:55", fields=ISSUE),
        "events[1].case",
        "CASE",
    ),
    "a view of nothing": (
        lambda document: document["expect"][0].pop("subject"),
        "expect[0].subject",
        "SUBJECT",
    ),
    "another's view that does not rest on visibility": (
        lambda document: expect(document, viewer="CT-1"),
        "expect[0].needs",
        "VISIBILITY",
    ),
    "an expectation before anything arrived": (
        lambda document: expect(document, at="2026-05-31T12:00"),
        "expect[0].at",
        "BEFORE_START",
    ),
    "a view of what no screen shows": (
        lambda document: expect(document, subject={"event": "E1"}),
        "expect[0].subject",
        "SUBJECT",
    ),
    "another agency's inbox": (
        lambda document: expect(document, subject={"inbox": "HOK-1"}),
        "expect[0].subject",
        "OWN_PAGE",
    ),
    "a workspace nothing opens": (
        lambda document: expect(document, subject={"workspace": "SC1"}),
        "expect[0].subject",
        "CITATION",
    ),
    "a reading of what no screen shows": (
        reading("read", {"period": "2026-06"}),
        "events[1].read",
        "SUBJECT",
    ),
    "a reading of a person nobody is": (
        reading("read", {"search": "P9"}),
        "events[1].read",
        "PERSON",
    ),
    "a reading inside a workspace nothing opens": (
        reading("read", {"person": "P1"}, inside="SC1"),
        "events[1].inside",
        "CITATION",
    ),
    "a reading by an agency that does not run": (
        reading("read", {"person": "P1"}, viewer="SHO-1"),
        "events[1].viewer",
        "AGENCY",
    ),
    "a glass broken over more than a person": (
        reading("break_glass", {"household": "H1"}, **GLASS),
        "events[1].break_glass",
        "SUBJECT",
    ),
    "a review of what nobody broke": (
        reading("review", "BG1", verdict="APPROVED"),
        "events[1].review",
        "CITATION",
    ),
    "a field the answer to a reading does not have": (
        reading("read", {"person": "P1"}, holds=[{"path": "items", "absent": True}]),
        "events[1].holds[0].path",
        "PATH",
    ),
    "a field the viewing event does not have": (
        reading("read", {"person": "P1"}, viewed=[{"path": "verdict", "absent": True}]),
        "events[1].viewed[0].path",
        "PATH",
    ),
    "a field the view does not have": (
        lambda document: expect(document, holds=[{"path": "cases[K1].led", "absent": True}]),
        "expect[0].holds[0].path",
        "PATH",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_is_refused_that_has(tmp_path: Path, what: str) -> None:
    change, place, rule = BROKEN[what]
    document = small_scenario()
    change(document)

    with pytest.raises(ScenarioInvalid) as raised:
        load(written(tmp_path, document))

    assert (raised.value.path, raised.value.rule) == (place, rule)


def test_an_unlisted_expectation_is_refused(tmp_path: Path) -> None:
    document = small_scenario()
    document["expect"].append({**document["expect"][0], "id": "S99-V2"})

    with pytest.raises(ScenarioInvalid) as raised:
        load(written(tmp_path, document))

    assert raised.value.rule == "UNLISTED"


def test_an_event_type_of_no_catalogue_is_refused(tmp_path: Path) -> None:
    document = small_scenario()
    document["events"].append({"at": "2026-06-01", "event": "CaseForgotten"})

    with pytest.raises(ScenarioInvalid, match="CaseForgotten"):
        load(written(tmp_path, document))
