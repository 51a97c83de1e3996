from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.times import JST
from services.scenario.format import AgencyAt, Scenario, ScenarioInvalid, Step
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


def test_people_and_households_are_registered_first_by_the_first_agency_at_0850(
    tmp_path: Path,
) -> None:
    person, household, _ = load(written(tmp_path, small_scenario())).steps

    assert (person.event, household.event) == ("PersonRegistered", "HouseholdFormed")
    assert person.by == household.by == AgencyAt("kou", "HOK-1")
    assert person.arrives == household.arrives == at("2026-06-01T08:50")
    assert household.fields["kind"] == "SUPPORT"
    assert household.fields["effective_on"] == "2026-06-01"


def test_a_person_may_be_registered_elsewhere_on_another_day(tmp_path: Path) -> None:
    document = small_scenario()
    document["people"]["P2"] = {"name": "例 花子", "by": "CT-1", "registered": "2026-06-03"}

    steps = load(written(tmp_path, document)).steps

    assert steps[1].by.agency == "CT-1"
    assert steps[1].occurred == at("2026-06-03T08:50")


def test_days_without_a_time_fill_ten_minute_slots_from_nine(tmp_path: Path) -> None:
    event = {"event": "IssueRecorded", "fields": {"person": "P1", "issue": "DEBT"}}
    steps = scenario_with(
        tmp_path,
        {"at": "2026-06-01", **event},
        {"at": "2026-06-02", **event},
        {"at": "2026-06-01T21:00", **event},
        {"at": "2026-06-01", **event},
    ).steps[2:]

    assert [step.occurred for step in steps] == [
        at("2026-06-01T09:00"),
        at("2026-06-01T09:10"),
        at("2026-06-02T09:00"),
        at("2026-06-01T21:00"),
        at("2026-06-01T09:20"),
    ]


def test_an_event_arrives_when_recorded_and_is_recorded_when_it_occurred(tmp_path: Path) -> None:
    event = {"event": "IssueRecorded", "fields": {"person": "P1", "issue": "DEBT"}}
    plain, recorded, late = scenario_with(
        tmp_path,
        {"at": "2026-06-02T10:00", **event},
        {"at": "2026-06-02T10:00", "recorded": "2026-06-03T10:00", **event},
        {"at": "2026-06-02T10:00", "arrives": "2026-06-04T10:00", **event},
    ).steps[3:]

    assert plain.recorded == plain.arrives == plain.occurred == at("2026-06-02T10:00")
    assert recorded.recorded == recorded.arrives == at("2026-06-03T10:00")
    assert (late.recorded, late.arrives) == (at("2026-06-02T10:00"), at("2026-06-04T10:00"))


def test_an_unnamed_producer_is_the_agency_that_acted_last(tmp_path: Path) -> None:
    steps = scenario_with(
        tmp_path,
        {"at": "2026-06-02", "by": "CT-1", "event": "ConsentGranted", "fields": CONSENT},
        {
            "at": "2026-06-03",
            "event": "IssueRecorded",
            "fields": {"person": "P1", "issue": "DEBT"},
        },
    ).steps

    assert steps[-1].by.agency == "CT-1"


def test_a_consent_names_what_the_scenarios_say_it_names(tmp_path: Path) -> None:
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "ConsentGranted", "fields": CONSENT})

    assert step.fields["field_codes"] == [
        "IDENTITY",
        "HOUSEHOLD",
        "ISSUES",
        "URGENCY",
        "SERVICES",
        "PLAN",
    ]
    assert step.fields["purposes"] == ["COORDINATION", "PLAN", "MONITORING"]
    assert (step.fields["grantor"], step.fields["method"]) == ("SELF", "WRITTEN")


def test_a_consent_keeps_what_it_says_itself(tmp_path: Path) -> None:
    fields = {**CONSENT, "purposes": ["REFERRAL"], "grantor": "PARENT"}
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "ConsentGranted", "fields": fields})

    assert (step.fields["purposes"], step.fields["grantor"]) == (["REFERRAL"], "PARENT")


@pytest.mark.parametrize(
    ("more", "basis", "compartment"),
    [
        ({}, "OWN", "AGENCY"),
        ({"consent": "C1"}, "CONSENT", "CONSENT"),
        ({"compartment": "ABUSE_DV"}, "OWN", "ABUSE_DV"),
        ({"basis": "ABUSE_DUTY"}, "ABUSE_DUTY", "ABUSE_DV"),
    ],
)
def test_the_basis_is_that_of_the_id_cited_and_the_compartment_that_of_the_basis(
    tmp_path: Path, more: dict[str, str], basis: str, compartment: str
) -> None:
    step = last_step(
        tmp_path,
        {"at": "2026-06-02", "event": "ConsentGranted", "fields": CONSENT},
        {
            "at": "2026-06-02",
            "event": "IssueRecorded",
            "fields": {"person": "P1", "issue": "DEBT"},
            **more,
        },
    )

    assert (step.basis, step.compartment) == (basis, compartment)


def test_the_only_basis_a_type_may_have_needs_no_word(tmp_path: Path) -> None:
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "ConsentGranted", "fields": CONSENT})

    assert step.basis == "CONSENT"


def test_an_event_is_about_the_case_named_last_and_those_it_was_opened_for(tmp_path: Path) -> None:
    flag = {"flag_id": "FL1", "flag": "LIFELINE_STOPPED"}
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "UrgencyFlagRaised", "fields": flag})

    assert (step.case, step.persons) == ("K1", ("P1",))


def test_an_event_whose_payload_names_its_subject_is_about_nobody_else(tmp_path: Path) -> None:
    issue = {"person": "P1", "issue": "DEBT"}
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "IssueRecorded", "fields": issue})

    assert (step.case, step.persons) == ("K1", ())


def test_an_event_without_a_case_gets_none(tmp_path: Path) -> None:
    beat = {"at": "2026-06-02", "event": "SourceHeartbeat", "fields": {"last_seq": 1}}
    step = last_step(tmp_path, beat)

    assert (step.case, step.persons, step.basis, step.compartment) == (None, (), "NONE", "NONE")


@pytest.mark.parametrize(
    ("event", "by", "fields", "role"),
    [
        ("SourceHeartbeat", "HOK-1", {"last_seq": 1}, "HOK"),
        ("SourceHeartbeat", "ENV-1", {"last_seq": 1}, "MEMBER"),
        (
            "AddressProtectionApplied",
            "MU-1",
            {"persons": ["P1"], "against": ["P1"], "valid_until": "2027-06-01"},
            "RESTRICTED",
        ),
    ],
)
def test_the_role_is_the_agencys_unless_it_only_sits_in_or_protects(
    tmp_path: Path, event: str, by: str, fields: dict[str, Any], role: str
) -> None:
    step = last_step(tmp_path, {"at": "2026-06-02", "by": by, "event": event, "fields": fields})

    assert step.role == role


def test_work_on_a_case_is_paid_by_the_agencys_own_item(tmp_path: Path) -> None:
    support = {"service_code": "COUNSEL", "minutes": 30, "contact": "PHONE"}
    step = last_step(tmp_path, {"at": "2026-06-02", "event": "SupportProvided", "fields": support})

    assert step.funding == "I1A"


def test_a_schema_violation_names_the_file_the_place_and_the_rule(tmp_path: Path) -> None:
    document = small_scenario()
    document["events"][0]["precision"] = "ABOUT"
    file = written(tmp_path, document)

    with pytest.raises(ScenarioInvalid) as raised:
        load(file)

    assert (raised.value.file, raised.value.path) == (file, "events[0].precision")
    assert raised.value.rule == "SCHEMA enum"
    assert str(raised.value).startswith(str(file))


def test_an_age_that_does_not_fit_the_birth_date_is_refused(tmp_path: Path) -> None:
    document = small_scenario()
    document["people"]["P1"] |= {"birth": "1960-06-02", "age": 66}

    with pytest.raises(ScenarioInvalid, match=r"people\.P1\.age: AGE"):
        load(written(tmp_path, document))


def test_a_wareki_birth_date_is_kept_as_written(tmp_path: Path) -> None:
    document = small_scenario()
    document["people"]["P1"] |= {"birth": "昭和15年3月3日", "age": 86}

    attributes = load(written(tmp_path, document)).steps[0].fields["attributes"]

    assert {"attribute": "BIRTH_DATE", "value": "昭和15年3月3日"} in attributes
