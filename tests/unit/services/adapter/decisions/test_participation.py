"""Placements begin with a match and end with a follow-up."""

from __future__ import annotations

import pytest

from tests.samples import OTHER_PERSON
from tests.valid_events import AgencyStream, day, standing_rules, valid_body


@pytest.fixture
def stream() -> AgencyStream:
    return AgencyStream("PA-1")


@pytest.mark.parametrize(
    ("stage", "rules"), [("TRIAL", set()), ("REGULAR", set()), ("ENDED", {"MATCH_ENDED"})]
)
def test_a_match_is_a_beginning(stage: str, rules: set[str]) -> None:
    assert standing_rules(valid_body("ParticipationMatched", stage=stage)) == rules


def test_nothing_follows_an_end_but_a_new_match(stream: AgencyStream) -> None:
    follow = "ParticipationFollowedUp"
    stream.say("ParticipationMatched", stage="TRIAL", at=day(1))
    stream.say(follow, stage="REGULAR", at=day(2))
    stream.say(follow, stage="ENDED", at=day(5))
    assert stream.refusal(follow, stage="ENDED", at=day(4)) == "ALREADY_ENDED"
    assert stream.refusal(follow, stage="REGULAR", at=day(6)) == "ALREADY_ENDED"
    assert stream.refusal(follow, stage="REGULAR", at=day(4)) == "ACCEPTED"
    stream.say("ParticipationMatched", stage="TRIAL", at=day(7))
    assert stream.refusal(follow, stage="REGULAR", at=day(8)) == "ACCEPTED"


def test_the_end_of_one_placement_is_no_other_persons(stream: AgencyStream) -> None:
    stream.say("ParticipationFollowedUp", stage="ENDED", at=day(5))
    other = {"person": OTHER_PERSON, "stage": "REGULAR", "at": day(6)}
    assert stream.refusal("ParticipationFollowedUp", **other) == "ACCEPTED"
