"""The watch lists of harm: protections that end, and what was seen after a report of abuse."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from projections.queue.rules import rules
from projections.queue.watch.abuse_checks import abuse_checks
from projections.queue.watch.protections_ending import protections_ending
from projections.stored_event import StoredEvent
from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, day, text

RULES = rules()


def names(rows: Any) -> list[tuple[str, str]]:
    return [(row.list, row.due) for row in rows]


def protected(story: Story, when: str, until: str) -> None:
    story.tell(
        "MU-1",
        "AddressProtectionApplied",
        when,
        case=None,
        persons=["P1"],
        against=["P2"],
        valid_until=day(until),
    )


def test_a_protection_is_watched_around_its_end_unless_it_was_renewed() -> None:
    story = Story()
    protected(story, "06-01", "2026-08-31")
    rows = {
        when: [row.due for row in protections_ending(story.events, at(when).date(), 30)]
        for when in ("07-31", "08-01", "08-31", "09-30", "10-01")
    }
    due = ["2026-08-31"]
    assert rows == {"07-31": [], "08-01": due, "08-31": due, "09-30": due, "10-01": []}
    assert text("P1") not in str(list(protections_ending(story.events, at("08-31").date(), 30)))
    protected(story, "08-20", "2027-08-31")
    assert list(protections_ending(story.events, at("08-31").date(), 30)) == []


def report(story: Story, kind: str, when: str = "06-01 10:00") -> StoredEvent:
    return story.tell(
        "AB-1",
        "AbuseReportReceived",
        when,
        people=["P1"],
        kind=kind,
        received_at=to_micros(at(when)),
    )


def check(story: Story, kind: str, method: str, when: str) -> None:
    story.tell(
        "AB-1",
        "SafetyConfirmed",
        when,
        people=["P1"],
        kind=kind,
        method=method,
        confirmed_at=to_micros(at(when)),
    )


def test_a_child_is_seen_within_48_hours_with_ones_own_eyes() -> None:
    story = Story()
    report(story, "CHILD")
    due = [("SAFETY_CHECK", "2026-06-03T10:00:00+09:00")]
    assert names(abuse_checks(story.events, RULES)) == due
    check(story, "CHILD", "OTHER", "06-02 09:00")
    check(story, "ELDER", "DIRECT_SIGHT", "06-02 09:00")
    check(story, "CHILD", "DIRECT_SIGHT", "05-31 09:00")
    assert names(abuse_checks(story.events, RULES)) == due
    check(story, "CHILD", "DIRECT_SIGHT", "06-02 12:00")
    for order in permutations(story.events):
        assert list(abuse_checks(order, RULES)) == []


def test_the_facts_of_an_elders_or_disabled_persons_abuse_are_checked_in_any_way() -> None:
    for kind in ("ELDER", "DISABLED"):
        story = Story()
        report(story, kind)
        assert names(abuse_checks(story.events, RULES)) == [
            ("FACT_CHECK", "2026-06-03T10:00:00+09:00")
        ]
        check(story, kind, "OTHER", "06-02 12:00")
        assert list(abuse_checks(story.events, RULES)) == []
