from __future__ import annotations

from datetime import datetime
from typing import Any

from schemas.times import JST
from services.scenario.expectations import NotAnswered, judge, judge_reading
from services.scenario.format import AgencyAt, Asker, Expectation, Reading
from services.scenario.report import Verdict

NOON = datetime(2026, 6, 1, 12, tzinfo=JST)
AUDITOR = Asker(AgencyAt("kou", "AU-1"), "u-90")


def expectation(*needs: str, value: str = "HOK-1") -> Expectation:
    return Expectation(
        number=0,
        id="S99-V1",
        at=NOON,
        kind="view",
        asker=AUDITOR,
        subject=("household", "H1"),
        needs=needs,
        says="HOK-1 leads",
        holds=({"path": "lead", "equals": value},),
        final=True,
    )


def answers(_: Expectation) -> Any:
    return {"lead": "HOK-1"}


def refuses(_: Expectation) -> Any:
    raise NotAnswered("PERMISSION_DENIED: no")


def test_what_is_there_holds() -> None:
    assert judge("S99", expectation(), answers, str).verdict is Verdict.HELD


def test_what_is_not_there_fails_and_says_so() -> None:
    outcome = judge("S99", expectation(value="CT-1"), answers, str)

    assert outcome.verdict is Verdict.FAILED
    assert outcome.why == ('lead equals "CT-1": there is "HOK-1"',)


def test_what_rests_on_unbuilt_capabilities_is_due_and_not_asked() -> None:
    outcome = judge("S99", expectation("trail", "queue", "figures"), refuses, str)

    assert (outcome.verdict, outcome.why) == (Verdict.DUE, ("trail", "figures"))


def test_a_refused_question_fails_the_expectation() -> None:
    outcome = judge("S99", expectation(), refuses, str)

    assert (outcome.verdict, outcome.why) == (Verdict.FAILED, ("PERMISSION_DENIED: no",))


def reading(*needs: str) -> Reading:
    return Reading(
        number=1,
        action="read",
        at=NOON,
        asker=AUDITOR,
        subject=("person", "P1"),
        fields=(),
        inside=None,
        denied=None,
        alias=None,
        reason=None,
        explanation="",
        verdict=None,
        needs=needs,
        says="someone looks",
        holds=(),
        viewed=(),
    )


def test_what_people_do_at_a_screen_is_due_until_all_it_needs_is_built() -> None:
    def done(_: Reading) -> list[str]:
        raise AssertionError("it must not be done")

    outcome = judge_reading("S99", reading("figures"), done)

    assert (outcome.verdict, outcome.why) == (Verdict.DUE, ("figures",))
    assert outcome.id == "S99-read@06-01T12:00"


def test_a_reading_with_nothing_wrong_holds() -> None:
    assert judge_reading("S99", reading(), lambda _: []).verdict is Verdict.HELD


def test_a_reading_fails_with_what_was_wrong_or_with_its_refusal() -> None:
    def refused(_: Reading) -> list[str]:
        raise NotAnswered("UNAVAILABLE: full")

    wrong = judge_reading("S99", reading(), lambda _: ["no result"])
    broken = judge_reading("S99", reading(), refused)

    assert (wrong.verdict, wrong.why) == (Verdict.FAILED, ("no result",))
    assert (broken.verdict, broken.why) == (Verdict.FAILED, ("UNAVAILABLE: full",))
