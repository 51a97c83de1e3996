"""What cites a revoked link is nobody's until a steward says whose it is (I5)."""

from __future__ import annotations

import pytest

from projections.people.attribution import Attributed, Waiting, attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, uid
from tests.unit.projections.people.linking import (
    confirmed,
    issue,
    reattributed,
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


def test_what_cites_a_revoked_link_waits_and_is_nobodys() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    other = issue(story, "P1")
    assert _attributed(story).waiting == ()
    revoked(story, "L", "P1", "P2")
    attributed = _attributed(story)
    assert attributed.waiting == (Waiting(event, (uid("L"),)),)
    assert event not in attributed.settled.effective
    assert other in attributed.settled.effective


def test_a_proposed_or_unknown_link_makes_nothing_wait() -> None:
    story = Story()
    event = issue(story, "P1", via=["L"])
    attributed = _attributed(story)
    assert attributed.waiting == ()
    assert attributed.settled.effective == (event,)


@pytest.mark.parametrize("to", ["P1", "P2", "P3"])
def test_the_steward_gives_a_waiting_event_to_a_person(to: str) -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "L", to)
    assert _attributed(story).waiting == ()
    told = _told(story, event)
    assert told.envelope["person_refs"] == [uid(to)]
    assert told.body["person"] == uid(to)


def test_other_people_of_a_reattributed_event_stay() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    people = {"person_refs": [uid("P9"), uid("P1")], "via_link_ids": [uid("L")]}
    event = story.opened(envelope=people)
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "L", "P2")
    assert _told(story, event).envelope["person_refs"] == [uid("P9"), uid("P2")]


def test_an_answer_for_another_link_or_event_leaves_it_waiting() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event, other = issue(story, "P1", via=["L"]), issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "M", "P2")
    reattributed(story, other, "L", "P2")
    assert _attributed(story).waiting == (Waiting(event, (uid("L"),)),)


def test_an_event_waits_for_every_revoked_link_it_cites() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P1", "P3")
    event = issue(story, "P1", via=["L", "M"])
    revoked(story, "L", "P1", "P2")
    revoked(story, "M", "P1", "P3")
    reattributed(story, event, "L", "P2")
    assert _attributed(story).waiting == (Waiting(event, (uid("M"),)),)


def test_of_several_answers_the_latest_holds() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "L", "P2", when="06-13")
    reattributed(story, event, "L", "P1", when="06-12")
    assert _told(story, event).body["person"] == uid("P2")


@pytest.mark.parametrize("cited", [["L", "M"], ["M", "L"]])
def test_of_answers_about_one_person_by_several_links_the_latest_holds(cited: list[str]) -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P2", "P3")
    event = issue(story, "P2", via=cited)
    revoked(story, "L", "P1", "P2")
    revoked(story, "M", "P2", "P3")
    reattributed(story, event, "M", "P3", when="06-13")
    reattributed(story, event, "L", "P1", when="06-12")
    assert _told(story, event).body["person"] == uid("P3")


def test_an_answer_before_the_revocation_is_known_moves_nothing() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, SECOND, via=["L"])
    reattributed(story, event, "L", SECOND)
    assert _told(story, event).body["person"] == uid(FIRST)


def test_a_record_merged_by_two_links_moves_whole_even_where_the_other_link_holds() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P2", "P3")
    event = issue(story, "P1", via=["L", "M"])
    revoked(story, "M", "P2", "P3")
    reattributed(story, event, "M", "P3")
    assert _told(story, event).body["person"] == uid("P3")


def test_the_person_it_is_given_to_is_named_by_the_links_that_hold() -> None:
    story = Story()
    third, fourth = smaller_first("P3", "P4")
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P3", "P4")
    event = issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "L", fourth)
    assert _told(story, event).body["person"] == uid(third)


def test_what_waits_is_in_doubt_for_each_person_whose_it_may_be() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    assert _attributed(story).doubtful == ()
    revoked(story, "L", "P1", "P2")
    doubtful = _attributed(story).doubtful
    assert {one.event_id for one in doubtful} == {event.event_id}
    assert [one.body["person"] for one in doubtful] == sorted([uid("P1"), uid("P2")])
    assert [one.envelope["person_refs"] for one in doubtful] == [[uid(FIRST)], [uid(SECOND)]]
    reattributed(story, event, "L", "P2")
    assert _attributed(story).doubtful == ()


def test_events_in_conflict_are_in_doubt() -> None:
    story = Story()
    revoked(story, "L", "P8", "P9")
    for who in ("P1", "P2"):
        story.opened(envelope={"source_record_id": "7", "person_refs": [uid(who)]})
    attributed = _attributed(story)
    assert len(attributed.settled.conflicted) == 2
    assert attributed.doubtful == attributed.settled.conflicted
