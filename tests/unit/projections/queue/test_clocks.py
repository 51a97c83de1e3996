"""What is due until when: hours run on, business days end at the closing time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar import business_days_through, is_business_day
from projections.household.view import Flag
from projections.queue.clocks import Clock, due_after, flag_clock, next_due
from projections.queue.rules import rules
from projections.queue.score import NEVER
from schemas.times import JST, day_of, from_micros, to_micros

RULES = rules()
DAYS = sorted(RULES.business_days)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def _due(clock: str, start: str) -> str:
    due = from_micros(due_after(clock, to_micros(_moment(start)), RULES))
    return due.strftime("%Y-%m-%d %H:%M")


def _flag(band: str = "P1", raised_at: str = "2026-06-10T21:00:00+09:00", answer: str = "") -> Flag:
    return Flag(
        flag_id="F1",
        flag="DV_IMMEDIATE",
        band=band,
        state="RESPONDED" if answer else "OPEN",
        raised_at=raised_at,
        responded_at=answer,
        agency_id="KOD-1",
        event_ids=("E1", "E2"),
    )


def _clock(due: int, met_at: int | None = None) -> Clock:
    return Clock("TRIAGE", "R", due, met_at, ())


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ("P1_RESPONSE", "2026-06-10 21:00", "2026-06-11 21:00"),
        ("P1_RESPONSE", "2026-06-12 23:30", "2026-06-13 23:30"),  # a Saturday counts
        ("P1_RESPONSE", "2026-12-31 09:00", "2027-01-01 09:00"),
        ("P2_RESPONSE", "2026-06-02 09:00", "2026-06-03 17:15"),
        ("P2_RESPONSE", "2026-06-02 23:59", "2026-06-03 17:15"),
        ("P2_RESPONSE", "2026-06-03 00:00", "2026-06-04 17:15"),
        ("P2_RESPONSE", "2026-06-05 10:00", "2026-06-08 17:15"),  # Friday
        ("P2_RESPONSE", "2026-06-06 10:00", "2026-06-08 17:15"),  # Saturday
        ("P2_RESPONSE", "2026-12-28 10:00", "2027-01-04 17:15"),
        ("P2_RESPONSE", "2026-07-17 10:00", "2026-07-21 17:15"),  # 海の日
        ("TRIAGE", "2026-06-05 09:00", "2026-06-10 17:15"),
        ("TRIAGE", "2026-05-01 09:00", "2026-05-11 17:15"),  # the holidays of May
        ("ASSESSMENT", "2026-06-24 09:00", "2026-07-08 17:15"),
        ("PLAN_DRAFT", "2026-06-24 09:00", "2026-07-23 17:15"),
        ("CONSENT_REVIEW", "2026-06-01 09:00", "2026-06-15 17:15"),
    ],
)
def test_a_clock_runs_out_at(clock: str, start: str, due: str) -> None:
    assert _due(clock, start) == due


moments = st.integers(to_micros(_moment("2025-01-01")), to_micros(_moment("2028-12-31")))


@given(moments, st.sampled_from(DAYS))
def test_a_deadline_in_days_is_so_many_working_days_off_at_closing_time(
    start: int, clock: str
) -> None:
    due = from_micros(due_after(clock, start, RULES))
    assert due.time() == time(17, 15)
    assert is_business_day(due.date())
    assert business_days_through(day_of(start), due.date()) == RULES.business_days[clock]


@given(moments, moments, st.sampled_from([*DAYS, "P1_RESPONSE"]))
def test_what_began_later_is_never_due_earlier(one: int, two: int, clock: str) -> None:
    first, second = sorted((one, two))
    assert due_after(clock, first, RULES) <= due_after(clock, second, RULES)


def test_how_long_and_until_when_are_the_rules() -> None:
    start = to_micros(_moment("2026-06-05 09:00"))
    hours = {"P1_RESPONSE": 2}
    days = {**RULES.business_days, "TRIAGE": 1}
    other = replace(RULES, hours=hours, business_days=days, closing_time=time(12))
    assert due_after("P1_RESPONSE", start, other) == to_micros(_moment("2026-06-05 11:00"))
    assert due_after("TRIAGE", start, other) == to_micros(_moment("2026-06-08 12:00"))


def test_a_flag_is_to_be_answered_and_is_met_by_the_response() -> None:
    due = to_micros(_moment("2026-06-11 21:00"))
    answered = to_micros(_moment("2026-06-10 21:40"))
    still = flag_clock(_flag(), RULES)
    assert still == Clock("P1_RESPONSE", "F1", due, None, ("E1", "E2"))
    met = flag_clock(_flag(answer="2026-06-10T21:40:00+09:00"), RULES)
    assert met == Clock("P1_RESPONSE", "F1", due, answered, ("E1", "E2"))


def test_each_band_of_flag_has_its_own_clock() -> None:
    clock = flag_clock(_flag("P2"), RULES)
    assert clock is not None
    assert (clock.clock, clock.due) == ("P2_RESPONSE", to_micros(_moment("2026-06-11 17:15")))


@pytest.mark.parametrize("flag", [_flag(raised_at=""), _flag(band=""), _flag(band="P3")])
def test_a_flag_without_its_raising_or_a_band_that_answers_has_no_clock(flag: Flag) -> None:
    assert flag_clock(flag, RULES) is None


def test_a_clock_is_late_after_its_due_instant_unless_it_was_met() -> None:
    assert not _clock(10).late(9)
    assert not _clock(10).late(10)
    assert _clock(10).late(11)
    assert not _clock(10, met_at=5).late(11)
    assert not _clock(10, met_at=15).late(20)


def test_the_next_due_is_the_earliest_unmet() -> None:
    assert next_due([_clock(30), _clock(20), _clock(10, met_at=3)]) == 20
    assert next_due([_clock(10, met_at=0)]) == NEVER
    assert next_due([]) == NEVER
