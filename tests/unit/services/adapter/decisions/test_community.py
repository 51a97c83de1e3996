"""Community building knows resources, never persons."""

from __future__ import annotations

import pytest

from tests.samples import CASE, PERSON
from tests.valid_events import AgencyStream, standing_rules, valid_body


def test_a_resource_is_registered_once() -> None:
    stream = AgencyStream("CB-1")
    stream.say("ResourceRegistered")
    assert stream.refusal("ResourceRegistered") == "ALREADY_REGISTERED"
    assert stream.refusal("ResourceRegistered", revises=True) == "ACCEPTED"


@pytest.mark.parametrize(
    "name", ["ResourceRegistered", "ResourceGapRecorded", "CommunityActivityHeld"]
)
def test_no_person_and_no_case_is_ever_named(name: str) -> None:
    assert standing_rules(valid_body(name, person_refs=[PERSON], case_id=CASE)) == {
        "PERSON_NOT_ALLOWED",
        "CASE_NOT_ALLOWED",
    }


def test_an_activity_may_be_held_at_a_place_another_agency_registered() -> None:
    assert AgencyStream("CB-1").refusal("CommunityActivityHeld") == "ACCEPTED"
