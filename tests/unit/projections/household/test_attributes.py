"""What agencies say of a person, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from projections.household.build import household_view
from projections.stored_event import StoredEvent
from schemas.codec import Body
from schemas.sealing import CannotOpen
from tests.unit.projections.household.story import LATER, Story, day, ids_of, person


def _asserted(
    story: Story, agency: str, value: str, when: str = "06-02", **more: Any
) -> StoredEvent:
    fields = {"person": "P1", "attribute": "PHONE", **more}
    epoch = fields.pop("epoch", 1)
    return story.tell(
        agency,
        "AttributeAsserted",
        when,
        case=None,
        people=["P1"],
        sealed={("P1", "CONTACT"): {"value": value, "epoch": epoch}},
        **fields,
    )


def _shown(story: Story) -> list[tuple[str, str, str]]:
    (member,) = story.view(person("P1")).members
    return [(value.field, value.agency_id, value.value) for value in member.attributes]


def test_contradictory_statements_of_two_agencies_are_both_shown_with_their_source() -> None:
    story = Story()
    _asserted(story, "HOK-1", "03-1111")
    _asserted(story, "JIR-1", "03-2222")
    assert _shown(story) == [("PHONE", "HOK-1", "03-1111"), ("PHONE", "JIR-1", "03-2222")]


def test_an_agencys_newer_statement_replaces_its_own() -> None:
    story = Story()
    newer = _asserted(story, "HOK-1", "03-2222", "06-03")
    _asserted(story, "HOK-1", "03-1111", "06-02")
    assert _shown(story) == [("PHONE", "HOK-1", "03-2222")]
    assert story.view().members[0].attributes[0].event_ids == ids_of(newer)


def test_of_two_statements_of_one_day_the_later_holds() -> None:
    story = Story()
    _asserted(story, "HOK-1", "03-2222", "06-02 15:00")
    _asserted(story, "HOK-1", "03-1111", "06-02 10:00")
    assert _shown(story) == [("PHONE", "HOK-1", "03-2222")]


def test_what_holds_from_a_later_day_on_is_not_shown_before() -> None:
    story = Story()
    _asserted(story, "HOK-1", "03-1111")
    _asserted(story, "HOK-1", "03-2222", "06-03", valid_from=day("2027-01-01"))
    assert _shown(story) == [("PHONE", "HOK-1", "03-1111")]


def test_a_registration_states_every_attribute_it_carries() -> None:
    story = Story()
    items = [
        {"name_type": kind, "valid_from": None, **item}
        for kind, item in (
            ("LEGAL_KANJI", {"attribute": "NAME", "value": "渡邊花子"}),
            ("ALIAS", {"attribute": "NAME", "value": "はな"}),
            (None, {"attribute": "SEX", "value": "F"}),
        )
    ]
    story.tell(
        "HOK-1",
        "PersonRegistered",
        case=None,
        people=["P1"],
        person="P1",
        sealed={("P1", "IDENTITY"): {"attributes": items}},
    )
    assert _shown(story) == [
        ("NAME", "HOK-1", "渡邊花子"),
        ("NAME/ALIAS", "HOK-1", "はな"),
        ("SEX", "HOK-1", "F"),
    ]


def test_a_destroyed_key_leaves_the_attribute_redacted_but_counted() -> None:
    story = Story()
    _asserted(story, "HOK-1", "03-1111", epoch=0)
    (member,) = story.view().members
    (value,) = member.attributes
    assert (value.field, value.value, value.redacted) == ("PHONE", "Redacted", True)
    assert not value.needs_checking


def test_an_altered_part_shows_no_content_and_asks_for_checking() -> None:
    def altered(_event: StoredEvent, _part: Mapping[str, Any]) -> Body | None:
        raise CannotOpen("altered")

    story = Story()
    _asserted(story, "HOK-1", "03-1111")
    (member,) = household_view(person("P1"), story.events, altered, LATER).members
    (value,) = member.attributes
    assert (value.value, value.redacted, value.needs_checking) == ("", False, True)


def test_only_the_members_own_parts_are_opened() -> None:
    opened = []

    def noting(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        opened.append((event.name, part["field_code"]))
        return None

    story = Story()
    story.opened(sealed={("P1", "NARRATIVE"): {"narrative": "本人より"}})
    _asserted(story, "HOK-1", "03-1111")
    household_view(person("P1"), story.events, noting, LATER)
    assert opened == [("AttributeAsserted", "CONTACT")]
