"""Statements about links, told in a few words."""

from __future__ import annotations

from collections.abc import Iterable

from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, uid


def proposed(story: Story, link: str, *people: str) -> StoredEvent:
    """A candidate on 2 June."""
    return story.tell(
        "ST-1",
        "PersonLinkProposed",
        "06-02",
        case=None,
        people=people,
        link_id=link,
        refs=[uid(person) for person in people],
        score_permille=900,
        reason="KEY_EQUAL",
    )


def confirmed(story: Story, link: str, *people: str, when: str = "06-03") -> StoredEvent:
    """The steward confirms that these references are one person."""
    return story.tell(
        "ST-1",
        "PersonLinkConfirmed",
        when,
        case=None,
        people=people,
        link_id=link,
        refs=[uid(person) for person in people],
        reason="KEY_EQUAL",
    )


def revoked(story: Story, link: str, *people: str, when: str = "06-10") -> StoredEvent:
    """The steward takes the link back."""
    return story.tell(
        "ST-1",
        "PersonLinkRevoked",
        when,
        case=None,
        people=people,
        link_id=link,
        refs=[uid(person) for person in people],
        reason="WRONG_PERSON",
    )


def reattributed(
    story: Story, event: StoredEvent, link: str, to: str, when: str = "06-11"
) -> StoredEvent:
    """The steward gives an event that cited the link to one person."""
    return story.tell(
        "ST-1",
        "EventReattributed",
        when,
        case=None,
        people=[to],
        link_id=link,
        subject_event_id=event.event_id,
        to_person=to,
        reason="WRONG_PERSON",
    )


def issue(
    story: Story, person: str, *, case: str = "case", via: Iterable[str] = (), code: str = "DEBT"
) -> StoredEvent:
    """CT-1 records an issue of one person on 5 June."""
    return story.tell(
        "CT-1",
        "IssueRecorded",
        "06-05",
        case=case,
        people=[person],
        person=person,
        issue=code,
        reported_by="SELF",
        envelope={"via_link_ids": [uid(link) for link in via]},
    )


def smaller_first(*people: str) -> list[str]:
    """The names in the order of the references they stand for."""
    return sorted(people, key=uid)
