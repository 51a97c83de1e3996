"""A case closes, pauses and goes on, as one agency says it."""

from __future__ import annotations

import pytest

from tests.samples import sample_uuid
from tests.valid_events import AgencyStream, day

TURNS = ["CaseClosed", "CaseSuspended", "CaseReopened"]


@pytest.fixture
def stream() -> AgencyStream:
    return AgencyStream("HOK-1")


@pytest.mark.parametrize("name", TURNS)
def test_a_case_whose_past_lies_elsewhere_may_take_any_turn(
    stream: AgencyStream, name: str
) -> None:
    assert stream.refusal(name) == "ACCEPTED"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("CaseClosed", "CaseClosed", "ALREADY_CLOSED"),
        ("CaseClosed", "CaseSuspended", "ALREADY_CLOSED"),
        ("CaseClosed", "CaseReopened", "ACCEPTED"),
        ("CaseSuspended", "CaseClosed", "ACCEPTED"),
        ("CaseSuspended", "CaseSuspended", "ALREADY_SUSPENDED"),
        ("CaseSuspended", "CaseReopened", "ACCEPTED"),
        ("CaseReopened", "CaseClosed", "ACCEPTED"),
        ("CaseReopened", "CaseSuspended", "ACCEPTED"),
        ("CaseReopened", "CaseReopened", "ALREADY_REOPENED"),
    ],
)
def test_which_turn_may_follow_which(
    stream: AgencyStream, first: str, second: str, outcome: str
) -> None:
    stream.say(first, at=day(3))
    assert stream.refusal(second, at=day(4)) == outcome


@pytest.mark.parametrize("name", TURNS)
def test_a_turn_may_be_corrected(stream: AgencyStream, name: str) -> None:
    stream.say(name, at=day(3))
    assert stream.refusal(name, at=day(4), revises=True) == "ACCEPTED"


@pytest.mark.parametrize("name", TURNS)
def test_who_acts_upon_another_agencys_event_cites_it(stream: AgencyStream, name: str) -> None:
    stream.say(name, at=day(3))
    cited = {"causation_id": sample_uuid("another agency reopened it")}
    assert stream.refusal(name, at=day(20), **cited) == "ACCEPTED"


def test_turns_are_judged_by_their_day_not_by_their_arrival(stream: AgencyStream) -> None:
    stream.say("CaseClosed", at=day(20))
    assert stream.refusal("CaseClosed", at=day(5)) == "ACCEPTED"
    assert stream.refusal("CaseReopened", at=day(10)) == "ACCEPTED"
    assert stream.refusal("CaseSuspended", at=day(12)) == "ACCEPTED"
    assert stream.refusal("CaseSuspended", at=day(13)) == "ALREADY_SUSPENDED"
    assert stream.refusal("CaseSuspended", at=day(21)) == "ALREADY_CLOSED"


def test_of_one_day_the_last_turn_to_arrive_counts(stream: AgencyStream) -> None:
    stream.say("CaseClosed", at=day(5, 9))
    stream.say("CaseReopened", at=day(5, 9))
    assert stream.refusal("CaseClosed", at=day(5, 9)) == "ACCEPTED"


def test_work_on_a_closed_case_is_kept(stream: AgencyStream) -> None:
    stream.say("CaseClosed", at=day(3))
    assert stream.refusal("SupportProvided", at=day(4)) == "ACCEPTED"
