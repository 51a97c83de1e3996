"""The overlap finder over a real view's file: nothing is missed, and its pages fit together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event as noted
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.reach import HOUSEHOLD
from projections.overlap import once, overlaps
from projections.stored_event import StoredEvent
from services.clock import FixedClock
from services.query.overlap_candidates import candidates
from services.query.overlaps import MOST_AGE, OverlapFinder
from tests.unit.projections.household.anything import municipalities
from tests.unit.projections.household.story import LATER, Story, at, day, uid
from tests.unit.services.query.view_of import ViewOf

instants = st.sampled_from([at("06-02 12:00"), at("06-05 12:00"), at("08-01")])


@pytest.fixture
def view(tmp_path: Path) -> Iterator[ViewOf]:
    with closing(ViewOf(tmp_path)) as view:
        yield view


def neighbours(story: Story, number: int, agencies: tuple[str, ...] = ("HOK-1", "JIR-1")) -> bytes:
    """A household of one, with whom each of these agencies has a case of its own."""
    who = f"N{number}"
    story.household(f"home {number}", **{who: "HEAD"})
    for agency in agencies:
        who_else = {"person_refs": [uid(who)]}
        story.opened(agency, "06-02", case=f"{agency} {number}", envelope=who_else)
    return uid(f"home {number}")


@settings(max_examples=60, deadline=None)
@given(municipalities(), instants)
def test_the_finder_finds_what_the_whole_log_shows(
    events: list[StoredEvent], now: datetime
) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(ViewOf(Path(folder))) as view:
        view.add(events)
        with view.reader.snapshot() as snapshot:
            ids = list(snapshot.identifiers(HOUSEHOLD))
        every = overlaps(ids, events, now)
        noted(f"overlaps: {len(every)}")
        page = OverlapFinder(view.reader, FixedClock(now)).page(100, None)
        assert list(page.overlaps) == once(every)
        assert (page.total, page.next) == (len(once(every)), None)


def test_households_of_one_counter_and_of_ended_cases_are_not_even_read(view: ViewOf) -> None:
    story = Story()
    both = neighbours(story, 1)
    neighbours(story, 2, ("HOK-1",))
    neighbours(story, 3, ("HOK-1", "CT-1"))
    neighbours(story, 4)
    story.tell("JIR-1", "CaseClosed", "06-03", case="JIR-1 4", people=["N4"], reason="OTHER")
    view.add(story.events)
    with view.reader.snapshot() as snapshot:
        assert candidates(snapshot) == [[both]]


def test_households_that_share_people_are_looked_at_together(view: ViewOf) -> None:
    story = Story()
    first, second = neighbours(story, 1), neighbours(story, 2)
    refs: dict[str, Any] = {"refs": [uid("N1"), uid("N2")], "reason": "SAME_MUNICIPAL_ID"}
    story.tell(
        "ST-1",
        "PersonLinkConfirmed",
        "06-04",
        case=None,
        people=["N1", "N2"],
        link_id="L",
        **refs,
    )
    third = neighbours(story, 3)
    view.add(story.events)
    with view.reader.snapshot() as snapshot:
        assert sorted(map(sorted, candidates(snapshot))) == sorted(
            [sorted([first, second]), [third]]
        )


def test_pages_follow_one_another_in_the_order_of_the_ids(view: ViewOf) -> None:
    story = Story()
    ids = sorted(neighbours(story, number) for number in range(5))
    view.add(story.events)
    finder = OverlapFinder(view.reader, FixedClock(LATER))
    after: bytes | None = None
    shown = []
    for size, more in ((2, True), (2, True), (1, False)):
        page = finder.page(2, after)
        assert (len(page.overlaps), page.total, page.next is not None) == (size, 5, more)
        shown += [one.household_id for one in page.overlaps]
        after = page.next
    assert shown == ids


def test_a_page_after_an_id_that_is_gone_goes_on_behind_it(view: ViewOf) -> None:
    story = Story()
    ids = sorted(neighbours(story, number) for number in range(3))
    view.add(story.events)
    finder = OverlapFinder(view.reader, FixedClock(LATER))
    between = ids[0][:-1] + bytes([(ids[0][-1] + 1) % 256])
    behind = [one for one in ids if one > between]
    assert [one.household_id for one in finder.page(9, between).overlaps] == behind


def test_later_pages_come_from_one_search_until_it_is_too_old(view: ViewOf) -> None:
    story = Story()
    first = min(neighbours(story, number) for number in range(2))
    view.add(story.events)
    clock = FixedClock(LATER)
    finder = OverlapFinder(view.reader, clock)
    finder.page(1, None)
    before = len(story.events)
    neighbours(story, 9)
    view.add(story.events[before:])
    clock.advance(MOST_AGE - timedelta(seconds=1))
    assert finder.page(9, first).total == 2
    clock.advance(timedelta(seconds=1))
    assert finder.page(9, first).total == 3


def test_a_first_page_is_as_new_as_the_view(view: ViewOf) -> None:
    story = Story()
    neighbours(story, 1)
    view.add(story.events)
    finder = OverlapFinder(view.reader, FixedClock(LATER))
    assert finder.page(9, None).total == 1
    before = len(story.events)
    story.tell("JIR-1", "CaseClosed", "06-03", case="JIR-1 1", people=["N1"], reason="OTHER")
    view.add(story.events[before:])
    assert finder.page(9, None).total == 0


def test_what_passes_by_without_an_event_causes_no_search(view: ViewOf) -> None:
    story = Story()
    neighbours(story, 1)
    view.add(story.events)
    clock = FixedClock(LATER)
    finder = OverlapFinder(view.reader, clock)
    (before,) = finder.page(9, None).overlaps
    view.commit()
    clock.advance(timedelta(hours=1))
    (again,) = finder.page(9, None).overlaps
    assert again is before


def test_a_new_day_is_looked_at_anew(view: ViewOf) -> None:
    story = Story()
    neighbours(story, 1)
    left: dict[str, Any] = {"household_id": "home 1", "kind": "SUPPORT", "person": uid("N1")}
    story.tell(
        "HOK-1",
        "MemberLeft",
        "06-03",
        case=None,
        people=["N1"],
        effective_on=day("06-06"),
        **left,
    )
    view.add(story.events)
    clock = FixedClock(at("06-05 23:59"))
    finder = OverlapFinder(view.reader, clock)
    assert finder.page(9, None).total == 1
    clock.advance(timedelta(minutes=1))
    assert finder.page(9, None).total == 0
