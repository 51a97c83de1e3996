"""The view depends on the set of events, not on their order or number (I7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.build import household_view
from projections.household.closure import collect
from projections.household.dump import dump
from projections.household.reach import Key
from projections.household.text import event_ids
from projections.household.view import HouseholdView
from projections.stored_event import StoredEvent
from tests.unit.projections.household.anything import SUBJECTS, municipalities
from tests.unit.projections.household.store import Store
from tests.unit.projections.household.story import (
    Story,
    at,
    case,
    day,
    opened_plain,
    person,
    text,
    uid,
)

instants = st.sampled_from([at("06-02 12:00"), at("06-05 12:00"), at("08-01")])


def _view(subject: Key, events: Iterable[StoredEvent], now: datetime) -> HouseholdView:
    return household_view(subject, events, opened_plain, now)


@settings(max_examples=40, deadline=None)
@given(municipalities(), instants, st.integers(0, 2**32))
def test_any_order_and_any_duplication_give_the_equal_view(
    events: list[StoredEvent], now: datetime, seed: int
) -> None:
    chance = Random(seed)
    mixed = events + chance.sample(events, len(events) // 2)
    chance.shuffle(mixed)
    told = [_view(subject, events, now) for subject in SUBJECTS]
    again = [_view(subject, mixed, now) for subject in SUBJECTS]
    assert again == told
    assert dump(again) == dump(reversed(told))


@settings(max_examples=40, deadline=None)
@given(municipalities(), instants)
def test_the_view_of_what_was_collected_is_the_view_of_the_whole_log(
    events: list[StoredEvent], now: datetime
) -> None:
    store = Store(events)
    for subject in SUBJECTS:
        collected = collect(subject, store.fetch, now)
        assert _view(subject, collected, now) == _view(subject, events, now)


@settings(max_examples=40, deadline=None)
@given(municipalities(), instants)
def test_every_shown_value_leads_to_events_of_the_log(
    events: list[StoredEvent], now: datetime
) -> None:
    known = frozenset(event_ids(events))
    for subject in SUBJECTS:
        view = _view(subject, events, now)
        for told in view.cases:
            values = [*told.agencies, *told.issues, *told.contacts]
            values += [told.lead] if told.lead.value else []
            values += told.plan.goals if told.plan else ()
            assert all(value.event_ids for value in values)
            assert known.issuperset(id_ for value in values for id_ in value.event_ids)
            assert known.issuperset(told.event_ids)


def test_a_correction_that_moves_an_event_to_another_case_leaves_the_first() -> None:
    story = Story()
    story.opened(case="one")
    record = {"source_record_id": "9"}
    story.tell("JIR-1", "CaseClosed", "06-02", case="one", reason="OTHER", envelope=record)
    record_2 = {"source_record_id": "9", "source_revision": 2}
    story.opened("SHO-1", case="two", envelope={"person_refs": [uid("P9")]})
    story.tell("JIR-1", "CaseClosed", "06-02", case="two", reason="OTHER", envelope=record_2)
    store = Store(story.events)
    seen = {
        who: [told.state for told in _view(person(who), _collected(store, who), at("08-01")).cases]
        for who in ("P1", "P9")
    }
    assert seen == {"P1": ["OPEN"], "P9": ["CLOSED"]}


def test_collecting_follows_a_join_to_the_other_households_events() -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    story.household("H2", P2="HEAD", P3="CHILD")
    story.tell(
        "CT-1",
        "HouseholdsJoined",
        "06-05",
        case=None,
        join_id="join",
        household_id="H1",
        other_household_id="H2",
        effective_on=day("06-05"),
    )
    story.opened(envelope={"person_refs": [uid("P3")]})
    view = _view(person("P1"), _collected(Store(story.events), "P1"), at("08-01"))
    assert len(view.members) == 3
    assert len(view.cases) == 1


def test_collecting_a_case_weighs_the_households_of_all_its_people() -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    story.household("H2", P2="HEAD", P3="CHILD")
    story.opened(envelope={"person_refs": [uid("P1"), uid("P2"), uid("P3")]})
    collected = collect(case("case"), Store(story.events).fetch, at("08-01"))
    assert _view(case("case"), collected, at("08-01")).household_id == text("H2")
    assert len(collected) == 3


def test_collecting_finds_the_consent_that_a_withdrawal_ends_whoever_gave_it() -> None:
    story = Story()
    story.tell(
        "HOK-1",
        "ConsentGranted",
        case=None,
        people=["P9"],
        consent_id="C1",
        person="P9",
        grantor="SELF",
        agencies=["CT-1"],
        field_codes=["ISSUES"],
        purposes=["PLAN"],
        method="WRITTEN",
    )
    withdrawal: dict[str, Any] = {"consent_id": "C1", "person": "P1", "effective_at": 0}
    story.tell("HOK-1", "ConsentWithdrawn", "06-02", case=None, people=["P1"], **withdrawal)
    view = _view(person("P1"), _collected(Store(story.events), "P1"), at("08-01"))
    assert [entry.event_type for entry in view.timeline] == ["ConsentWithdrawn"]
    assert view.needs_checking == ()


def test_collecting_takes_few_calls_and_leaves_other_households_out() -> None:
    story = Story()
    for number in range(20):
        people = {f"P{number}": "HEAD", f"Q{number}": "CHILD"}
        story.household(f"H{number}", **people)
        story.opened(case=f"case {number}", envelope={"person_refs": [uid(f"Q{number}")]})
        story.tell(
            "HOK-1",
            "ReferralSent",
            case=f"case {number}",
            people=[f"Q{number}"],
            referral_id=f"F{number}",
            to_agency="JIR-1",
            field_codes=["ISSUES"],
            respond_by=day("06-08"),
        )
    store = Store(story.events)
    assert len(_collected(store, "P7")) == 3
    assert store.calls <= 6


def _collected(store: Store, who: str) -> list[StoredEvent]:
    return collect(person(who), store.fetch, at("08-01"))
