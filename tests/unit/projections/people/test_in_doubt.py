"""A restriction that waits for the steward restricts for everyone whose it may be (V4, I5)."""

from __future__ import annotations

from typing import Any

from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.standing import NOTHING_CLOSED, Standing, standing
from tests.unit.projections.household.story import LATER, Story, day, uid
from tests.unit.projections.people.linking import confirmed, reattributed, revoked

BOTH = frozenset({uid("P1"), uid("P2")})


def _standing(story: Story) -> Standing:
    attributed = attribute(settle(story.events))
    return standing(attributed.settled.effective, attributed.doubtful, LATER, NOTHING_CLOSED)


def _protection(story: Story, name: str, when: str, via: list[bytes], **fields: Any) -> StoredEvent:
    return story.tell(
        "MU-1",
        name,
        when,
        case=None,
        people=["P1"],
        persons=["P1"],
        against=["P9"],
        envelope={"compartment": "PROTECTED", "via_link_ids": via},
        **fields,
    )


def test_a_protection_recorded_on_a_wrongly_merged_record_protects_both() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    until = {"valid_until": day("2027-06-01")}
    applied = _protection(story, "AddressProtectionApplied", "06-05", [uid("L")], **until)
    revoked(story, "L", "P1", "P2")
    stands = _standing(story)
    assert stands.protected == BOTH
    assert stands.abuse.keys() == BOTH
    reattributed(story, applied, "L", "P2")
    assert _standing(story).protected == {uid("P2")}


def test_a_lifting_recorded_on_a_wrongly_merged_record_lifts_nobodys_protection() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    until = {"valid_until": day("2027-06-01")}
    _protection(story, "AddressProtectionApplied", "06-05", [], **until)
    lifted_on = {"lifted_on": day("06-06")}
    lifted = _protection(story, "AddressProtectionLifted", "06-06", [uid("L")], **lifted_on)
    assert _standing(story).protected == frozenset()
    revoked(story, "L", "P1", "P2")
    assert _standing(story).protected == {uid("P1")}
    reattributed(story, lifted, "L", "P1")
    assert _standing(story).protected == frozenset()
