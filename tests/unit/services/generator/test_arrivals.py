"""Arrival: outages hold an agency's events back in order; others may overtake."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schemas.times import JST
from services.generator.agencies import AGENCIES
from services.generator.arrivals import Outages, arrive
from services.generator.chronicle import LATE_KINDS
from services.generator.population import Municipality

SINCE, UNTIL = date(2024, 1, 1), date(2025, 12, 31)
START = datetime(2024, 1, 1, tzinfo=JST)


def outages(seed: int) -> Outages:
    return Outages(SINCE, UNTIL, Random(seed))


@given(
    st.integers(0, 50),
    st.lists(st.integers(0, 2 * 365 * 24 * 60), min_size=2, max_size=30),
)
def test_an_outage_delays_and_keeps_the_order(seed: int, minutes: list[int]) -> None:
    drawn = outages(seed)
    sent = sorted(START + timedelta(minutes=minute) for minute in minutes)
    heard = [drawn.heard("HOK", moment) for moment in sent]
    assert heard == sorted(heard)
    assert all(late >= moment for late, moment in zip(heard, sent, strict=True))


def test_there_are_outages() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(2 * 365 * 24)]
    drawn = outages(1)
    delayed = {code for code in AGENCIES if any(drawn.heard(code, hour) > hour for hour in hours)}
    assert len(delayed) > len(AGENCIES) / 2


def test_an_agencys_own_decisions_arrive_in_the_order_they_were_made() -> None:
    town = Municipality(60, seed=9)
    drawn = Outages(town.since, town.until, Random(2))
    for told in town.told():
        latest: dict[str, datetime] = {}
        first_seen: set[tuple[str, str]] = set()
        for step in arrive(told.history.steps, drawn, Random(3)):
            again = (step.record, step.kind) in first_seen
            first_seen.add((step.record, step.kind))
            if again or step.kind in LATE_KINDS:
                continue
            code = step.agency.role
            assert step.arrives >= latest.get(code, step.arrives)
            latest[code] = step.arrives


def test_nothing_arrives_before_it_was_recorded() -> None:
    town = Municipality(40, seed=9)
    drawn = Outages(town.since, town.until, Random(2))
    for told in town.told():
        for step in arrive(told.history.steps, drawn, Random(3)):
            assert step.occurred <= step.recorded <= step.arrives
