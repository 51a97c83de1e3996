"""The canonical text by which views are compared byte by byte."""

from __future__ import annotations

import json

from projections.household.dump import dump
from tests.unit.projections.household.story import Story, at, household, person, text


def _story() -> Story:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    story.opened()
    return story


def test_the_same_view_has_the_same_text_whenever_it_is_looked_at() -> None:
    story = _story()
    early, late = (story.view(household("H1"), at(when)) for when in ("06-02", "07-02"))
    assert dump([early]) == dump([late])


def test_the_same_household_reached_by_two_people_is_written_once() -> None:
    story = _story()
    views = [story.view(person(who)) for who in ("P1", "P2")]
    assert dump(views) == dump(views[:1])


def test_every_line_is_json_and_names_its_household() -> None:
    lines = dump([_story().view()]).splitlines()
    assert lines == sorted(lines)
    # The household, two members, a case, two timeline entries.
    assert [json.loads(line)["household"] for line in lines] == [text("H1")] * 6


def test_a_person_without_a_household_is_named_by_themselves() -> None:
    story = Story()
    story.opened()
    assert json.loads(dump([story.view()]).splitlines()[0])["household"] == [text("P1")]


def test_any_difference_shows() -> None:
    story = _story()
    before = dump([story.view()])
    story.tell("JIR-1", "CaseClosed", "06-02", reason="OTHER")
    assert dump([story.view()]) != before
