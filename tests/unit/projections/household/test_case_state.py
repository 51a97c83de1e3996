"""Open, suspended, closed; and what happens after a closing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.projections.household.story import Story, ids_of


def _support(story: Story, when: str, **more: Any) -> None:
    story.tell(
        "JIR-1",
        "SupportProvided",
        when,
        service_code="COUNSEL",
        minutes=60,
        contact="PHONE",
        **more,
    )


def test_a_case_is_open_from_its_first_event() -> None:
    story = Story()
    story.opened()
    assert (story.case().state, story.case().state_since) == ("OPEN", "2026-06-01T09:00:00+09:00")


def test_support_after_the_closing_is_listed_and_does_not_reopen() -> None:
    story = Story()
    story.opened("JIR-1", "05-01")
    _support(story, "06-02")
    late = ids_of(story.events[-1])
    story.tell("JIR-1", "CaseClosed", "05-29", reason="RESOLVED")
    case = story.case()
    assert (case.state, case.state_since) == ("CLOSED", "2026-05-29T09:00:00+09:00")
    assert case.after_closure == late


def test_support_on_the_very_day_of_a_closing_known_by_its_day_is_not_after_it() -> None:
    story = Story()
    story.opened("JIR-1", "05-01")
    story.tell(
        "JIR-1",
        "CaseClosed",
        "05-29 00:00",
        reason="RESOLVED",
        envelope={"occurred_precision": "DAY"},
    )
    _support(story, "05-29 16:00")
    assert story.case().after_closure == ()


@pytest.mark.parametrize(
    ("name", "reason", "state"),
    [
        ("CaseReopened", "CONSULTED_AGAIN", "OPEN"),
        ("CaseSuspended", "LOST", "SUSPENDED"),
    ],
)
def test_a_later_change_of_state_holds(name: str, reason: str, state: str) -> None:
    story = Story()
    story.opened("JIR-1", "05-01")
    story.tell("JIR-1", "CaseClosed", "05-29", reason="RESOLVED")
    _support(story, "06-02")
    story.tell("JIR-1", name, "06-03", reason=reason)
    assert story.case().state == state
    assert story.case().after_closure == ()
