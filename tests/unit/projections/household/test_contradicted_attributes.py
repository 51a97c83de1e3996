"""Two agencies' statements of one attribute that cannot both be true are marked, both of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from projections.household.build import household_view
from projections.stored_event import StoredEvent
from schemas.codec import Body
from schemas.sealing import CannotOpen
from tests.unit.projections.household.contradicting import asserted
from tests.unit.projections.household.story import LATER, Story, day, opened_plain, person
from tests.unit.projections.people.linking import confirmed


def _marked(story: Story) -> dict[tuple[str, str], bool]:
    (member,) = story.view().members
    return {(value.field, value.agency_id): value.needs_checking for value in member.attributes}


def test_two_birth_dates_are_both_shown_and_both_to_be_checked() -> None:
    story = Story()
    asserted(story, "HOK-1", "BIRTH_DATE", "昭和15.3.3")
    asserted(story, "JIR-1", "BIRTH_DATE", "昭和15.3.4")
    assert _marked(story) == {("BIRTH_DATE", "HOK-1"): True, ("BIRTH_DATE", "JIR-1"): True}


def test_one_day_written_in_two_ways_is_one_day() -> None:
    story = Story()
    asserted(story, "HOK-1", "BIRTH_DATE", "昭和15.3.3")
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-03")
    assert not any(_marked(story).values())


def test_of_three_agencies_who_contradicts_nobody_is_not_marked() -> None:
    story = Story()
    asserted(story, "HOK-1", "BIRTH_DATE", "昭和15年3月不詳")
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-03")
    asserted(story, "KOD-1", "BIRTH_DATE", "1940-03-04")
    assert _marked(story) == {
        ("BIRTH_DATE", "HOK-1"): False,
        ("BIRTH_DATE", "JIR-1"): True,
        ("BIRTH_DATE", "KOD-1"): True,
    }


def test_an_agencys_own_earlier_statement_contradicts_nothing() -> None:
    story = Story()
    asserted(story, "HOK-1", "BIRTH_DATE", "1940-03-03")
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-04")
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-03", "06-03")
    assert not any(_marked(story).values())


def test_a_name_contradicts_neither_its_variants_nor_an_alias() -> None:
    story = Story()
    asserted(story, "HOK-1", "NAME", "渡邊花子", name_type="LEGAL_KANJI")
    asserted(story, "JIR-1", "NAME", "渡辺　花子")
    asserted(story, "KOD-1", "NAME", "はな", name_type="ALIAS")
    asserted(story, "SHO-1", "NAME", "花", name_type="ALIAS")
    assert not any(_marked(story).values())
    asserted(story, "CT-1", "NAME", "渡邊華子")
    assert _marked(story)["NAME", "HOK-1"]
    assert _marked(story)["NAME", "CT-1"]
    assert not _marked(story)["NAME/ALIAS", "KOD-1"]


@pytest.mark.parametrize("attribute", ["ADDRESS", "PHONE"])
@pytest.mark.parametrize(
    ("since", "other", "contradicted"),
    [
        (None, None, True),
        ("06-01", "06-01", True),
        ("06-01", "05-01", False),
        ("06-01", None, False),
    ],
)
def test_what_differs_in_time_contradicts_only_from_one_day_on(
    attribute: str, since: str | None, other: str | None, contradicted: bool
) -> None:
    story = Story()
    values = {"ADDRESS": ("甲市1-2-3", "乙市4-5-6"), "PHONE": ("03-1234-5678", "03-1234-5679")}
    stated = zip(("HOK-1", "JIR-1"), values[attribute], (since, other), strict=True)
    for agency, value, day_ in stated:
        asserted(story, agency, attribute, value, valid_from=day(day_) if day_ else None)
    assert set(_marked(story).values()) == {contradicted}


def test_a_redacted_value_contradicts_nothing() -> None:
    story = Story()
    asserted(story, "HOK-1", "BIRTH_DATE", "1940-03-03", epoch=0)
    asserted(story, "JIR-1", "BIRTH_DATE", "1940-03-04")
    assert not any(_marked(story).values())


def test_an_altered_value_is_marked_and_contradicts_nothing() -> None:
    story = Story()
    bad = asserted(story, "HOK-1", "NAME", "渡邊花子")
    asserted(story, "JIR-1", "NAME", "渡邊華子")

    def opened(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        if event.event_id == bad.event_id:
            raise CannotOpen("altered")
        return opened_plain(event, part)

    (member,) = household_view(person("P1"), story.events, opened, LATER).members
    assert [(v.agency_id, v.needs_checking) for v in member.attributes] == [
        ("HOK-1", True),
        ("JIR-1", False),
    ]


def test_two_references_contradict_each_other_once_they_are_one_person() -> None:
    story = Story()
    asserted(story, "HOK-1", "SEX", "F")
    asserted(story, "JIR-1", "SEX", "M", person="P2")
    assert not any(_marked(story).values())
    confirmed(story, "L", "P1", "P2")
    assert _marked(story) == {("SEX", "HOK-1"): True, ("SEX", "JIR-1"): True}
