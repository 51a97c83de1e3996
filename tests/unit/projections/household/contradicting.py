"""Statements that contradict each other, told in a few words."""

from __future__ import annotations

from typing import Any

from projections.household.view import HouseholdView, Value
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, day, text, uid


def asserted(
    story: Story, agency: str, attribute: str, value: str, when: str = "06-02", **more: Any
) -> StoredEvent:
    """The agency states an attribute of P1, or of the person given."""
    who = more.pop("person", "P1")
    code = {"ADDRESS": "ADDRESS", "PHONE": "CONTACT"}.get(attribute, "IDENTITY")
    epoch = more.pop("epoch", 1)
    return story.tell(
        agency,
        "AttributeAsserted",
        when,
        case=None,
        people=[who],
        person=who,
        attribute=attribute,
        sealed={(who, code): {"value": value, "epoch": epoch}},
        **more,
    )


def formed(
    story: Story,
    agency: str,
    household: str,
    when: str,
    since: str,
    kind: str = "SUPPORT",
    **members: str,
) -> StoredEvent:
    """The agency states a household of people and relationships."""
    return story.tell(
        agency,
        "HouseholdFormed",
        when,
        case=None,
        people=members,
        household_id=household,
        kind=kind,
        members=[{"person": uid(p), "relationship": r} for p, r in members.items()],
        effective_on=day(since),
    )


def left(
    story: Story, agency: str, who: str, on: str, when: str | None = None, **more: Any
) -> StoredEvent:
    """The agency states that the person left H1."""
    return story.tell(
        agency,
        "MemberLeft",
        when or on,
        case=None,
        people=[who],
        household_id="H1",
        kind="SUPPORT",
        person=who,
        effective_on=day(on),
        **more,
    )


def joined(
    story: Story, agency: str, who: str, relationship: str, when: str, since: str, **more: Any
) -> StoredEvent:
    """The agency states that the person is in H1 since a day."""
    return story.tell(
        agency,
        "MemberJoined",
        when,
        case=None,
        people=[who],
        household_id="H1",
        kind="SUPPORT",
        person=who,
        relationship=relationship,
        effective_on=day(since),
        **more,
    )


def contradictions(view: HouseholdView, who: str) -> list[tuple[str, str, str]]:
    """Field, value and source of what is contradicted about the person."""
    (member,) = [member for member in view.members if member.person_ref == text(who)]
    return brief(member.contradictions)


def brief(values: tuple[Value, ...]) -> list[tuple[str, str, str]]:
    """Field, value and source, all of them marked."""
    assert all(value.needs_checking and value.event_ids for value in values)
    return [(value.field, value.value, value.agency_id) for value in values]
