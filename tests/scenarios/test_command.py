"""``enishi scenario run``: what it prints and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.scenario import app
from services.scenario.load import load

SMALL = """
scenario: S99
title: {ja: 小さな例, en: A small one}
requires: [S99-V1, S99-V2]
municipalities: {kou: {code: "139998", name: 甲市, agencies: [HOK-1, AU-1]}}
people: {P1: {name: 例 一郎}}
households: {H1: {members: {P1: HEAD}}}
events:
  - at: 2026-06-01
    by: HOK-1
    event: ConsultationReceived
    case: K1
    persons: [P1]
    fields: {channel: VISIT, consulter_relation: SELF, issues: [DEBT]}
expect:
  - {id: S99-V1, at: 2026-06-01T12:00, kind: view, viewer: AU-1, subject: {household: H1},
     says: LEADS, holds: [{path: "cases[K1].lead.value", equals: LEAD}]}
  - {id: S99-V2, at: 2026-06-01T12:00, kind: view, viewer: HOK-1, subject: {household: H1},
     needs: [visibility, figures], says: later, holds: [{path: members, count: 1}]}
"""


def written(tmp_path: Path, lead: str) -> Path:
    file = tmp_path / "S99.yaml"
    file.write_text(SMALL.replace("LEAD}", lead + "}"), encoding="utf-8")
    return file


def test_a_play_that_holds_ends_with_one_line_and_exit_code_zero(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["run", str(written(tmp_path, "HOK-1"))])

    assert outcome.output.splitlines()[-1] == "2 held, 0 failed, 1 due"
    assert outcome.exit_code == 0


def test_a_due_expectation_is_printed_with_what_it_needs(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["run", str(written(tmp_path, "HOK-1"))])

    due = [line for line in outcome.output.splitlines() if "S99-V2" in line]
    assert len(due) == 1
    assert "due" in due[0]
    assert "(needs figures)" in due[0]


def test_a_failed_expectation_says_what_was_there_and_exits_with_one(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["run", str(written(tmp_path, "SHO-1"))])

    assert 'cases[K1].lead.value equals "SHO-1": there is "HOK-1"' in outcome.output
    assert outcome.output.splitlines()[-1] == "1 held, 1 failed, 1 due"
    assert outcome.exit_code == 1


def test_a_file_that_is_no_scenario_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "S99.yaml"
    file.write_text("scenario: S99\n", encoding="utf-8")

    outcome = CliRunner().invoke(app, ["run", str(file)])

    assert outcome.exit_code == 2
    assert "SCHEMA required" in outcome.output


@pytest.mark.parametrize("option", [["--doubled"], ["--shuffled", "3"]])
def test_the_same_file_holds_doubled_and_shuffled(tmp_path: Path, option: list[str]) -> None:
    file = written(tmp_path, "HOK-1")
    assert load(file).expectations[0].final

    outcome = CliRunner().invoke(app, ["run", str(file), *option])

    assert outcome.exit_code == 0, outcome.output
