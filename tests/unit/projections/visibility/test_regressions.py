"""What a long exploration once found, told in the fewest events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Glass, Reader
from projections.visibility.sight import Seen, look
from tests.unit.projections.household.story import at, uid
from tests.unit.projections.visibility.histories import LAST_HOUR, Telling, effective, moment
from tests.unit.projections.visibility.scaffolds import OWN, PROTECTED, SCAFFOLDS, consent

NOW = at(moment(LAST_HOUR + 1))
GLASS = Glass(uid("BG"), uid("P1"), policy().break_glass_field_codes, at("06-30"))
INSIDE = Reader("JIR-1", "JIR", "u-01", workspace=uid("SC1"))


def _asserted(attribute: str, *others: str) -> Telling:
    """HOK-1 states something of P1, with sealed parts of others too."""
    sealed: dict[tuple[str, str], dict[str, Any]] = {
        (who, "IDENTITY"): {"value": "x"} for who in ("P1", *others)
    }
    payload = {"person": uid("P1"), "attribute": attribute}
    return Telling("HOK-1", "AttributeAsserted", 1, ("P1",), None, OWN, sealed, payload)


def _seen(tellings: list[Telling], reader: Reader, name: str) -> list[Seen]:
    sight = look(effective(tellings), reader, NOW, policy())
    return [one for one in sight.seen if one.event.name == name]


def _parts(event: StoredEvent) -> set[bytes]:
    return {part["person_ref"] for part in event.body["sealed"]}


def test_a_part_about_somebody_else_in_an_assertion_goes_by_their_own_consent() -> None:
    tellings = [_asserted("NAME", "P2"), consent("C1", "P1", 2)]
    reader = Reader("JIR-1", "JIR", "u-01")
    (one,) = _seen(tellings, reader, "AttributeAsserted")
    assert _parts(one.original) == {uid("P1"), uid("P2")}
    assert _parts(one.event) == {uid("P1")}
    (one,) = _seen([*tellings, consent("C2", "P2", 3)], reader, "AttributeAsserted")
    assert _parts(one.event) == {uid("P1"), uid("P2")}


def test_a_protected_note_about_nobody_is_for_the_restricted_alone() -> None:
    support = {"service_code": "COUNSEL", "minutes": 30, "contact": "IN_PERSON"}
    note = Telling("MU-1", "SupportProvided", 1, (), None, PROTECTED, {}, support)
    plain = Reader("MU-1", "MU", "u-01")
    restricted = replace(plain, role="RESTRICTED")
    assert _seen([note], plain, "SupportProvided") == []
    assert len(_seen([note], restricted, "SupportProvided")) == 1
    assert len(_seen([replace(note, envelope=OWN)], plain, "SupportProvided")) == 1


def test_a_room_that_shows_names_does_not_hide_what_a_broken_glass_opens() -> None:
    tellings = [*SCAFFOLDS["convened"], _asserted("BIRTH_DATE")]
    attributes = [
        [one.event.body["attribute"] for one in _seen(tellings, reader, "AttributeAsserted")]
        for reader in (INSIDE, replace(INSIDE, glass=GLASS))
    ]
    assert attributes == [["NAME"], ["NAME", "BIRTH_DATE"]]
    (_, born) = _seen(tellings, replace(INSIDE, glass=GLASS), "AttributeAsserted")
    assert {granted.rule for granted in born.granted} == {"A-BREAK-GLASS"}
