"""支援の重なり: the same answer whatever is guarded, in whatever order events are told (V4, I7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import event as noted
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.overlap import gather, overlaps
from projections.stored_event import StoredEvent
from tests.unit.projections.household.anything import HOUSEHOLDS, municipalities
from tests.unit.projections.household.store import Store
from tests.unit.projections.household.story import LATER, Story, at, day, uid
from tests.unit.projections.overlapping import found, home, two_counters, works

IDS = [uid(name) for name in HOUSEHOLDS]


def test_a_household_known_from_guarded_statements_alone_is_not_there() -> None:
    story = Story()
    guarded = {"compartment": "ABUSE_DV"}
    members = [{"person": uid(p), "relationship": "HEAD"} for p in ("P1", "P2")]
    statement: dict[str, Any] = {"household_id": "H", "kind": "SUPPORT", "members": members}
    story.tell(
        "HOK-1",
        "HouseholdFormed",
        case=None,
        people=["P1", "P2"],
        effective_on=day("06-01"),
        envelope=guarded,
        **statement,
    )
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2")
    assert found(story) is None


def test_a_guarded_departure_hides_nothing_that_ended_afterwards() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    left: dict[str, Any] = {"household_id": "H", "kind": "SUPPORT", "person": uid("P2")}
    story.tell(
        "AB-1",
        "MemberLeft",
        "06-05",
        case=None,
        people=["P2"],
        effective_on=day("06-05"),
        envelope={"compartment": "PROTECTED"},
        **left,
    )
    works(story, "JIR-1", "two", "06-09", "P2")
    ids = [uid("H")]
    assert overlaps(ids, gather(ids, Store(story.events).fetch, LATER), LATER)
    story.tell("JIR-1", "CaseClosed", "06-10", case="two", reason="OTHER")
    assert not overlaps(ids, gather(ids, Store(story.events).fetch, LATER), LATER)


def test_a_fact_that_turns_out_to_be_of_abuse_counts_no_longer() -> None:
    story = two_counters()
    story.opened(
        "JIR-1",
        "06-09",
        case="two",
        envelope={
            "person_refs": [uid("P2")],
            "source_record_id": "1",
            "source_revision": 2,
            "compartment": "ABUSE_DV",
        },
    )
    assert found(story) is None


def guarded(events: Iterable[StoredEvent], seed: int) -> list[StoredEvent]:
    """The same facts as other records of the same agencies, of abuse and of protection."""
    chance = Random(seed)
    told = []
    for event in events:
        compartment = chance.choice(("ABUSE_DV", "PROTECTED"))
        envelope = {
            **event.envelope,
            "compartment": compartment,
            "source_system_id": "guarded",
            "event_id": uid(f"guarded {event.event_id.hex()}"),
        }
        body = {**event.body, "envelope": envelope}
        told.append(event._replace(sequence=event.sequence + 1000, body=body))
    return told


instants = st.sampled_from([at("06-02 12:00"), at("06-05 12:00"), at("08-01")])


@settings(max_examples=60, deadline=None)
@given(municipalities(), municipalities(), instants, st.integers(0, 2**32))
def test_facts_of_abuse_and_protection_change_nothing_that_is_listed(
    events: list[StoredEvent], others: list[StoredEvent], now: datetime, seed: int
) -> None:
    plain = overlaps(IDS, events, now)
    noted(f"overlaps: {len(plain)}")
    mixed = [*events, *guarded(others, seed)]
    Random(seed).shuffle(mixed)
    assert overlaps(IDS, mixed, now) == plain
    fetch = Store(mixed).fetch
    assert overlaps(IDS, gather(IDS, fetch, now), now) == plain
    one_by_one = [overlaps([id_], gather([id_], fetch, now), now) for id_ in IDS]
    assert [one for found in one_by_one for one in found] == plain


@settings(max_examples=40, deadline=None)
@given(municipalities(), instants, st.integers(0, 2**32))
def test_the_overlap_depends_on_the_set_of_events_alone(
    events: list[StoredEvent], now: datetime, seed: int
) -> None:
    chance = Random(seed)
    mixed = events + chance.sample(events, len(events) // 2)
    chance.shuffle(mixed)
    assert overlaps(IDS, mixed, now) == overlaps(IDS, events, now)
