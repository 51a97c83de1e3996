"""Households as one agency states them, and joins of two statements."""

from __future__ import annotations

import pytest

from tests.samples import OTHER_PERSON, PERSON, sample_uuid
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

MEMBER = {"person": PERSON, "relationship": "HEAD"}
OTHER_MEMBER = {"person": OTHER_PERSON, "relationship": "SPOUSE"}
STATEMENTS = [
    "HouseholdFormed",
    "MemberJoined",
    "MemberLeft",
    "HouseholdSplit",
    "HouseholdMovedOut",
]


@pytest.fixture
def stream() -> AgencyStream:
    return AgencyStream("HOK-1")


@pytest.mark.parametrize(
    ("members", "rules"),
    [([MEMBER, OTHER_MEMBER], set()), ([MEMBER, MEMBER], {"MEMBER_TWICE"})],
)
def test_one_person_has_one_place(members: list[object], rules: set[str]) -> None:
    assert standing_rules(valid_body("HouseholdFormed", members=members)) == rules


def test_a_split_leaves_two_households_with_different_people() -> None:
    same = {"household_id": sample_uuid("h"), "new_household_id": sample_uuid("h")}
    assert standing_rules(valid_body("HouseholdSplit", **same)) == {"SAME_HOUSEHOLD"}
    both = {"remaining": [PERSON, OTHER_PERSON], "moving": [PERSON]}
    assert standing_rules(valid_body("HouseholdSplit", **both)) == {"REMAINS_AND_MOVES"}


@pytest.mark.parametrize("name", ["HouseholdsJoined", "HouseholdsJoinRevoked"])
def test_a_household_is_not_joined_to_itself(name: str) -> None:
    same = {"household_id": sample_uuid("h"), "other_household_id": sample_uuid("h")}
    assert standing_rules(valid_body(name, **same)) == {"SAME_HOUSEHOLD"}


@pytest.mark.parametrize("name", [*STATEMENTS])
def test_a_household_that_another_agency_formed_is_stated_unknown(
    stream: AgencyStream, name: str
) -> None:
    assert stream.refusal(name) == "ACCEPTED"


def test_a_household_is_formed_once(stream: AgencyStream) -> None:
    stream.say("HouseholdFormed")
    assert stream.refusal("HouseholdFormed") == "ALREADY_FORMED"
    assert stream.refusal("HouseholdFormed", revises=True) == "ACCEPTED"


def test_its_forming_may_arrive_after_its_changes(stream: AgencyStream) -> None:
    stream.say("MemberJoined")
    assert stream.refusal("HouseholdFormed") == "ACCEPTED"


@pytest.mark.parametrize("name", STATEMENTS[1:])
def test_the_supported_and_the_registered_household_are_two(
    stream: AgencyStream, name: str
) -> None:
    stream.say("HouseholdFormed", kind="SUPPORT")
    assert stream.refusal(name, kind="RESIDENT_REGISTER") == "KIND_DIFFERS"
    assert stream.refusal(name, kind="SUPPORT") == "ACCEPTED"


def test_what_splits_off_is_new(stream: AgencyStream) -> None:
    stream.say("HouseholdSplit")
    assert stream.refusal("HouseholdSplit") == "ALREADY_FORMED"
    assert stream.refusal("HouseholdSplit", new_household_id=sample_uuid("third")) == "ACCEPTED"
    split_off = {"household_id": sample_uuid("new_household_id")}
    assert stream.refusal("HouseholdFormed", **split_off) == "ALREADY_FORMED"


def test_the_whole_household_leaves_once_and_members_one_by_one(stream: AgencyStream) -> None:
    stream.say("HouseholdMovedOut", members=[PERSON])
    stream.say("HouseholdMovedOut", members=[])
    assert stream.refusal("HouseholdMovedOut", members=[]) == "ALREADY_MOVED_OUT"
    assert stream.refusal("HouseholdMovedOut", members=[OTHER_PERSON]) == "ACCEPTED"


def test_a_join_is_made_and_revoked_once() -> None:
    steward = AgencyStream("ST-1")
    steward.say("HouseholdsJoined", at=day(1))
    assert steward.refusal("HouseholdsJoined", at=day(2)) == "ALREADY_JOINED"
    steward.say("HouseholdsJoinRevoked", at=day(3))
    assert steward.refusal("HouseholdsJoinRevoked", at=day(4)) == "ALREADY_REVOKED"
    assert steward.refusal("HouseholdsJoinRevoked", at=day(4), revises=True) == "ACCEPTED"


def test_after_its_revocation_a_join_is_made_under_another_id() -> None:
    steward = AgencyStream("ST-1")
    steward.say("HouseholdsJoinRevoked", at=day(3))
    assert steward.refusal("HouseholdsJoined", at=day(4)) == "ALREADY_REVOKED"
    assert steward.refusal("HouseholdsJoined", at=day(2)) == "ACCEPTED"
