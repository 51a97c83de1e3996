"""Flags: raised once, answered, cleared; flags of violence kept apart."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.times import to_micros
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

GUARDED: dict[str, Any] = {"compartment": "ABUSE_DV"}


@pytest.fixture
def stream() -> AgencyStream:
    return AgencyStream("HOK-1")


@pytest.mark.parametrize("flag", ["DV_IMMEDIATE", "ABUSE_UNCONFIRMED"])
def test_a_flag_of_violence_is_kept_apart(flag: str) -> None:
    assert standing_rules(valid_body("UrgencyFlagRaised", flag=flag)) == {"COMPARTMENT_MISMATCH"}
    assert standing_rules(valid_body("UrgencyFlagRaised", flag=flag, **GUARDED)) == set()


def test_a_clock_set_by_the_agency_runs_forwards() -> None:
    before, after = to_micros(day(1, 8)), to_micros(day(1, 18))
    assert standing_rules(valid_body("UrgencyFlagRaised", at=day(1), due_at=after)) == set()
    assert standing_rules(valid_body("UrgencyFlagRaised", at=day(1), due_at=None)) == set()
    assert standing_rules(valid_body("UrgencyFlagRaised", at=day(1), due_at=before)) == {
        "DUE_BEFORE_RAISED"
    }


def test_a_flag_is_raised_answered_and_cleared(stream: AgencyStream) -> None:
    stream.say("UrgencyFlagRaised", at=day(1))
    stream.say("UrgencyFlagResponded", at=day(2))
    stream.say("UrgencyFlagResponded", at=day(3))
    stream.say("UrgencyFlagCleared", at=day(4))


def test_a_flag_of_another_agency_is_answered_and_cleared_unknown(stream: AgencyStream) -> None:
    assert stream.refusal("UrgencyFlagResponded") == "ACCEPTED"
    assert stream.refusal("UrgencyFlagCleared") == "ACCEPTED"


def test_a_flag_is_raised_once(stream: AgencyStream) -> None:
    stream.say("UrgencyFlagRaised")
    assert stream.refusal("UrgencyFlagRaised") == "ALREADY_RAISED"
    assert stream.refusal("UrgencyFlagRaised", revises=True) == "ACCEPTED"


def test_a_flag_is_cleared_once(stream: AgencyStream) -> None:
    stream.say("UrgencyFlagCleared")
    assert stream.refusal("UrgencyFlagCleared") == "ALREADY_CLEARED"
    assert stream.refusal("UrgencyFlagCleared", revises=True) == "ACCEPTED"


@pytest.mark.parametrize("name", ["UrgencyFlagRaised", "UrgencyFlagResponded"])
def test_what_happened_before_the_clearing_may_arrive_after_it(
    stream: AgencyStream, name: str
) -> None:
    stream.say("UrgencyFlagCleared", at=day(5))
    assert stream.refusal(name, at=day(6)) == "ALREADY_CLEARED"
    assert stream.refusal(name, at=day(4)) == "ACCEPTED"


def test_on_the_day_of_the_clearing_a_day_alone_is_not_later(stream: AgencyStream) -> None:
    stream.say("UrgencyFlagCleared", at=day(5, 9))
    late = {"at": day(5, 10), "occurred_precision": "DAY"}
    assert stream.refusal("UrgencyFlagResponded", **late) == "ACCEPTED"
    assert stream.refusal("UrgencyFlagResponded", at=day(5, 10)) == "ALREADY_CLEARED"


@pytest.mark.parametrize("name", ["UrgencyFlagResponded", "UrgencyFlagCleared"])
def test_the_answer_to_a_flag_of_violence_is_kept_apart_too(
    stream: AgencyStream, name: str
) -> None:
    stream.say("UrgencyFlagRaised", flag="DV_IMMEDIATE", **GUARDED)
    assert stream.refusal(name) == "COMPARTMENT_MISMATCH"
    assert stream.refusal(name, revises=True) == "COMPARTMENT_MISMATCH"
    assert stream.refusal(name, **GUARDED) == "ACCEPTED"
