"""Abuse reports: kept apart, and their clocks run from what has happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.times import to_micros
from tests.valid_events import NOW, standing_rules, valid_body

REPORTS = pytest.mark.parametrize(
    ("name", "field"),
    [("AbuseReportReceived", "received_at"), ("SafetyConfirmed", "confirmed_at")],
)


@REPORTS
def test_what_starts_or_stops_a_clock_has_happened(name: str, field: str) -> None:
    soon, later = NOW + timedelta(minutes=10), NOW + timedelta(minutes=11)
    assert standing_rules(valid_body(name, **{field: to_micros(soon)})) == set()
    assert standing_rules(valid_body(name, **{field: to_micros(later)})) == {"FUTURE"}


@REPORTS
@pytest.mark.parametrize(
    ("compartment", "rules"),
    [("ABUSE_DV", set()), ("PROTECTED", set()), ("AGENCY", {"COMPARTMENT_MISMATCH"})],
)
def test_a_report_is_kept_apart(name: str, field: str, compartment: str, rules: set[str]) -> None:
    assert standing_rules(valid_body(name, compartment=compartment)) == rules
