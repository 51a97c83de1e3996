"""Every reader sees of every history exactly what the rules, read one by one, let them see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Glass, Reader
from projections.visibility.sight import Sight, look
from tests.unit.projections.household.story import at, uid
from tests.unit.projections.visibility.histories import (
    LAST_HOUR,
    READERS,
    Telling,
    effective,
    moment,
    nows,
    readers,
)
from tests.unit.projections.visibility.oracle import explained
from tests.unit.projections.visibility.oracle_facts import Unit, facts_of
from tests.unit.projections.visibility.oracle_rules import RULES
from tests.unit.projections.visibility.scaffolds import SCAFFOLDS, histories
from tests.unit.projections.visibility.shown import shown

NOW = at(moment(LAST_HOUR + 1))
GLASS = Glass(uid("BG"), uid("P1"), policy().break_glass_field_codes, at("06-30"))


@settings(max_examples=300)
@given(histories, st.lists(readers(), min_size=1, max_size=4), nows)
def test_every_reader_sees_what_the_rules_say_and_nothing_else(
    tellings: list[Telling], asking: list[Reader], hour: int
) -> None:
    for reader in asking:
        assert differences(effective(tellings, hour), reader, at(moment(hour))) == []


EVERYBODY = tuple(
    Reader(agency, role, "u-01", purpose=purpose, workspace=room, glass=glass)
    for agency in READERS
    for role in (agency.split("-")[0], *(("RESTRICTED",) if agency == "MU-1" else ()))
    for purpose in ("COORDINATION", "REFERRAL", "PLAN")
    for room, glass in ((None, None), (None, GLASS), (uid("SC1"), None), (uid("CC1"), None))
)


@pytest.mark.parametrize("begun", sorted(SCAFFOLDS))
def test_each_ground_alone_opens_to_each_reader_what_the_rules_say(begun: str) -> None:
    events = effective(SCAFFOLDS[begun])
    for reader in EVERYBODY:
        assert differences(events, reader, NOW) == []


def test_no_rule_of_the_oracle_is_idle() -> None:
    opened: set[str] = set()
    for tellings in SCAFFOLDS.values():
        for reader in EVERYBODY:
            opened = opened.union(*explained(effective(tellings), reader, NOW).values())
    assert opened == {rule.__name__ for rule in RULES}


def differences(events: Sequence[StoredEvent], reader: Reader, now: datetime) -> list[str]:
    """What the decision and the oracle disagree on, in words that name the rules."""
    sight = look(events, reader, now, policy())
    there = shown(sight.seen)
    rules = explained(events, reader, now)
    known = {event.event_id: event for event in events}
    assert {one.original.event_id for one in sight.seen} <= known.keys()
    units = [fact.unit for event in events for fact in facts_of(event)]
    return [
        _difference(known[unit.event_id], unit, sorted(rules.get(unit, ())), sight)
        for unit in dict.fromkeys(units)
        if (unit in rules) != there.get(unit, unit in rules and _seen(sight, unit))
    ]


def _seen(sight: Sight, unit: Unit) -> bool:
    return any(one.original.event_id == unit.event_id for one in sight.seen)


def _difference(event: StoredEvent, unit: Unit, rules: Sequence[str], sight: Sight) -> str:
    granted = [
        f"{grant.rule} {grant.field_code}"
        for one in sight.seen
        if one.original.event_id == unit.event_id
        for grant in one.granted
    ]
    person = "together" if unit.person is None else str(UUID(bytes=unit.person))[:4]
    return (
        f"{event.name} by {event.agency}: {unit.code} of {person}"
        f" {'sealed' if unit.sealed else 'clear'}: the oracle opens it by {rules},"
        f" the decision by {granted or sorted(sight.reasons.get(unit.event_id, ()))}"
    )
