"""The player against a running backbone: what it lets pass and what it reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from services.log.port import Delivered
from services.scenario import shuffle
from services.scenario.play import play
from services.scenario.report import Result
from services.scenario.stage import SharedCode
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


def test_two_municipalities_of_one_code_are_not_played_together(tmp_path: Path) -> None:
    file = written(tmp_path, small_scenario())

    with pytest.raises(SharedCode, match="139998"):
        play([file, file], log="embedded", home=tmp_path / "home")
