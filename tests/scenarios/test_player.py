"""The player against a running backbone: what it lets pass and what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from services.log.port import Delivered
from services.scenario import shuffle, viewings
from services.scenario.play import play
from services.scenario.report import Result
from services.scenario.stage import SharedCode
from services.scenario.viewings import VIEWINGS
from tests.scenario_files import small_scenario, written

CLEARED = {
    "at": "2026-06-01",
    "by": "ENV-1",
    "event": "UrgencyFlagCleared",
    "fields": {"flag_id": "FL1"},
}


def played(tmp_path: Path, *events: dict[str, Any], shuffled: int | None = None) -> Result:
    document = small_scenario()
    document["events"] += events
    file = written(tmp_path, document)
    return play([file], log="embedded", shuffled=shuffled, home=tmp_path / "home")


def test_a_refusal_that_is_expected_passes(tmp_path: Path) -> None:
    result = played(tmp_path, {**CLEARED, "expect_refused": "WRONG_WRITER"})

    assert result.failures == ()


def test_a_refusal_nobody_expected_fails_under_the_steps_place(tmp_path: Path) -> None:
    (failure,) = played(tmp_path, CLEARED).failures

    assert failure.id == "events[1]"
    assert failure.says == "UrgencyFlagCleared by ENV-1, arriving 06-01 09:10"
    assert "WRONG_WRITER" in failure.why[0]


def test_another_refusal_than_the_expected_one_fails(tmp_path: Path) -> None:
    (failure,) = played(tmp_path, {**CLEARED, "expect_refused": "CASE_REQUIRED"}).failures

    assert "WRONG_WRITER" in failure.why[0]


def test_an_acceptance_where_a_refusal_was_expected_fails(tmp_path: Path) -> None:
    issue = {"person": "P1", "issue": "DEBT"}
    (failure,) = played(
        tmp_path,
        {
            "at": "2026-06-01",
            "event": "IssueRecorded",
            "fields": issue,
            "expect_refused": "WRONG_WRITER",
        },
    ).failures

    assert failure.why == ("accepted, though WRONG_WRITER was expected",)


def test_a_duplicate_nobody_expected_fails(tmp_path: Path) -> None:
    issue = {
        "at": "2026-06-01T10:00",
        "event": "IssueRecorded",
        "record": "7",
        "fields": {"person": "P1", "issue": "DEBT"},
    }
    (failure,) = played(tmp_path, issue, issue).failures

    assert failure.why == ("duplicate is True in the receipt, not False",)


def test_a_view_that_lost_a_record_in_the_shuffle_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = shuffle.interleaved

    def short(streams: Mapping[str, Sequence[Delivered]], seed: int) -> Iterator[list[Delivered]]:
        yield from list(whole(streams, seed))[:-1]

    monkeypatch.setattr(shuffle, "interleaved", short)

    failed = {failure.id: failure.why for failure in played(tmp_path, shuffled=1).failures}

    assert failed["S99-I7 甲市"] == (
        "the canonical dump of the facts differs",
        "what an auditor is shown differs",
    )


READ: dict[str, Any] = {
    "at": "2026-06-02T09:00",
    "read": {"case": "K1"},
    "viewer": "CT-1",
    "user": "u-31",
    "says": "CT-1 looks",
}
BY_ITS_AGENCY = {**READ, "viewer": "HOK-1", "user": "u-17", "fields": ["ISSUES"]}


def test_a_reading_is_answered_and_leaves_its_event(tmp_path: Path) -> None:
    result = played(
        tmp_path,
        {
            **BY_ITS_AGENCY,
            "holds": [{"path": "cases[K1].issues[*].value", "same": ["DEBT"]}],
            "viewed": [{"path": "basis", "equals": "OWN"}],
        },
        {**READ, "denied": "NO_RESULT", "viewed": [{"path": "grounds", "absent": True}]},
    )

    assert result.failures == ()
    assert [one.id for one in result.outcomes if "-read@" in one.id] == [
        "S99-read@06-02T09:00",
        "S99-read@06-02T09:00",
    ]


def test_a_reading_that_should_have_been_denied_fails(tmp_path: Path) -> None:
    (failure,) = played(tmp_path, {**BY_ITS_AGENCY, "denied": "PROTECTED"}).failures

    assert failure.why == (
        "answered, though PROTECTED was expected",
        "the viewing event is RecordViewed, not AccessDenied",
    )


def test_a_reading_without_a_result_fails_unless_it_is_a_denial(tmp_path: Path) -> None:
    (failure,) = played(tmp_path, READ).failures

    assert failure.why == (
        "no result, though nothing is said of a denial",
        "the viewing event is AccessDenied, not RecordViewed",
    )


def test_a_reader_whose_role_is_not_theirs_is_not_answered(tmp_path: Path) -> None:
    (failure,) = played(tmp_path, {**READ, "role": "RESTRICTED"}).failures

    assert failure.why[0].startswith("INVALID_ARGUMENT: enishi-role")


def test_an_answer_that_left_no_event_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewings, "VIEWINGS", VIEWINGS - {"RecordViewed"})

    failed = {failure.id: failure.why for failure in played(tmp_path, BY_ITS_AGENCY).failures}

    assert failed == {
        "S99-read@06-02T09:00": ("one viewing event was expected; written: none",),
        "S99-SYS 甲市": ("2 answers, 0 viewing events",),
    }


def test_a_reading_is_done_once_also_when_every_event_is_sent_twice(tmp_path: Path) -> None:
    document = small_scenario()
    document["events"].append(BY_ITS_AGENCY)
    file = written(tmp_path, document)

    result = play([file], log="embedded", doubled=True, home=tmp_path / "home")

    assert result.failures == ()
    assert sum("-read@" in one.id for one in result.outcomes) == 1


def test_nobody_reads_again_in_the_shuffle(tmp_path: Path) -> None:
    result = played(tmp_path, READ, shuffled=1)

    assert result.failures == ()
    assert not any("-read@" in one.id for one in result.outcomes)


def test_two_municipalities_of_one_code_are_not_played_together(tmp_path: Path) -> None:
    file = written(tmp_path, small_scenario())

    with pytest.raises(SharedCode, match="139998"):
        play([file, file], log="embedded", home=tmp_path / "home")
