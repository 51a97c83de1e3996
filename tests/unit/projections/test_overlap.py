"""支援の重なり: what counts as work in a household, and which household it is."""

from __future__ import annotations

from typing import Any

import pytest

from projections.overlap import once
from projections.visibility.standing import Closed
from tests.unit.projections.household.story import Story, at, day, uid
from tests.unit.projections.overlapping import found, home, support, two_counters, works


def test_two_counters_that_know_nothing_of_each_other_overlap() -> None:
    story = two_counters()
    story.tell("JIR-1", "SupportProvided", "06-20", case="two", people=["P2"], **support())
    one = found(story)
    assert one is not None
    assert (one.household_id, one.agencies, one.cases) == (uid("H"), 2, 2)
    assert one.since == day("06-09")


def test_the_second_of_three_tells_since_when() -> None:
    story = two_counters()
    works(story, "SHO-1", "three", "06-05")
    one = found(story)
    assert one is not None
    assert (one.agencies, one.cases, one.since) == (3, 3, day("06-05"))


@pytest.mark.parametrize("agency", ["CT-1", "MU-1", "AB-1", "CB-1", "ST-1", "SCHOOL-1"])
def test_who_is_no_counter_does_not_overlap(agency: str) -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, agency, "two", "06-09", "P2")
    assert found(story) is None


@pytest.mark.parametrize(
    "envelope",
    [
        {"compartment": "SUPPORT_CONF", "legal_basis": "SUPPORT_CONFERENCE"},
        {"compartment": "CHILD_COUNCIL", "legal_basis": "CHILD_COUNCIL"},
        {"compartment": "ABUSE_DV"},
        {"compartment": "PROTECTED"},
        {"compartment": "ABUSE_DV", "legal_basis": "ABUSE_DUTY"},
        {"case_id": None},
    ],
)
def test_what_is_not_a_counters_ordinary_work_does_not_count(envelope: dict[str, Any]) -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2", **envelope)
    assert found(story) is None


def test_declining_a_referral_is_no_work() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    answer: dict[str, Any] = {"referral_id": "F", "reason": "CAPACITY"}
    story.tell("JIR-1", "ReferralDeclined", "06-03", case="one", people=["P1"], **answer)
    assert found(story) is None


@pytest.mark.parametrize("ending", ["CaseClosed", "CaseSuspended"])
def test_a_case_that_ended_is_no_work_until_it_is_reopened(ending: str) -> None:
    story = two_counters()
    before = found(story)
    story.tell("JIR-1", ending, "06-10", case="two", people=["P2"], reason="OTHER")
    assert found(story) is None
    story.tell("JIR-1", "CaseReopened", "06-11", case="two", people=["P2"], reason="OTHER")
    assert before is not None
    assert found(story) == before


def test_who_moved_away_is_not_of_the_household_any_more() -> None:
    story = two_counters()
    left: dict[str, Any] = {"household_id": "H", "kind": "SUPPORT", "person": uid("P2")}
    story.tell(
        "HOK-1",
        "MemberLeft",
        "06-15",
        case=None,
        people=["P2"],
        effective_on=day("06-15"),
        **left,
    )
    assert found(story, now=at("06-16")) is None
    assert found(story, now=at("06-14")) is not None


def test_a_case_that_names_nobody_again_goes_on_being_the_households() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    story.tell("JIR-1", "SupportProvided", "06-09", case="one", **support())
    one = found(story)
    assert one is not None
    assert (one.agencies, one.cases) == (2, 1)


def test_one_person_known_under_two_references_counts_as_one() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "J9")
    assert found(story) is None
    refs = [uid("P1"), uid("J9")]
    link: dict[str, Any] = {"link_id": "L", "refs": refs, "reason": "SAME_MUNICIPAL_ID"}
    story.tell("ST-1", "PersonLinkConfirmed", "06-11", case=None, people=["P1", "J9"], **link)
    assert found(story) is not None
    story.tell("ST-1", "PersonLinkRevoked", "06-12", case=None, people=["P1", "J9"], **link)
    assert found(story) is None


def test_joined_households_are_one_under_the_id_that_is_shown() -> None:
    story = two_counters()
    story.household("G", P3="HEAD")
    works(story, "SHO-1", "three", "06-05", "P3")
    join: dict[str, Any] = {"join_id": "J", "household_id": "G", "other_household_id": "H"}
    story.tell("CT-1", "HouseholdsJoined", "06-10", case=None, effective_on=day("06-10"), **join)
    one = found(story, "G")
    assert one is not None
    assert one.agencies == 3
    assert found(story, "H") is None


@pytest.mark.parametrize(
    "closed",
    [
        Closed(cases=frozenset([uid("two")])),
        Closed(agencies=frozenset(["JIR-1"])),
        Closed(agencies=frozenset(["HOK-1"])),
    ],
)
def test_what_a_set_aside_record_closes_does_not_count(closed: Closed) -> None:
    assert found(two_counters(), closed=closed) is None


def test_the_same_work_in_households_of_the_same_people_is_listed_once() -> None:
    story = two_counters()
    story.household("A register", "RESIDENT_REGISTER", P1="HEAD", P2="CHILD")
    story.household("Another", P1="HEAD", P2="CHILD")
    story.household("Wider", P1="HEAD", P2="CHILD", P3="PARENT")
    works(story, "SHO-1", "three", "06-05", "P3")
    names = ("H", "A register", "Another", "Wider")
    several = [one for name in names if (one := found(story, name)) is not None]
    listed = [one.household_id for one in once(several)]
    assert len(several) == 4
    assert listed == sorted([min(uid("H"), uid("Another")), uid("Wider")])
    assert once(reversed(several)) == once(several)
