"""Who may write an event, when it can have happened, what it must name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schemas.catalogue import catalogue
from schemas.codes import code_list
from schemas.times import to_micros
from services.caller import Caller
from tests.samples import CASE, MUNICIPALITY, PERSON
from tests.valid_events import NOW, OTHER_MUNICIPALITY, day, standing_rules, valid_body

AUDIT_TRAIL = (
    "RecordViewed",
    "DisclosureMade",
    "AccessDenied",
    "BreakGlassUsed",
    "BreakGlassReviewed",
)
TOLERANCE = timedelta(minutes=10)


def test_an_agency_records_its_own_events_only() -> None:
    body = valid_body("SupportProvided", agency="HOK-1")
    assert standing_rules(body, Caller(MUNICIPALITY, "HOK-1")) == set()
    assert standing_rules(body, Caller(MUNICIPALITY, "HOK-2")) == {"AGENCY_NOT_CALLER"}


def test_a_municipality_records_its_own_events_only() -> None:
    body = valid_body("SupportProvided", agency="HOK-1")
    assert standing_rules(body, Caller(OTHER_MUNICIPALITY, "HOK-1")) == {"MUNICIPALITY_NOT_CALLER"}


@pytest.mark.parametrize("name", catalogue().names())
def test_an_event_is_written_by_the_agencies_the_catalogue_names(name: str) -> None:
    for code in code_list("agency").codes:
        denied = "WRONG_WRITER" in standing_rules(valid_body(name, agency=f"{code}-1"))
        assert denied == (code not in catalogue().latest(name).writers)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("SupportConferenceConvened", "MU"),
        ("MultilayerConferenceConvened", "CT"),
        ("SupportDecided", "MU"),
        ("AddressProtectionApplied", "MU"),
        *((name, "SYS") for name in AUDIT_TRAIL),
    ],
)
def test_only_its_host_writes(name: str, host: str) -> None:
    for code in code_list("agency").codes:
        denied = "WRONG_WRITER" in standing_rules(valid_body(name, agency=f"{code}-1"))
        assert denied == (code != host)


@pytest.mark.parametrize(
    ("agency", "role", "refused"),
    [
        ("HOK-1", "HOK", False),
        ("HOK-1", "MU", True),
        ("HOK-1", "RESTRICTED", True),
        ("HOK-1", "MEMBER", True),
        ("MU-1", "MU", False),
        ("MU-1", "RESTRICTED", False),
        ("MU-1", "SYS", True),
        ("SCHOOL-1", "MEMBER", False),
        ("SCHOOL-1", "HOK", True),
    ],
)
def test_staff_act_in_the_role_of_their_agency(agency: str, role: str, refused: bool) -> None:
    body = valid_body("SupportProvided", agency=agency, actor_role=role)
    assert standing_rules(body) == ({"WRONG_ROLE"} if refused else set())


def test_a_support_decision_needs_the_municipal_role() -> None:
    assert standing_rules(valid_body("SupportDecided", actor_role="MU")) == set()
    assert standing_rules(valid_body("SupportDecided", actor_role="RESTRICTED")) == {"WRONG_ROLE"}


@pytest.mark.parametrize("name", ["AddressProtectionApplied", "AddressProtectionLifted"])
def test_a_protection_needs_the_restricted_role(name: str) -> None:
    assert standing_rules(valid_body(name, actor_role="RESTRICTED")) == set()
    assert standing_rules(valid_body(name, actor_role="MU")) == {"WRONG_ROLE"}


@pytest.mark.parametrize("name", AUDIT_TRAIL)
def test_audit_events_need_the_backbones_own_role(name: str) -> None:
    assert standing_rules(valid_body(name, actor_role="SYS")) == set()
    assert standing_rules(valid_body(name, actor_role="AU")) == {"WRONG_ROLE"}


def test_the_precision_of_the_occurrence_must_be_said() -> None:
    body = valid_body("SupportProvided", occurred_precision="UNKNOWN")
    assert standing_rules(body) == {"PRECISION_REQUIRED"}


@pytest.mark.parametrize(
    ("ahead", "rules"),
    [
        (timedelta(0), set()),
        (TOLERANCE, set()),
        (TOLERANCE + timedelta(microseconds=1), {"FUTURE"}),
    ],
)
def test_an_agencys_clock_may_run_ten_minutes_ahead(ahead: timedelta, rules: set[str]) -> None:
    assert standing_rules(valid_body("SupportProvided", at=NOW + ahead)) == rules


def test_writing_it_down_lies_in_the_future_on_its_own() -> None:
    body = valid_body("SupportProvided", recorded_at=to_micros(NOW + timedelta(days=1)))
    assert standing_rules(body) == {"FUTURE"}


def test_a_day_may_be_today_whatever_its_hour_but_not_tomorrow() -> None:
    this_evening = day(30, 23)
    for at, rules in (
        (this_evening, set[str]()),
        (this_evening + timedelta(days=1), {"FUTURE", "RECORDED_BEFORE_OCCURRED"}),
    ):
        body = valid_body(
            "SupportProvided",
            occurred_at=to_micros(at),
            occurred_precision="DAY",
            recorded_at=to_micros(NOW),
        )
        assert standing_rules(body) == rules


@pytest.mark.parametrize(
    ("precision", "occurred", "recorded", "rules"),
    [
        ("INSTANT", day(8, 10), day(8, 10), set()),
        ("INSTANT", day(8, 10), day(8, 9), {"RECORDED_BEFORE_OCCURRED"}),
        ("DAY", day(8, 10), day(8, 9), set()),
        ("DAY", day(8, 1), day(7, 23), {"RECORDED_BEFORE_OCCURRED"}),
    ],
)
def test_nothing_is_written_down_before_it_happens(
    precision: str, occurred: Any, recorded: Any, rules: set[str]
) -> None:
    body = valid_body(
        "SupportProvided",
        occurred_precision=precision,
        occurred_at=to_micros(occurred),
        recorded_at=to_micros(recorded),
    )
    assert standing_rules(body) == rules


@pytest.mark.parametrize("name", catalogue().names())
def test_a_case_is_named_or_absent_as_the_catalogue_says(name: str) -> None:
    case = catalogue().latest(name).case
    without, with_case = valid_body(name, case_id=None), valid_body(name, case_id=CASE)
    assert ("CASE_REQUIRED" in standing_rules(without)) == (case == "required")
    assert ("CASE_NOT_ALLOWED" in standing_rules(with_case)) == (case == "none")


@pytest.mark.parametrize("name", catalogue().names())
def test_persons_are_named_or_absent_as_the_catalogue_says(name: str) -> None:
    persons = catalogue().latest(name).persons
    without, with_person = valid_body(name, person_refs=[]), valid_body(name, person_refs=[PERSON])
    assert ("PERSON_REQUIRED" in standing_rules(without)) == (persons == "required")
    assert ("PERSON_NOT_ALLOWED" in standing_rules(with_person)) == (persons == "none")
