"""Links between references: proposed, confirmed, revoked, always as a whole."""

from __future__ import annotations

import pytest

from tests.samples import OTHER_PERSON, PERSON, sample_uuid
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

LINKS = ["PersonLinkProposed", "PersonLinkConfirmed", "PersonLinkRevoked"]
ALREADY = {
    "PersonLinkProposed": "ALREADY_PROPOSED",
    "PersonLinkConfirmed": "ALREADY_CONFIRMED",
    "PersonLinkRevoked": "ALREADY_REVOKED",
}


@pytest.fixture
def steward() -> AgencyStream:
    return AgencyStream("ST-1")


@pytest.mark.parametrize("name", LINKS)
def test_a_link_is_between_different_references(name: str) -> None:
    assert standing_rules(valid_body(name, refs=[PERSON, OTHER_PERSON])) == set()
    assert standing_rules(valid_body(name, refs=[PERSON, PERSON])) == {"REFS_TOO_FEW"}


@pytest.mark.parametrize(("score", "rules"), [(1000, set()), (1001, {"SCORE_RANGE"})])
def test_a_score_is_a_share(score: int, rules: set[str]) -> None:
    assert standing_rules(valid_body("PersonLinkProposed", score_permille=score)) == rules


@pytest.mark.parametrize("name", [*LINKS, "EventReattributed"])
def test_a_link_that_another_stream_began_is_settled_unknown(
    steward: AgencyStream, name: str
) -> None:
    assert steward.refusal(name) == "ACCEPTED"


def test_a_link_is_proposed_confirmed_and_revoked(steward: AgencyStream) -> None:
    for number, name in enumerate(LINKS, start=1):
        steward.say(name, at=day(number))


@pytest.mark.parametrize("name", LINKS)
def test_each_is_said_once(steward: AgencyStream, name: str) -> None:
    steward.say(name)
    assert steward.refusal(name) == ALREADY[name]
    assert steward.refusal(name, revises=True) == "ACCEPTED"


@pytest.mark.parametrize("name", ["PersonLinkProposed", "PersonLinkConfirmed"])
def test_after_a_revocation_people_are_linked_under_another_id(
    steward: AgencyStream, name: str
) -> None:
    steward.say("PersonLinkRevoked", at=day(5))
    assert steward.refusal(name, at=day(6)) == "ALREADY_REVOKED"
    assert steward.refusal(name, at=day(4)) == "ACCEPTED"


def test_nothing_is_proposed_after_it_was_confirmed(steward: AgencyStream) -> None:
    steward.say("PersonLinkConfirmed", at=day(5))
    assert steward.refusal("PersonLinkProposed", at=day(6)) == "ALREADY_CONFIRMED"
    assert steward.refusal("PersonLinkProposed", at=day(4)) == "ACCEPTED"


@pytest.mark.parametrize("name", ["PersonLinkConfirmed", "PersonLinkRevoked"])
def test_a_link_is_confirmed_and_revoked_as_a_whole(steward: AgencyStream, name: str) -> None:
    steward.say("PersonLinkProposed", refs=[PERSON, OTHER_PERSON], at=day(1))
    assert steward.refusal(name, refs=[PERSON, sample_uuid("third")], at=day(2)) == "REFS_DIFFER"
    assert steward.refusal(name, refs=[OTHER_PERSON, PERSON], at=day(2)) == "ACCEPTED"
