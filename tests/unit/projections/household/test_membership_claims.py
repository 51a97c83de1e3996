"""Contradictions about who lives where are listed with both sources, never settled silently."""

from __future__ import annotations

from typing import Any

from tests.unit.projections.household.contradicting import contradictions, formed, joined, left
from tests.unit.projections.household.story import (
    Story,
    day,
    household,
    ids_of,
    person,
    text,
    uid,
)


def _told(story: Story, who: str = "P2", where: str = "H1") -> list[tuple[str, str, str]]:
    return contradictions(story.view(household(where)), who)


def _home() -> Story:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    return story


def test_a_departure_is_contradicted_by_whoever_states_the_person_there_later() -> None:
    story = _home()
    gone = left(story, "JIR-1", "P2", "06-10")
    again = joined(story, "HOK-1", "P2", "CHILD", "06-15", "06-01")
    view = story.view(household("H1"))
    row = view.members[-1]
    assert (row.left, row.left_on) == (True, "2026-06-10")
    assert contradictions(view, "P2") == [
        ("membership", "PRESENT since 2026-06-01", "HOK-1"),
        ("membership", "LEFT 2026-06-10", "JIR-1"),
    ]
    assert tuple(v.event_ids for v in row.contradictions) == (ids_of(again), ids_of(gone))
    assert {v.person_ref for v in row.contradictions} == {text("P2")}
    assert contradictions(view, "P1") == []


def test_whoever_wrote_on_the_day_of_the_departure_contradicts_it() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "KOD-1", "P2", "CHILD", "06-10", "06-10")
    assert _told(story) == [
        ("membership", "PRESENT since 2026-06-01", "HOK-1"),
        ("membership", "LEFT 2026-06-10", "JIR-1"),
        ("membership", "PRESENT since 2026-06-10", "KOD-1"),
    ]


def test_what_was_written_before_a_departure_does_not_contradict_it() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    assert _told(story) == []


def test_coming_back_contradicts_no_departure() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "KOD-1", "P2", "CHILD", "06-20", "06-20")
    assert _told(story) == []


def test_an_agencys_own_latest_statement_is_the_one_that_counts() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "HOK-1", "P2", "CHILD", "06-15", "06-01")
    left(story, "HOK-1", "P2", "06-10", when="06-16")
    assert _told(story) == []


def test_a_contradiction_is_gone_once_an_agency_corrects_its_record() -> None:
    story = _home()
    record = {"source_record_id": "left", "source_revision": 1}
    left(story, "JIR-1", "P2", "06-10", envelope=record)
    joined(story, "HOK-1", "P2", "CHILD", "06-15", "06-01")
    assert _told(story)
    left(story, "JIR-1", "P2", "06-20", when="06-21", envelope={**record, "source_revision": 2})
    assert _told(story) == []


def test_a_departure_that_has_not_happened_yet_is_contradicted_by_nobody() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "09-10", when="06-10")
    joined(story, "KOD-1", "P2", "CHILD", "06-15", "06-01")
    assert _told(story) == []


def test_two_relationships_are_both_shown() -> None:
    story = _home()
    joined(story, "JIR-1", "P2", "SPOUSE", "06-05", "06-05")
    view = story.view(household("H1"))
    (row,) = [member for member in view.members if member.person_ref == text("P2")]
    assert (row.relationship, row.stated_by) == ("SPOUSE", "JIR-1")
    assert contradictions(view, "P2") == [
        ("relationship", "CHILD", "HOK-1"),
        ("relationship", "SPOUSE", "JIR-1"),
    ]


def test_an_unknown_relationship_contradicts_none() -> None:
    story = _home()
    joined(story, "JIR-1", "P2", "UNKNOWN", "06-05", "06-05")
    assert _told(story) == []


def test_an_agency_that_splits_a_household_keeps_the_relationships_it_stated() -> None:
    story = _home()
    joined(story, "JIR-1", "P2", "SPOUSE", "06-05", "06-05")
    fields: dict[str, Any] = {
        "household_id": "H1",
        "kind": "SUPPORT",
        "new_household_id": "H2",
        "remaining": [uid("P2")],
        "moving": [uid("P1")],
        "effective_on": day("06-07"),
    }
    story.tell("JIR-1", "HouseholdSplit", "06-07", case=None, people=["P1", "P2"], **fields)
    assert [value for _, value, _ in _told(story)] == ["CHILD", "SPOUSE"]


def test_a_relationship_from_before_a_departure_ended_with_it() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "KOD-1", "P2", "COHABITANT", "06-20", "06-20")
    assert _told(story) == []


def test_two_agencies_that_place_a_person_in_two_households_are_both_shown() -> None:
    story = _home()
    formed(story, "JIR-1", "H2", "06-05", "06-05", P2="HEAD", P3="CHILD")
    expected = [("household", text("H1"), "HOK-1"), ("household", text("H2"), "JIR-1")]
    assert _told(story) == expected
    assert _told(story, where="H2") == expected
    assert contradictions(story.view(person("P3")), "P3") == []


def test_households_that_were_joined_are_one() -> None:
    story = _home()
    formed(story, "JIR-1", "H2", "06-05", "06-05", P2="UNKNOWN", P3="CHILD")
    joining: dict[str, Any] = {"household_id": "H1", "other_household_id": "H2", "join_id": "join"}
    story.tell("CT-1", "HouseholdsJoined", "06-06", case=None, effective_on=day("06-06"), **joining)
    assert _told(story) == []
    story.tell("CT-1", "HouseholdsJoinRevoked", "06-07", case=None, **joining)
    assert [field for field, _, _ in _told(story)] == ["household", "household"]


def test_one_agency_may_know_a_person_in_two_households() -> None:
    story = _home()
    formed(story, "HOK-1", "H2", "06-05", "06-05", P2="HEAD")
    formed(story, "JIR-1", "H2", "06-06", "06-06", P2="HEAD")
    assert _told(story) == []
    assert _told(story, where="H2") == []


def test_the_register_and_the_support_household_may_differ() -> None:
    story = _home()
    formed(story, "MU-1", "H2", "06-05", "06-05", kind="RESIDENT_REGISTER", P2="HEAD")
    assert _told(story) == []
    assert _told(story, where="H2") == []


def test_whoever_moved_from_one_household_to_the_next_is_in_one() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    formed(story, "JIR-1", "H2", "06-10", "06-10", P2="HEAD")
    assert _told(story) == []
    assert _told(story, where="H2") == []


def test_of_whoever_left_no_other_household_is_told() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "HOK-1", "P2", "CHILD", "06-15", "06-01")
    formed(story, "JIR-1", "H2", "06-10", "06-10", P2="HEAD")
    assert {field for field, _, _ in _told(story)} == {"membership"}


def test_a_person_in_no_household_any_more_shows_who_says_otherwise() -> None:
    story = _home()
    left(story, "JIR-1", "P2", "06-10")
    joined(story, "HOK-1", "P2", "CHILD", "06-15", "06-01")
    view = story.view(person("P2"))
    assert view.household_id == ""
    assert [source for _, _, source in contradictions(view, "P2")] == ["HOK-1", "JIR-1"]
