"""What a demo plays, picks to look at, and counts as good."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from protos.enishi.v1 import query_pb2
from services.cli.demonstration.samples import Sample, candidates
from services.cli.demonstration.scenarios import scenario_files
from services.cli.demonstration.summary import Summary, command, print_next, print_summary
from services.cli.recording.resume import Counts
from services.scenario.report import Outcome, Result, Verdict


def summary(**more: Any) -> Summary:
    """Nine events accepted and in the view, everything held."""
    fields = {
        "accepted": 9,
        "relayed": 9,
        "view": view(sequence=9),
        "played": Result((Outcome("S1", "S1-V1", Verdict.HELD, "it holds"),)),
        "recorded": Counts(accepted=9),
    }
    return Summary(**{**fields, **more})


def view(sequence: int, dead_letters: int = 0) -> query_pb2.ViewStatus:
    """A view of one source."""
    source = query_pb2.SourceStatus(agency_id="HOK-1", sequence=sequence)
    return query_pb2.ViewStatus(sources=[source], events=sequence, dead_letters=dead_letters)


def test_the_scenarios_are_played_in_their_order() -> None:
    assert [path.stem for path in scenario_files()] == [f"S{number}" for number in range(1, 13)]


def test_an_installation_without_scenarios_plays_none(tmp_path: Path) -> None:
    assert scenario_files(tmp_path / "nowhere") == []


def test_households_in_compound_need_are_picked_those_known_to_most_first(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    rows = [
        ("H1", ["8050"], 1, "少"),
        ("H2", ["8050", "elder"], 3, "多"),
        ("H2", ["8050", "elder"], 0, "不明"),
        ("H3", ["elder"], 9, "単"),
        ("H4", ["8050"], 9, "LIU NA"),
    ]
    truth.write_text(
        "\n".join(
            json.dumps(
                {
                    "household": household,
                    "household_needs": needs,
                    "known_as": [{}] * known,
                    "name": name,
                    "kana": "カナ",
                }
            )
            for household, needs, known, name in rows
        ),
        encoding="utf-8",
    )

    assert [name for name, _ in candidates(truth)] == ["多", "少"]


def test_a_demo_in_which_everything_arrived_and_held_is_good() -> None:
    assert summary().good
    assert summary(played=None, recorded=None).good


@pytest.mark.parametrize(
    "more",
    [
        {"accepted": 10},
        {"view": view(sequence=8)},
        {"view": view(sequence=9, dead_letters=1)},
        {"played": Result((Outcome("S1", "S1-V1", Verdict.FAILED, "no", ("why",)),))},
        {"recorded": Counts(accepted=8, refused={"INVALID_EVENT": 1})},
    ],
    ids=["accepted more", "projected less", "set aside", "failed", "refused"],
)
def test_a_demo_that_misses_something_is_not_good(more: dict[str, Any]) -> None:
    assert not summary(**more).good


def test_the_summary_says_how_much_is_missing() -> None:
    text = io.StringIO()
    print_summary(Console(file=text, width=80), summary(accepted=1234))

    assert "1,234" in text.getvalue()
    assert "遅れ Lag" in text.getvalue()
    assert "1,225" in text.getvalue()
    assert "1 held, 0 failed, 0 due" in text.getvalue()


def test_the_commands_to_try_are_whole_lines_whatever_the_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/some where/.venv/bin/enishi", "demo"])
    monkeypatch.setenv("ENISHI_HOME", "/var/a home")
    household = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"
    text = io.StringIO()

    print_next(
        Console(file=text, width=40),
        [Sample(household, "森　花子", "モリ ハナコ", 3)],
        endpoints=Path("endpoints.json"),
    )

    lines = [line.strip() for line in text.getvalue().splitlines()]
    assert f"{command()} household {household}" in lines
    assert f"{command()} find 'モリ ハナコ'" in lines
    assert command().startswith("ENISHI_HOME='/var/a home' '")


def test_the_command_is_called_as_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENISHI_HOME", raising=False)
    monkeypatch.setattr(sys, "argv", [str(Path.cwd() / ".venv/bin/enishi"), "demo"])

    assert command() in ("enishi", ".venv/bin/enishi")
