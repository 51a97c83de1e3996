"""通報 in a case: whom it is about, what was said, and which check met it."""

from __future__ import annotations

from itertools import permutations

from projections.household.view import AbuseReport
from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, text

GUARDED = {"compartment": "ABUSE_DV", "legal_basis": "ABUSE_DUTY"}


def reported(story: Story, kind: str, *people: str, when: str = "06-01 10:00") -> None:
    story.tell(
        "AB-1",
        "AbuseReportReceived",
        when,
        people=people,
        envelope=GUARDED,
        kind=kind,
        received_at=to_micros(at(when)),
        sealed={(person, "NARRATIVE"): {"content": "夜に泣き声"} for person in people},
    )


def seen(story: Story, kind: str, person: str, when: str, method: str = "DIRECT_SIGHT") -> None:
    story.tell(
        "AB-1",
        "SafetyConfirmed",
        when,
        people=[person],
        envelope=GUARDED,
        kind=kind,
        method=method,
        confirmed_at=to_micros(at(when)),
    )


def report_of(story: Story) -> AbuseReport:
    (report,) = story.case().abuse_reports
    return report


def test_a_report_waits_with_what_was_said_told_once() -> None:
    story = Story()
    reported(story, "CHILD", "P1", "P2")
    report = report_of(story)
    assert report.person_refs == (text("P1"), text("P2"))
    assert [value.value for value in report.content] == ["夜に泣き声"]
    assert (report.method, report.confirmed_at) == ("", "")


def test_of_two_children_each_is_seen_before_the_report_is_met() -> None:
    story = Story()
    reported(story, "CHILD", "P1", "P2")
    seen(story, "CHILD", "P1", "06-01 12:00")
    assert report_of(story).confirmed_at == ""
    seen(story, "CHILD", "P2", "06-02 12:00", method="OTHER")
    assert report_of(story).confirmed_at == ""
    seen(story, "CHILD", "P2", "06-02 13:00")
    told = story.events
    for order in permutations(told):
        story.events = list(order)
        assert report_of(story).confirmed_at == "2026-06-02T13:00:00+09:00"


def test_a_check_before_the_report_or_of_another_kind_meets_nothing() -> None:
    story = Story()
    reported(story, "ELDER", "P1")
    seen(story, "ELDER", "P1", "05-31 12:00")
    seen(story, "DV", "P1", "06-01 12:00")
    assert report_of(story).method == ""
    seen(story, "ELDER", "P1", "06-01 13:00", method="OTHER")
    assert report_of(story).method == "OTHER"
