"""Loading: what is expected and what people read at their screens."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.times import JST
from services.scenario.format import AgencyAt, Asker, Scenario, ScenarioInvalid, Step
from services.scenario.load import load
from tests.scenario_files import small_scenario, written

CONSENT = {"consent_id": "C1", "person": "P1", "agencies": ["HOK-1", "CT-1"]}


def scenario_with(folder: Path, *events: dict[str, Any]) -> Scenario:
    document = small_scenario()
    document["events"] += events
    document["expect"][0]["at"] = "2026-12-31T12:00"
    return load(written(folder, document))


def last_step(folder: Path, *events: dict[str, Any]) -> Step:
    return scenario_with(folder, *events).steps[-1]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def test_an_expectation_is_final_from_the_last_arrival_on(tmp_path: Path) -> None:
    document = small_scenario()
    early = {**document["expect"][0], "id": "S99-V2", "at": "2026-06-01T08:59"}
    document["expect"].append(early)
    document["requires"].append("S99-V2")

    final, before = load(written(tmp_path, document)).expectations

    assert (final.final, before.final) == (True, False)


def test_a_queue_is_the_board_of_the_viewers_desk(tmp_path: Path) -> None:
    document = small_scenario()
    document["requires"] = ["S99-Q1"]
    holds = [{"path": "items[R1].score", "equals": 20}]
    document["expect"][0] |= {"id": "S99-Q1", "kind": "queue", "holds": holds}

    assert load(written(tmp_path, document)).expectations[0].needs == ("queue",)

    holds[0]["path"] = "items[R1].points"
    with pytest.raises(ScenarioInvalid, match="no field points"):
        load(written(tmp_path, document))


READ: dict[str, Any] = {
    "at": "2026-06-02T09:00",
    "read": {"person": "P1"},
    "viewer": "CT-1",
    "user": "u-31",
    "says": "CT-1 looks",
}


def test_a_reading_is_no_step(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, READ)

    assert [reading.action for reading in scenario.readings] == ["read"]
    assert len(scenario.steps) == 3


def test_a_reading_is_done_by_its_user_in_the_role_and_for_the_purpose_given(
    tmp_path: Path,
) -> None:
    plain, inside = scenario_with(
        tmp_path,
        {
            "at": "2026-06-01",
            "by": "MU-1",
            "event": "SupportConferenceConvened",
            "fields": {"conference_id": "SC1", "members": ["MU-1"]},
        },
        READ,
        {**READ, "role": "MEMBER", "purpose": "PLAN", "inside": "SC1", "fields": ["DIAGNOSIS"]},
    ).readings

    assert plain.asker == Asker(AgencyAt("kou", "CT-1"), "u-31")
    assert plain.needs == ("visibility", "reading")
    assert inside.asker == Asker(AgencyAt("kou", "CT-1"), "u-31", "MEMBER", "PLAN")
    assert (inside.inside, inside.fields) == ("SC1", ("DIAGNOSIS",))
    assert inside.needs == ("visibility", "reading", "workspace")


def test_a_broken_glass_is_explained_in_the_scenarios_words_unless_it_says_others(
    tmp_path: Path,
) -> None:
    glass = {
        "at": "2026-06-02T09:00",
        "break_glass": {"person": "P1"},
        "viewer": "CT-1",
        "user": "u-31",
        "id": "BG1",
        "fields": ["DIAGNOSIS"],
        "reason": "LIFE",
        "says": "CT-1 breaks the glass",
    }
    scenario = scenario_with(tmp_path, glass, {**glass, "explanation": "意識がない。"})

    assert [one.explanation for one in scenario.readings] == [
        "CT-1 breaks the glass",
        "意識がない。",
    ]


def test_what_another_subject_than_a_household_rests_on_needs_no_word(tmp_path: Path) -> None:
    document = small_scenario()
    document["expect"][0] |= {
        "viewer": "CT-1",
        "subject": {"inbox": "CT-1"},
        "holds": [{"path": "items", "count": 0}],
    }

    expectation = load(written(tmp_path, document)).expectations[0]

    assert expectation.needs == ("visibility", "inbox")
    assert expectation.asker == Asker(AgencyAt("kou", "CT-1"), "u-player")


def test_what_rests_on_readings_is_not_judged_on_a_view_read_in_another_order(
    tmp_path: Path,
) -> None:
    document = small_scenario()
    document["expect"][0]["needs"] = ["reading"]

    assert not load(written(tmp_path, document)).expectations[0].final
