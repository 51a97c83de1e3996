from __future__ import annotations

from services.scenario.report import Outcome, Result, Verdict, merge


def outcome(name: str, verdict: Verdict) -> Outcome:
    return Outcome("S1", name, verdict, "")


def test_the_closing_line_counts_every_verdict() -> None:
    one = Result((outcome("a", Verdict.HELD), outcome("b", Verdict.DUE)))
    other = Result((outcome("c", Verdict.HELD), outcome("d", Verdict.FAILED)))

    both = merge([one, other])

    assert both.summary() == "2 held, 1 failed, 1 due"
    assert [failed.id for failed in both.failures] == ["d"]
