"""Contradictions depend on the set of events alone (I7), and lead back to the log."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.build import household_view
from projections.household.closure import collect
from projections.household.view import HouseholdView, Value
from projections.stored_event import StoredEvent
from tests.unit.projections.household.contradicting import asserted, formed, joined, left
from tests.unit.projections.household.disputes import DISPUTED, disputes
from tests.unit.projections.household.store import Store
from tests.unit.projections.household.story import LATER, Story, household, opened_plain


def _record(number: int, revision: int) -> dict[str, str | int]:
    return {"source_record_id": f"said {number}", "source_revision": revision}


def _contradicting() -> Story:
    """JIR-1 contradicts HOK-1 in everything there is."""
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD", P3="CHILD")
    story.opened()
    asserted(story, "HOK-1", "BIRTH_DATE", "昭和15.3.3")
    asserted(story, "JIR-1", "BIRTH_DATE", "昭和15.3.4", envelope=_record(1, 1))
    joined(story, "JIR-1", "P1", "SPOUSE", "06-05", "06-05", envelope=_record(2, 1))
    left(story, "JIR-1", "P2", "06-01", "06-05", envelope=_record(3, 1))
    formed(story, "JIR-1", "H2", "06-05", "06-05", P3="HEAD")
    story.tell("CT-1", "LeadAgencyChanged", "06-10", lead_agency="HOK-1")
    story.tell("JIR-1", "LeadAgencyChanged", "06-10", lead_agency="JIR-1", envelope=_record(4, 1))
    return story


def _corrected() -> Story:
    """The same after JIR-1 corrected its own records, each by a higher revision."""
    story = _contradicting()
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-03", "06-11", envelope=_record(1, 2))
    joined(story, "JIR-1", "P1", "HEAD", "06-11", "06-05", envelope=_record(2, 2))
    left(story, "JIR-1", "P2", "06-05", "06-11", envelope=_record(3, 2))
    left(story, "HOK-1", "P3", "06-05", "06-11")
    story.tell("JIR-1", "LeadAgencyChanged", "06-10", lead_agency="HOK-1", envelope=_record(4, 2))
    return story


def _contradicted(view: HouseholdView) -> set[tuple[str, str]]:
    values = [v for member in view.members for v in (*member.attributes, *member.contradictions)]
    values += [value for case in view.cases for value in (case.lead, *case.lead_claims)]
    return {(value.field, value.agency_id) for value in values if value.needs_checking}


_BOTH = ("HOK-1", "JIR-1")
_EVERYTHING = {
    (field, agency)
    for field in ("BIRTH_DATE", "membership", "relationship", "household")
    for agency in _BOTH
} | {("lead", "CT-1"), ("lead", "JIR-1")}


def _view(events: list[StoredEvent]) -> HouseholdView:
    return household_view(household("H1"), events, opened_plain, LATER)


@settings(max_examples=40, deadline=None)
@given(st.permutations(_contradicting().events))
def test_every_contradiction_shows_in_whatever_order_it_arrived(
    events: list[StoredEvent],
) -> None:
    view = _view(events)
    assert view == _view(_contradicting().events)
    assert _contradicted(view) == _EVERYTHING


@settings(max_examples=40, deadline=None)
@given(st.permutations(_corrected().events))
def test_none_shows_once_one_agency_corrected_itself_by_a_higher_revision(
    events: list[StoredEvent],
) -> None:
    assert _contradicted(_view(events)) == set()


@settings(max_examples=100, deadline=None)
@given(disputes(), st.randoms(use_true_random=False))
def test_any_order_gives_the_equal_contradictions(
    events: list[StoredEvent], chance: Random
) -> None:
    mixed = chance.sample(events, len(events))
    for subject in DISPUTED:
        assert household_view(subject, mixed, opened_plain, LATER) == household_view(
            subject, events, opened_plain, LATER
        )


@settings(max_examples=100, deadline=None)
@given(disputes())
def test_what_was_collected_contradicts_itself_as_the_whole_log_does(
    events: list[StoredEvent],
) -> None:
    store = Store(events)
    for subject in DISPUTED:
        collected = collect(subject, store.fetch, LATER)
        assert household_view(subject, collected, opened_plain, LATER) == household_view(
            subject, events, opened_plain, LATER
        )


@settings(max_examples=100, deadline=None)
@given(disputes())
def test_both_sides_of_a_contradiction_stand_in_the_timeline(events: list[StoredEvent]) -> None:
    for subject in DISPUTED:
        view = household_view(subject, events, opened_plain, LATER)
        told = {entry.event_id: entry.agency_id for entry in view.timeline}
        members = [value for member in view.members for value in member.contradictions]
        leads = [value for case in view.cases for value in case.lead_claims]
        for value in (*members, *leads):
            assert [told[event_id] for event_id in value.event_ids] == [value.agency_id]
            assert value.needs_checking


@settings(max_examples=100, deadline=None)
@given(disputes())
def test_what_is_contradicted_is_said_by_two_agencies_and_in_two_ways(
    events: list[StoredEvent],
) -> None:
    for subject in DISPUTED:
        for member in household_view(subject, events, opened_plain, LATER).members:
            for field in {value.field for value in member.contradictions}:
                sides = [value for value in member.contradictions if value.field == field]
                assert len({value.value for value in sides}) > 1
                assert len({value.agency_id for value in sides}) > 1


def test_a_value_that_nobody_contradicts_is_not_marked() -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    asserted(story, "HOK-1", "BIRTH_DATE", "昭和15.3.3")
    (value,) = _attributes(_view(story.events))
    assert not value.needs_checking


def _attributes(view: HouseholdView) -> list[Value]:
    return [value for member in view.members for value in member.attributes]
