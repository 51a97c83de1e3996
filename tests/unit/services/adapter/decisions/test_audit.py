"""Audit events: break-glass and its review, subject access, breaches, frozen figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schemas.times import to_days, to_micros
from tests.valid_events import NOW, AgencyStream, day, standing_rules, valid_body


@pytest.fixture
def backbone() -> AgencyStream:
    stream = AgencyStream("SYS-1")
    stream.say("BreakGlassUsed", viewer_agency="CT-1", viewer="u-31")
    return stream


def test_a_break_glass_is_limited_in_time() -> None:
    for expires, rules in ((day(1, 10), set[str]()), (day(1, 9), {"EXPIRES_BEFORE_USE"})):
        body = valid_body("BreakGlassUsed", at=day(1, 9), expires_at=to_micros(expires))
        assert standing_rules(body) == rules


def test_nobody_reviews_their_own_break_glass(backbone: AgencyStream) -> None:
    own = {"reviewer_agency": "CT-1", "reviewer": "u-31"}
    assert backbone.refusal("BreakGlassReviewed", **own) == "SELF_REVIEW"
    assert backbone.refusal("BreakGlassReviewed", revises=True, **own) == "SELF_REVIEW"


def test_a_namesake_of_another_agency_may_review(backbone: AgencyStream) -> None:
    other = {"reviewer_agency": "MU-1", "reviewer": "u-31"}
    assert backbone.refusal("BreakGlassReviewed", **other) == "ACCEPTED"


def test_a_break_glass_is_used_and_reviewed_once(backbone: AgencyStream) -> None:
    review: dict[str, Any] = {"reviewer_agency": "MU-1", "reviewer": "u-2"}
    assert backbone.refusal("BreakGlassUsed") == "ALREADY_USED"
    backbone.say("BreakGlassReviewed", **review)
    assert backbone.refusal("BreakGlassReviewed", **review) == "ALREADY_REVIEWED"
    assert backbone.refusal("BreakGlassReviewed", revises=True, **review) == "ACCEPTED"


def test_a_review_may_arrive_before_the_use() -> None:
    backbone = AgencyStream("SYS-1")
    assert backbone.refusal("BreakGlassReviewed") == "ACCEPTED"
    assert backbone.refusal("BreakGlassUsed") == "ACCEPTED"


def test_the_figures_of_a_period_are_frozen_once() -> None:
    desk = AgencyStream("MU-1")
    desk.say("ReportFrozen", period="2026-05")
    assert desk.refusal("ReportFrozen", period="2026-05") == "ALREADY_FROZEN"
    assert desk.refusal("ReportFrozen", period="2026-06") == "ACCEPTED"


@pytest.mark.parametrize(
    ("name", "field"), [("DisclosureRequested", "received_at"), ("BreachSuspected", "known_at")]
)
def test_a_clock_runs_from_what_has_happened(name: str, field: str) -> None:
    late = {"due_at": to_days(day(30).date()) + 30} if name == "DisclosureRequested" else {}
    soon, later = NOW + timedelta(minutes=10), NOW + timedelta(minutes=11)
    assert standing_rules(valid_body(name, **{field: to_micros(soon)}, **late)) == set()
    assert standing_rules(valid_body(name, **{field: to_micros(later)}, **late)) == {"FUTURE"}


@pytest.mark.parametrize(("due", "rules"), [(8, set()), (7, {"DUE_BEFORE_RECEIVED"})])
def test_an_answer_is_not_due_before_the_request(due: int, rules: set[str]) -> None:
    body = valid_body(
        "DisclosureRequested",
        received_at=to_micros(day(8)),
        due_at=to_days(day(due).date()),
    )
    assert standing_rules(body) == rules
