"""Corrections replace and conflicts are not trusted, whatever the order (I8)."""

from __future__ import annotations

from itertools import permutations

from projections.revisions import settle
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story


def _revision(story: Story, revision: int, minutes: int, record: str = "501") -> StoredEvent:
    return story.tell(
        "JIR-1",
        "SupportProvided",
        "06-02",
        people=["P1"],
        service_code="COUNSEL",
        minutes=minutes,
        contact="PHONE",
        envelope={"source_record_id": record, "source_revision": revision},
    )


def test_a_single_revision_is_effective() -> None:
    story = Story()
    only = _revision(story, 1, 60)
    assert settle(story.events).effective == (only,)


def test_the_highest_revision_replaces_the_others_in_any_order() -> None:
    story = Story()
    first, third, second = (_revision(story, n, 60) for n in (1, 3, 2))
    for order in permutations(story.events):
        settled = settle(order)
        assert settled.effective == (third,)
        assert set(map(id, settled.superseded)) == {id(first), id(second)}
        assert settled.conflicted == ()


def test_two_payloads_of_the_highest_revision_are_in_conflict_and_neither_counts() -> None:
    story = Story()
    one, other = _revision(story, 1, 60), _revision(story, 1, 90)
    settled = settle(story.events)
    assert settled.effective == ()
    assert sorted(e.sequence for e in settled.conflicted) == [one.sequence, other.sequence]


def test_a_higher_revision_ends_the_conflict() -> None:
    story = Story()
    _revision(story, 1, 60)
    _revision(story, 1, 90)
    correction = _revision(story, 2, 30)
    settled = settle(story.events)
    assert settled.effective == (correction,)
    assert settled.conflicted == ()
    assert len(settled.superseded) == 2


def test_a_conflict_in_a_correction_does_not_bring_back_what_it_corrected() -> None:
    story = Story()
    first = _revision(story, 1, 60)
    _revision(story, 2, 30)
    _revision(story, 2, 45)
    settled = settle(story.events)
    assert settled.effective == ()
    assert settled.superseded == (first,)
    assert len(settled.conflicted) == 2


def test_other_records_and_other_types_of_the_same_record_stand_apart() -> None:
    story = Story()
    _revision(story, 1, 60)
    _revision(story, 2, 60, record="502")
    story.opened("JIR-1", envelope={"source_record_id": "501", "source_revision": 2})
    assert len(settle(story.events).effective) == 3


def test_the_same_event_given_twice_is_no_conflict() -> None:
    story = Story()
    only = _revision(story, 1, 60)
    assert settle([only, only]).effective == (only,)
