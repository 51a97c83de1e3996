"""Requests: made once, triaged once, claimed by one worker at a time."""

from __future__ import annotations

import pytest

from services.adapter.refusal import Refused
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

WITH_CONSENT = {"legal_basis": "CONSENT", "compartment": "CONSENT"}
WITHOUT = {"legal_basis": "SUPPORT_CONFERENCE", "compartment": "SUPPORT_CONF"}


@pytest.fixture
def team() -> AgencyStream:
    return AgencyStream("CT-1")


@pytest.mark.parametrize("status", ["GRANTED", "NOT_OBTAINED", "REFUSED"])
def test_the_consent_status_says_on_which_basis_the_request_rests(status: str) -> None:
    consent = valid_body("CoordinationRequested", consent_status=status, **WITH_CONSENT)
    without = valid_body("CoordinationRequested", consent_status=status, **WITHOUT)
    fits, other = (consent, without) if status == "GRANTED" else (without, consent)
    assert standing_rules(fits) == set()
    assert standing_rules(other) == {"CONSENT_STATUS_MISMATCH"}


def test_a_request_is_made_once() -> None:
    stream = AgencyStream("HOK-1")
    stream.say("CoordinationRequested")
    assert stream.refusal("CoordinationRequested") == "ALREADY_REQUESTED"
    assert stream.refusal("CoordinationRequested", revises=True) == "ACCEPTED"


def test_the_desk_triages_a_request_it_has_not_seen_sent(team: AgencyStream) -> None:
    assert team.refusal("CoordinationTriaged", outcome="ACCEPT") == "ACCEPTED"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("ACCEPT", "RETURN", "ALREADY_TRIAGED"),
        ("ADVICE_ONLY", "ADVICE_ONLY", "ALREADY_TRIAGED"),
        ("TO_SUPPORT_CONF", "ACCEPT", "ACCEPTED"),
        ("TO_SUPPORT_CONF", "TO_SUPPORT_CONF", "ALREADY_TRIAGED"),
        ("ACCEPT", "TO_SUPPORT_CONF", "ALREADY_TRIAGED"),
    ],
)
def test_a_desk_decides_once_and_may_pass_on_before(first: str, second: str, outcome: str) -> None:
    desk = AgencyStream("MU-1")
    desk.say("CoordinationTriaged", outcome=first, at=day(3))
    assert desk.refusal("CoordinationTriaged", outcome=second, at=day(4)) == outcome


def test_passing_on_may_arrive_after_the_decision_that_followed_it() -> None:
    desk = AgencyStream("MU-1")
    desk.say("CoordinationTriaged", outcome="ACCEPT", at=day(4))
    late = {"outcome": "TO_SUPPORT_CONF", "at": day(3)}
    assert desk.refusal("CoordinationTriaged", **late) == "ACCEPTED"


def test_one_worker_holds_an_item_until_it_is_released(team: AgencyStream) -> None:
    team.say("CoordinationClaimed", worker="u-1")
    assert team.refusal("CoordinationClaimed", worker="u-2") == "ALREADY_CLAIMED"
    assert team.refusal("CoordinationClaimed", worker="u-1") == "ALREADY_CLAIMED"
    team.say("CoordinationReleased", worker="u-1")
    assert team.refusal("CoordinationClaimed", worker="u-2") == "ACCEPTED"


def test_a_second_claim_is_told_who_holds_the_item(team: AgencyStream) -> None:
    team.say("CoordinationClaimed", worker="u-31")
    with pytest.raises(Refused) as refused:
        team.say("CoordinationClaimed", worker="u-2")
    assert "u-31 holds it" in refused.value.message


def test_a_claim_is_a_lock_whatever_time_it_names(team: AgencyStream) -> None:
    team.say("CoordinationClaimed", worker="u-1", at=day(9))
    assert team.refusal("CoordinationClaimed", worker="u-2", at=day(2)) == "ALREADY_CLAIMED"


def test_only_what_a_worker_holds_is_released(team: AgencyStream) -> None:
    assert team.refusal("CoordinationReleased", worker="u-1") == "NOT_CLAIMED"
    team.say("CoordinationClaimed", worker="u-1")
    assert team.refusal("CoordinationReleased", worker="u-2") == "CLAIMED_BY_ANOTHER"
    team.say("CoordinationReleased", worker="u-1")
    assert team.refusal("CoordinationReleased", worker="u-1") == "NOT_CLAIMED"
    assert team.refusal("CoordinationReleased", worker="u-1", revises=True) == "ACCEPTED"


@pytest.mark.parametrize("outcome", ["RETURN", "ADVICE_ONLY"])
@pytest.mark.parametrize("name", ["CoordinationClaimed", "PriorityOverridden"])
def test_nobody_works_on_an_item_that_left_the_queue(
    team: AgencyStream, outcome: str, name: str
) -> None:
    team.say("CoordinationTriaged", outcome=outcome, at=day(4))
    assert team.refusal(name, at=day(5)) == "ALREADY_TRIAGED"
    assert team.refusal(name, at=day(3)) == "ACCEPTED"


@pytest.mark.parametrize("name", ["CoordinationClaimed", "PriorityOverridden"])
def test_an_accepted_item_is_worked_on(team: AgencyStream, name: str) -> None:
    team.say("CoordinationTriaged", outcome="ACCEPT", at=day(4))
    assert team.refusal(name, at=day(5)) == "ACCEPTED"
