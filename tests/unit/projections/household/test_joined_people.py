"""Households whose people are known by several references (I5, I6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.build import household_view
from projections.household.closure import collect
from projections.household.dump import dump
from projections.household.reach import Key
from projections.household.view import HouseholdView
from projections.people.links import LINK_EVENTS
from projections.stored_event import StoredEvent
from tests.unit.projections.household.anything import PEOPLE, SUBJECTS, municipalities
from tests.unit.projections.household.store import Store
from tests.unit.projections.household.story import (
    LATER,
    Story,
    household,
    ids_of,
    opened_plain,
    person,
    text,
    uid,
)
from tests.unit.projections.people.linking import (
    confirmed,
    issue,
    proposed,
    reattributed,
    revoked,
    smaller_first,
)

FIRST, SECOND = smaller_first("P1", "P2")
pairs = st.permutations(PEOPLE).map(lambda people: people[:2])


def _two_households() -> Story:
    """P1 in H1 with a case of HOK-1, P2 in H2 with P3 and a case of JIR-1."""
    story = Story()
    story.household("H1", P1="HEAD")
    story.household("H2", P2="HEAD", P3="CHILD")
    story.opened(case="one")
    story.opened("JIR-1", case="two", envelope={"person_refs": [uid("P2")]})
    return story


def _view(subject: Key, events: list[StoredEvent]) -> HouseholdView:
    return household_view(subject, events, opened_plain, LATER)


def _case_ids(view: HouseholdView) -> set[str]:
    return {told.case_id for told in view.cases}


def test_a_joined_person_is_shown_once_with_every_reference() -> None:
    story = _two_households()
    confirmed(story, "L", "P1", "P2")
    members = [*story.view(person("P1")).members, *story.view(person("P2")).members]
    joined = [member for member in members if member.joined_refs]
    assert {member.person_ref for member in joined} == {text(FIRST)}
    assert {member.joined_refs for member in joined} == {(text(FIRST), text(SECOND))}


def test_a_person_of_one_reference_has_no_joined_references() -> None:
    (member,) = Story().view(person("P1")).members
    assert member.joined_refs == ()


def test_the_cases_of_every_reference_show() -> None:
    story = _two_households()
    confirmed(story, "L", "P1", "P2")
    for subject in (person("P1"), person("P2"), household("H1"), household("H2")):
        assert _case_ids(story.view(subject)) == {text("one"), text("two")}


def test_a_person_in_two_households_does_not_merge_them() -> None:
    story = _two_households()
    confirmed(story, "L", "P1", "P2")
    assert [member.person_ref for member in story.view(household("H1")).members] == [text(FIRST)]
    assert {member.person_ref for member in story.view(household("H2")).members} == {
        text(FIRST),
        text("P3"),
    }
    assert story.view(person("P1")) == story.view(person("P2"))


def test_a_proposal_joins_nothing() -> None:
    story = _two_households()
    before = story.view(person("P1"))
    proposed(story, "L", "P1", "P2")
    assert story.view(person("P1")) == before


def test_what_is_said_about_links_is_in_no_timeline() -> None:
    story = _two_households()
    proposed(story, "L", "P1", "P2")
    confirmed(story, "L", "P1", "P2")
    revoked(story, "M", "P1", "P2")
    event = issue(story, "P1", case="one", via=["M"])
    reattributed(story, event, "M", "P1")
    told = {entry.event_type for entry in story.view(person("P1")).timeline}
    assert "IssueRecorded" in told
    assert told.isdisjoint(LINK_EVENTS)


def test_what_cites_a_revoked_link_is_in_neither_view_until_it_is_given_to_one() -> None:
    story = _two_households()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", case="two", via=["L"])
    revoked(story, "L", "P1", "P2")
    waiting = [story.view(person("P1")), story.view(person("P2"))]
    assert all(ids_of(event)[0] not in str(view) for view in waiting)
    reattributed(story, event, "L", "P2")
    assert story.view(person("P1")) == waiting[0]
    (told,) = story.view(person("P2")).cases
    assert [value.value for value in told.issues] == ["DEBT", "ELDERCARE"]
    assert {value.person_ref for value in told.issues} == {"", text("P2")}


def test_a_joined_persons_sealed_values_show_under_the_one_reference() -> None:
    story = Story()
    for agency, who in (("HOK-1", "P1"), ("JIR-1", "P2")):
        story.tell(
            agency,
            "AttributeAsserted",
            case=None,
            people=[who],
            person=who,
            attribute="NAME",
            source="SELF",
            sealed={(who, "IDENTITY"): {"value": f"name from {agency}"}},
        )
    confirmed(story, "L", "P1", "P2")
    (member,) = story.view(person("P2")).members
    assert [value.value for value in member.attributes] == ["name from HOK-1", "name from JIR-1"]
    assert {value.person_ref for value in member.attributes} == {text(FIRST)}


def test_two_references_placed_in_one_household_are_one_member() -> None:
    story = Story()
    formed = story.household("H1", P1="HEAD", P2="HEAD")
    confirmed(story, "L", "P1", "P2")
    (member,) = story.view(household("H1")).members
    assert member.event_ids == ids_of(formed)


def test_collecting_finds_a_reattributed_event_from_whoever_it_was_given_to() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    reattributed(story, event, "L", "P3")
    assert event in _collected(story, person("P3"))
    assert ids_of(event)[0] in str(_view(person("P3"), _collected(story, person("P3"))))


def test_collecting_finds_a_revocation_whomever_it_names() -> None:
    story = _two_households()
    confirmed(story, "L", "P1", "P2")
    revoked(story, "L", "P8", "P9")
    view = _view(person("P1"), _collected(story, person("P1")))
    assert _case_ids(view) == {text("one")}


def test_collecting_finds_what_waits_from_everyone_whose_it_may_be() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    event = issue(story, "P1", via=["L"])
    revoked(story, "L", "P1", "P2")
    assert event in _collected(story, person("P1"))
    assert event in _collected(story, person("P2"))


def test_collecting_names_a_neighbour_rightly_without_the_neighbours_own_story() -> None:
    story = Story()
    story.opened()
    story.household("H2", P2="HEAD", P3="CHILD")
    story.opened("JIR-1", case="two", envelope={"person_refs": [uid("P2")]})
    own, neighbour = smaller_first("P2", "P4")
    confirmed(story, "L", "P2", "P4")
    issue(story, neighbour)
    collected = _collected(story, person("P1"))
    (told,) = _view(person("P1"), collected).cases
    assert text(own) in {value.person_ref for value in told.issues}
    assert {event.name for event in collected} == {
        "ConsultationReceived",
        "IssueRecorded",
        "PersonLinkConfirmed",
    }


@settings(max_examples=40, deadline=None)
@given(municipalities(), pairs)
def test_a_link_made_and_revoked_was_never_made(events: list[StoredEvent], pair: list[str]) -> None:
    told = [_view(subject, events) for subject in SUBJECTS]
    linking = _beside(events)
    confirmed(linking, "another", *pair)
    revoked(linking, "another", *pair)
    both = events + linking.events
    store = Store(both)
    again = [_view(subject, collect(subject, store.fetch, LATER)) for subject in SUBJECTS]
    assert [_view(subject, both) for subject in SUBJECTS] == told
    assert again == told
    assert dump(again) == dump(told)


@settings(max_examples=40, deadline=None)
@given(municipalities(), pairs)
def test_a_link_shows_what_one_reference_for_both_would_have_shown(
    events: list[StoredEvent], pair: list[str]
) -> None:
    plain = [event for event in events if event.name not in LINK_EVENTS]
    linking = _beside(events)
    confirmed(linking, "another", *pair)
    first, second = map(uid, smaller_first(*pair))
    named_alike = [event._replace(body=_with(event.body, second, first)) for event in plain]
    for kind, key in SUBJECTS:
        joined = _view((kind, key), plain + linking.events)
        alike = _view((kind, first if key == second else key), named_alike)
        assert _without_joined(joined) == alike


def _collected(story: Story, subject: Key) -> list[StoredEvent]:
    return collect(subject, Store(story.events).fetch, LATER)


def _beside(events: list[StoredEvent]) -> Story:
    """A story told beside these events, so that no two have the same sequence."""
    story = Story()
    while len(story.events) < len(events):
        story.tell("ST-1", "BreachSuspected", case=None, persons=[], sensitive=False, known_at=0)
    story.events.clear()
    return story


def _with(value: Any, old: bytes, new: bytes) -> Any:
    """The value with one reference for another, wherever it stands."""
    if isinstance(value, dict):
        return {key: _with(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        items = [_with(one, old, new) for one in value]
        changed = items != value
        return list(dict.fromkeys(items)) if changed and isinstance(items[0], bytes) else items
    return new if value == old else value


def _without_joined(view: HouseholdView) -> HouseholdView:
    members = tuple(replace(member, joined_refs=()) for member in view.members)
    return replace(view, members=members)
