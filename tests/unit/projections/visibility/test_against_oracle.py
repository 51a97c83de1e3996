"""Every reader sees of every history exactly what the rules, read one by one, let them see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from projections.visibility.sight import Sight, look
from tests.unit.projections.household.story import at
from tests.unit.projections.visibility.histories import Telling, effective, moment, nows, readers
from tests.unit.projections.visibility.oracle import explained
from tests.unit.projections.visibility.oracle_facts import Unit, facts_of
from tests.unit.projections.visibility.scaffolds import histories
from tests.unit.projections.visibility.shown import shown


@settings(max_examples=150, deadline=None)
@given(histories, st.lists(readers(), min_size=1, max_size=4), nows)
def test_every_reader_sees_what_the_rules_say_and_nothing_else(
    tellings: list[Telling], asking: list[Reader], hour: int
) -> None:
    for reader in asking:
        assert differences(effective(tellings, hour), reader, at(moment(hour))) == []


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
