"""How the command answers: help that can be read, one line per failure, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.main import get_group

from services.cli import main
from services.cli.main import COMMANDS, FAILED, USAGE, build, run

SUBCOMMANDS = [
    ("dead", "list"),
    ("dead", "show"),
    ("dead", "retry"),
    ("dead", "drop"),
    ("scenario", "run"),
    ("break-glass", "use"),
    ("break-glass", "review"),
    ("break-glass", "list"),
    ("notify", "run"),
    ("notify", "check"),
    ("notify", "status"),
    ("notify", "retry"),
]
PAGES = [(), *((name,) for name in COMMANDS), *SUBCOMMANDS]


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was ever served."""
    home = tmp_path / "home"
    monkeypatch.setenv("ENISHI_HOME", str(home))
    return home


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_help_page_is_whole_at_this_width(
    page: tuple[str, ...],
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    assert run([*page, "--help"]) == 0

    assert "…" not in capsys.readouterr().out


def test_a_command_is_loaded_alone_and_all_of_them_for_help() -> None:
    assert names(build("status")) == ["status"]
    assert set(names(build())) == set(COMMANDS)
    assert set(names(build("no-such-command"))) == set(COMMANDS)


def names(app: typer.Typer) -> list[str]:
    """The commands an application has."""
    return list(get_group(app).commands)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["frob"], "enishi: No such command 'frob'"),
        (["find"], "enishi: Missing argument 'NAME'"),
        (
            ["household"],
            "enishi: Invalid value: give exactly one of: ID, --person REF, --case ID, --plan ID",
        ),
        (
            ["rebuild", "--view", "queue"],
            "enishi: Invalid value: --view is household or identity or trail, not queue",
        ),
        (
            ["serve", "--municipality", "12"],
            "enishi: municipality '12' is refused: give the municipality code, six digits",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_wrong_call_is_one_line_and_exit_code_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == USAGE

    said = capsys.readouterr().err
    assert said.startswith(line)
    assert said.endswith("; see enishi --help\n")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["find", "渡辺"],
        ["household", "H"],
        ["inbox", "--as", "HOK-1"],
        ["workspace", "--as", "HOK-1"],
        ["queue", "show"],
        ["overlaps"],
        ["candidates"],
        ["break-glass", "list"],
        ["rebuild"],
        ["dead", "list"],
    ],
    ids=" ".join,
)
def test_where_nothing_runs_the_way_out_is_named(
    arguments: list[str], empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == FAILED

    said = capsys.readouterr().err
    assert said.startswith("enishi: nothing ")
    assert f"from {empty_home}" in said or f"in {empty_home}" in said
    assert "`enishi serve`" in said
    assert said.count("\n") == 1
    assert not empty_home.exists()


def test_a_mistake_of_ours_shows_its_kind_but_not_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_wanted: str | None) -> None:
        raise KeyError("渡邊 花子")

    monkeypatch.setattr(main, "build", broken)
    monkeypatch.delenv(main.TRACEBACK_VARIABLE, raising=False)

    assert run(["status"]) == FAILED

    said = capsys.readouterr().err
    assert "internal error (KeyError)" in said
    assert "渡邊" not in said


def test_a_mistake_of_ours_can_be_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_wanted: str | None) -> None:
        raise KeyError("where")

    monkeypatch.setattr(main, "build", broken)
    monkeypatch.setenv(main.TRACEBACK_VARIABLE, "1")

    with pytest.raises(KeyError):
        run(["status"])
