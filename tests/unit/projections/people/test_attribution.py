"""Whose an event is, by the links that hold."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from projections.people.attribution import Attributed, attribute
from projections.people.links import LINK_EVENTS
from projections.people.naming import AS_SEALED
from projections.revisions import Settled, settle
from projections.stored_event import StoredEvent
from tests.unit.projections.household.anything import municipalities
from tests.unit.projections.household.story import Story, day, uid
from tests.unit.projections.people.linking import (
    confirmed,
    issue,
    revoked,
    smaller_first,
)

FIRST, SECOND = smaller_first("P1", "P2")


def _attributed(story: Story) -> Attributed:
    return attribute(settle(story.events))


def _told(story: Story, event: StoredEvent) -> StoredEvent:
    """The event as attributed."""
    settled = _attributed(story).settled
    (found,) = (
        told
        for told in (*settled.effective, *settled.superseded, *settled.conflicted)
        if told.event_id == event.event_id
    )
    return found


def test_joined_references_are_named_by_the_smallest() -> None:
    story = Story()
    confirmed(story, "L", SECOND, FIRST)
    event = issue(story, SECOND)
    told = _told(story, event)
    assert told.envelope["person_refs"] == [uid(FIRST)]
    assert told.body["person"] == uid(FIRST)
    attributed = _attributed(story)
    assert attributed.canonical(uid(SECOND)) == attributed.canonical(uid(FIRST)) == uid(FIRST)
    assert attributed.refs_of == {uid(FIRST): (uid(FIRST), uid(SECOND))}
    assert attributed.all_refs(uid(SECOND)) == (uid(FIRST), uid(SECOND))


def test_the_event_on_the_log_is_not_changed() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, SECOND)
    _attributed(story)
    assert event.envelope["person_refs"] == [uid(SECOND)]
    assert event.body["person"] == uid(SECOND)


def test_whoever_is_named_twice_is_one_subject() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = story.opened(envelope={"person_refs": [uid("P9"), uid("P2"), uid("P1")]})
    assert _told(story, event).envelope["person_refs"] == [uid("P9"), uid(FIRST)]


def test_people_are_found_in_lists_and_nested_items_and_among_those_who_are_not_subjects() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    split = story.tell(
        "HOK-1",
        "HouseholdSplit",
        case=None,
        people=["P1", "P2", "P3"],
        household_id="H1",
        kind="SUPPORT",
        new_household_id="H2",
        remaining=["P1", "P2"],
        moving=["P3"],
        effective_on=day("06-11"),
    )
    formed = story.household("H1", **{SECOND: "HEAD", "P3": "CHILD"})
    applied = story.tell(
        "MU-1",
        "AddressProtectionApplied",
        case=None,
        people=["P3"],
        persons=["P3"],
        against=[SECOND],
        valid_until=day("2027-06-01"),
    )
    assert _told(story, split).body["remaining"] == [uid(FIRST)]
    assert [m["person"] for m in _told(story, formed).body["members"]] == [uid(FIRST), uid("P3")]
    assert _told(story, applied).body["against"] == [uid(FIRST)]


def test_a_sealed_part_is_the_persons_and_keeps_what_was_sealed() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = story.tell(
        "HOK-1",
        "AttributeAsserted",
        case=None,
        people=[SECOND],
        person=SECOND,
        attribute="NAME",
        source="SELF",
        sealed={(SECOND, "IDENTITY"): {"value": "x"}},
    )
    (part,) = _told(story, event).body["sealed"]
    assert part["person_ref"] == uid(FIRST)
    assert [part[AS_SEALED]] == event.body["sealed"]
    assert attribute(_attributed(story).settled).settled == _attributed(story).settled


def test_a_replaced_or_conflicting_confirmation_joins_nobody() -> None:
    story = Story()
    record: dict[str, Any] = {"source_record_id": "7"}
    for refs in (["P1", "P2"], ["P1", "P3"]):
        story.tell(
            "ST-1",
            "PersonLinkConfirmed",
            case=None,
            people=refs,
            link_id="L",
            refs=refs,
            reason="KEY_EQUAL",
            envelope=record,
        )
    assert _attributed(story).refs_of == {}


def test_viewings_and_statements_about_links_keep_their_references() -> None:
    story = Story()
    link = confirmed(story, "L", "P1", "P2")
    viewing = story.tell(
        "SYS-1",
        "RecordViewed",
        case=None,
        people=[SECOND],
        viewer="u-17",
        viewer_agency="HOK-1",
        viewer_role="HOK",
        basis="OWN",
        subjects=[SECOND],
        padding=b"",
        envelope={"legal_basis": "AUDIT", "via_link_ids": [uid("M")]},
    )
    revoked(story, "M", "P1", "P2")
    attributed = _attributed(story)
    assert any(told is link for told in attributed.settled.effective)
    assert any(told is viewing for told in attributed.settled.effective)
    assert attributed.waiting == ()


def test_without_links_nothing_is_copied() -> None:
    story = Story()
    issue(story, "P1", via=["L"])
    settled = settle(story.events)
    assert attribute(settled).settled is settled


def test_an_event_no_link_touches_is_the_same_object() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P3")
    assert _told(story, event) is event


def _holds(value: Any, ref: bytes) -> bool:
    if isinstance(value, dict):
        return any(_holds(one, ref) for key, one in value.items() if key != AS_SEALED)
    if isinstance(value, list):
        return any(_holds(one, ref) for one in value)
    return bool(value == ref)


@settings(max_examples=60, deadline=None)
@given(municipalities())
def test_afterwards_only_canonical_references_are_named(events: list[StoredEvent]) -> None:
    """Looked for in every value of the body, not only where the catalogue says people are."""
    attributed = attribute(settle(events))
    settled = attributed.settled
    for event in (*settled.effective, *settled.conflicted, *settled.superseded):
        if event.name not in LINK_EVENTS:
            for refs in attributed.refs_of.values():
                assert not any(_holds(event.body, ref) for ref in refs[1:])


@settings(max_examples=60, deadline=None)
@given(municipalities())
def test_every_event_is_settled_or_waiting_once(events: list[StoredEvent]) -> None:
    settled = settle(events)
    attributed = attribute(settled)
    waiting = [waiting.event for waiting in attributed.waiting]

    def ids(*lists: tuple[StoredEvent, ...]) -> list[bytes]:
        return sorted(event.event_id for events in lists for event in events)

    def all_of(some: Settled) -> list[bytes]:
        return ids(some.effective, some.conflicted, some.superseded)

    assert sorted([*all_of(attributed.settled), *ids(tuple(waiting))]) == all_of(settled)
    assert all(
        uid_ in attributed.links.revoked for one in attributed.waiting for uid_ in one.link_ids
    )


@settings(max_examples=60, deadline=None)
@given(municipalities())
def test_attributing_twice_changes_nothing(events: list[StoredEvent]) -> None:
    once = attribute(settle(events))
    again = attribute(once.settled)
    assert again.settled == once.settled
    assert again.waiting == ()
