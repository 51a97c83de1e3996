"""A home keeps to what it began with, and one process serves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.demo import check_home
from services.cli.failure import CommandFailed
from services.cli.fresh import wipe
from services.cli.home import FILE, Home, held, known_home, read_home, write_home
from services.cli.options import DEFAULT_AGENCIES, LogDriver
from services.cli.serving import Wanted, settle
from services.settings import Settings

HOME = Home("serve", LogDriver.EMBEDDED, "131016", ("HOK-1", "AU-1"))
DEMO = Home("demo", LogDriver.EMBEDDED, "131016", ("HOK-1", "AU-1"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home that does not exist yet."""
    return Settings(tmp_path / "home")


def test_a_home_is_read_as_it_was_written(settings: Settings) -> None:
    write_home(settings, HOME)

    assert read_home(settings) == HOME == known_home(settings)


def test_a_home_nothing_was_served_from_is_told_apart(settings: Settings) -> None:
    assert read_home(settings) is None
    with pytest.raises(CommandFailed, match="nothing was ever served from"):
        known_home(settings)


@pytest.mark.parametrize("text", ["", "[]", '{"purpose": "serve"}', '{"log": "paper"}'])
def test_a_damaged_description_is_not_guessed_at(settings: Settings, text: str) -> None:
    settings.home.mkdir()
    (settings.home / FILE).write_text(text)

    with pytest.raises(CommandFailed, match="cannot be read; restore it"):
        read_home(settings)


def test_a_second_process_is_turned_away_while_the_first_one_holds(settings: Settings) -> None:
    with held(settings), pytest.raises(CommandFailed, match=r"process \d+ serves"), held(settings):
        raise AssertionError("both hold it")


def test_the_home_is_free_again_afterwards(settings: Settings) -> None:
    with held(settings):
        pass
    with held(settings):
        pass


def test_a_new_home_has_the_defaults() -> None:
    home = settle(None, Wanted(), "serve")

    assert (home.purpose, home.log, home.municipality) == ("serve", LogDriver.EMBEDDED, "131016")
    assert home.agencies == DEFAULT_AGENCIES


def test_a_home_gains_agencies_and_loses_none() -> None:
    assert settle(HOME, Wanted(agencies=["JIR-1", "AU-1"]), "serve").agencies == (
        "HOK-1",
        "AU-1",
        "JIR-1",
    )


@pytest.mark.parametrize(
    ("wanted", "option"),
    [(Wanted(log=LogDriver.KAFKA), "--log kafka"), (Wanted(municipality="271004"), "271004")],
)
def test_a_home_keeps_its_log_and_municipality(wanted: Wanted, option: str) -> None:
    with pytest.raises(CommandFailed, match=f"{option}: this home has"):
        settle(HOME, wanted, "serve")


@pytest.mark.parametrize("home", [None, DEMO], ids=["no home", "a demo's home"])
def test_a_demo_may_begin_anew(settings: Settings, home: Home | None) -> None:
    if home is not None:
        write_home(settings, home)

    check_home(settings, keep=False)


def test_a_demo_leaves_alone_what_is_not_a_demos(settings: Settings) -> None:
    write_home(settings, HOME)

    with pytest.raises(CommandFailed, match="not a demo's and is left alone"):
        check_home(settings, keep=False)


def test_a_demo_leaves_alone_a_folder_of_something_else(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "thesis.txt").write_text("ten years of work")

    with pytest.raises(CommandFailed, match="not a demo's and is left alone"):
        check_home(settings, keep=False)


def test_a_demo_cannot_go_on_where_there_was_none(settings: Settings) -> None:
    with pytest.raises(CommandFailed, match="--keep"):
        check_home(settings, keep=True)


def test_wiping_leaves_the_lock_alone(settings: Settings) -> None:
    write_home(settings, DEMO)
    settings.log_file.parent.mkdir()
    settings.log_file.write_text("records")

    with held(settings):
        wipe(settings)
        assert [path.name for path in settings.home.iterdir()] == ["run"]
        with pytest.raises(CommandFailed), held(settings):
            raise AssertionError("the lock is gone")
