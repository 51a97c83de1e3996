"""When each step reaches its adapter: late, twice, corrected, after an outage, out of order.

Agencies go offline for days now and then and then send everything in order. Between agencies
anything may overtake; inside one agency's stream only what is entered late by hand does. What an
event cites (a case, another agency's person) has been minted before it arrives, because nobody
can cite what it was not given.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from projections.calendar import business_day_on_or_after
from schemas.times import JST
from services.generator.agencies import AGENCIES
from services.generator.chronicle import LATE_KINDS
from services.generator.refs import refs_in
from services.generator.steps import Ref, Step
from services.generator.workdays import office_hour

_DUPLICATED: Final = 0.004
_CORRECTED: Final = 0.02
_CONTRADICTED: Final = 0.001
_AFTER_MINTING: Final = timedelta(seconds=2)
_OUTAGES_PER_YEAR: Final = 1.5


class Outages:
    """When each agency had no line: drawn once for the municipality."""

    def __init__(self, since: date, until: date, rng: Random) -> None:
        self._spans: dict[str, list[tuple[datetime, datetime]]] = {}
        days = (until - since).days
        for code in AGENCIES:
            count = round(days / 365 * _OUTAGES_PER_YEAR * rng.random() * 2)
            starts = sorted(rng.sample(range(days), min(count, days)))
            self._spans[code] = [
                (begin, begin + timedelta(hours=rng.randint(20, 76)))
                for begin in (
                    datetime.combine(since + timedelta(days=day), time(hour), JST)
                    for day, hour in ((day, rng.randrange(24)) for day in starts)
                )
            ]

    def heard(self, code: str, sent: datetime) -> datetime:
        """When something sent at ``sent`` gets through."""
        spans = self._spans[code]
        at = bisect.bisect_right(spans, sent, key=lambda span: span[0]) - 1
        if at < 0 or sent >= spans[at][1]:
            return sent
        end = spans[at][1]
        # Sent in order once the line is back: seconds for what took hours.
        return end + (sent - spans[at][0]) / 600


def arrive(steps: Iterable[Step], outages: Outages, rng: Random) -> Iterator[Step]:
    """Every step of one household with its arrival, and its duplicates and corrections.

    ``steps`` in the order of recording. Not in the order of arrival.
    """
    minted: dict[object, datetime] = {}
    latest: dict[str, datetime] = {}
    for step in steps:
        code = step.agency.role
        at = outages.heard(code, step.recorded + timedelta(seconds=rng.randint(1, 90)))
        refs = [*step.persons, *refs_in(step.data)]
        for cited in _cited(step, refs):
            at = max(at, minted.get(cited, at) + _AFTER_MINTING)
        if step.kind not in LATE_KINDS:
            at = latest[code] = max(at, latest.get(code, at))
        step.arrives = at
        for mints in _mints(step, refs):
            minted.setdefault(mints, at)
        yield step
        yield from _again(step, rng)


def _again(step: Step, rng: Random) -> Iterator[Step]:
    if rng.random() < _DUPLICATED:
        yield replace(step, arrives=step.arrives + timedelta(minutes=rng.randint(1, 3000)))
    if step.kind != "SupportProvided":
        return
    left = rng.random()
    if left < _CONTRADICTED:
        # The same record sent with another content: a conflict, until the correction below.
        later = step.arrives + timedelta(minutes=rng.randint(5, 600))
        yield replace(step, data=_other_minutes(step), arrives=later)
    if left < _CORRECTED:
        day = business_day_on_or_after(step.arrives.date() + timedelta(days=rng.randint(1, 25)))
        recorded = office_hour(day, rng)
        corrected = _other_minutes(step)
        arrives = recorded + timedelta(seconds=30)
        yield replace(step, data=corrected, revision=2, recorded=recorded, arrives=arrives)


def _other_minutes(step: Step) -> dict[str, object]:
    minutes = step.data["minutes"]
    if not isinstance(minutes, int):
        raise TypeError("minutes: SupportProvided counts whole minutes")
    return step.data | {"minutes": minutes + 15}


def _cited(step: Step, refs: list[Ref]) -> Iterator[object]:
    if step.case is not None and not step.begins_case:
        yield step.case
    for ref in refs:
        if ref.agency is not step.agency:
            yield ref


def _mints(step: Step, refs: list[Ref]) -> Iterator[object]:
    if step.begins_case:
        yield step.case
    for ref in refs:
        if ref.agency is step.agency:
            yield ref
