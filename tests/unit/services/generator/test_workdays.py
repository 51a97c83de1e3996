"""Invented offices work in office hours."""

from __future__ import annotations

from datetime import date
from random import Random

from services.generator.workdays import office_hour


def test_office_hours_are_by_day() -> None:
    moments = [office_hour(date(2026, 6, 1), Random(seed)) for seed in range(200)]
    assert {moment.date() for moment in moments} == {date(2026, 6, 1)}
    assert all(8 <= moment.hour <= 17 for moment in moments)
