"""The boards beside the queue, each of the events that a desk sees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from projections.boards.community import community
from projections.boards.outreach import Target, last_tried, target
from projections.boards.trials import ENDED, last_heard, trials
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, text, uid

PERSON = "P1"
CASE = uid("case")


def found(story: Story, when: str = "06-01") -> StoredEvent:
    return story.tell("OR-1", "OutreachTargetIdentified", when, people=[PERSON], source="NEIGHBOUR")


def tried(story: Story, when: str, result: str) -> None:
    story.tell("OR-1", "ContactAttempted", when, people=[PERSON], result=result)


def consented(story: Story, when: str, person: str = PERSON) -> None:
    story.tell(
        "OR-1",
        "ConsentGranted",
        when,
        case=None,
        people=[person],
        consent_id="C1",
        person=uid(person),
        grantor="SELF",
        agencies=["OR-1", "CT-1"],
        field_codes=["IDENTITY"],
        purposes=["COORDINATION"],
        method="WRITTEN",
    )


def shown(story: Story) -> Target:
    made = target(CASE, story.events)
    assert made is not None
    return made


def heard(story: Story, name: str, when: str, stage: str, host: str = "farm") -> None:
    story.tell(
        "PA-1", name, when, people=[PERSON], host_id=uid(host), person=uid(PERSON), stage=stage
    )


def test_a_target_goes_from_nobody_went_to_consented() -> None:
    story = Story()
    found(story)
    states = [shown(story).state]
    for when, result in (("06-02", "ABSENT"), ("06-03", "THROUGH_DOOR"), ("06-04", "MET")):
        tried(story, when, result)
        states.append(shown(story).state)
    consented(story, "06-05")
    states.append(shown(story).state)

    assert states == ["NOT_YET", "TRYING", "TRYING", "MET", "CONSENTED"]
    assert [one.on for one in shown(story).attempts] == ["2026-06-04", "2026-06-03", "2026-06-02"]


def test_what_was_consented_before_or_by_somebody_else_connects_nobody() -> None:
    story = Story()
    consented(story, "05-01")
    found(story)
    consented(story, "06-05", "P2")
    assert shown(story).state == "NOT_YET"


def test_a_case_whose_finding_is_not_seen_is_on_no_board() -> None:
    story = Story()
    tried(story, "06-02", "MET")
    assert target(CASE, story.events) is None
    found(story)
    assert target(uid("another case"), story.events) is None


def test_the_order_is_by_the_last_attempt_or_the_finding() -> None:
    story = Story()
    first = found(story)
    assert last_tried(story.events) == first.envelope["occurred_at"]
    tried(story, "06-09", "LETTER")
    assert last_tried(story.events) > first.envelope["occurred_at"]


def test_a_trial_keeps_the_day_of_its_stage_and_ends() -> None:
    story = Story()
    heard(story, "ParticipationMatched", "06-01", "TRIAL")
    heard(story, "ParticipationFollowedUp", "06-08", "TRIAL")
    heard(story, "ParticipationFollowedUp", "06-15", "REGULAR")
    (running,) = trials(CASE, story.events)
    assert (running.stage_on, running.followed_up_on) == ("2026-06-15", "2026-06-15")
    assert running.matched_on == "2026-06-01"
    assert last_heard(story.events)

    heard(story, "ParticipationFollowedUp", "06-20", ENDED)
    assert [one.stage for one in trials(CASE, story.events)] == [ENDED]
    assert last_heard(story.events) == 0


def test_who_comes_back_to_a_host_begins_anew() -> None:
    story = Story()
    for when in ("06-01", "06-20"):
        heard(story, "ParticipationMatched", when, "TRIAL")
        heard(story, "ParticipationFollowedUp", when.replace("1", "2", 1), ENDED)
    heard(story, "ParticipationMatched", "07-01", "TRIAL", host="kitchen")
    found_trials = trials(CASE, story.events)
    assert [(one.host_id == text("kitchen"), one.stage) for one in found_trials] == [
        (False, ENDED),
        (False, ENDED),
        (True, "TRIAL"),
    ]


@pytest.mark.parametrize(
    ("held_on", "within"), [("2026-06-01", True), ("2026-05-31", False)], ids=["in", "out"]
)
def test_a_place_counts_the_activities_of_a_year(held_on: str, *, within: bool) -> None:
    story = Story()
    here: dict[str, Any] = {"case": None, "envelope": {"compartment": "NONE"}}
    place: dict[str, Any] = {
        "resource_id": uid("hall"),
        "kind": "SALON",
        "place": "会館",
        "capacity": 20,
    }
    story.tell("CB-1", "ResourceRegistered", "01-05", **here, **place, accepts=["ISOLATION"])
    for visitors in (5, 7):
        said: dict[str, Any] = {
            "resource_id": uid("hall"),
            "kind": "SALON",
            "participants": visitors,
        }
        story.tell("CB-1", "CommunityActivityHeld", held_on[5:], **here, **said)

    (row,) = community(story.events, date(2027, 5, 31)).places

    assert (row.held, row.visits) == ((2, 12) if within else (0, 0))
    assert row.last_on == held_on


def test_what_is_said_most_often_to_be_lacking_comes_first() -> None:
    story = Story()
    here: dict[str, Any] = {"case": None, "envelope": {"compartment": "NONE"}}
    for agency, when, area in (
        ("CT-1", "06-01", "A01"),
        ("CB-1", "06-02", "A02"),
        ("CT-1", "06-03", "A02"),
    ):
        said: dict[str, Any] = {"area_code": area, "gap_code": "NO_HOST"}
        story.tell(agency, "ResourceGapRecorded", when, **here, **said)

    first, second = community(story.events, date(2026, 6, 4)).lacks

    assert (first.area_code, first.times, first.agencies) == ("A02", 2, ("CB-1", "CT-1"))
    assert (first.first_on, first.last_on) == ("2026-06-02", "2026-06-03")
    assert (second.area_code, second.times) == ("A01", 1)
