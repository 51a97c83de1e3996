"""Rules of the tree that no linter knows; who may import whom is `lint-imports`' part."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 300

LONGER_WITH_A_REASON: dict[str, str] = {}
"""Path → why it is better in one piece."""

SILENCERS = re.compile(
    r"#\s*(type:\s*ignore|noqa|ruff:\s*noqa|mypy:|pragma:\s*no\s*cover)", re.IGNORECASE
)


def rooms() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return [*packages, "tests", "typings"]


def own_files() -> Iterator[Path]:
    for room in rooms():
        for path in sorted((ROOT / room).rglob("*.py*")):
            generated = re.search(r"_pb2(_grpc)?\.pyi?$", path.name)
            if path.suffix in {".py", ".pyi"} and not generated:
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_room_is_there() -> None:
    assert [room for room in rooms() if not any((ROOT / room).rglob("*.py*"))] == []


def test_no_file_of_ours_is_longer_than_can_be_read_in_one_go() -> None:
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in own_files()}

    long = {path: lines for path, lines in lengths.items() if lines > LIMIT}
    assert long.keys() == LONGER_WITH_A_REASON.keys(), long
    assert all(LONGER_WITH_A_REASON.values())


def test_no_file_of_ours_silences_a_checker() -> None:
    silenced = [
        f"{name(path)}:{number}"
        for path in own_files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if SILENCERS.search(line)
    ]

    assert silenced == []


@pytest.mark.parametrize("setting", ["ignore", "extend-ignore", "per-file-ignores"])
def test_ruff_has_no_list_of_what_to_overlook(setting: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tests = tomllib.loads((ROOT / "tests" / "ruff.toml").read_text("utf-8"))

    assert setting not in project["tool"]["ruff"]["lint"]
    assert setting not in tests["lint"]


def test_mypy_has_no_exceptions() -> None:
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]

    assert mypy["strict"] is True
    assert "overrides" not in mypy
    assert "ignore_missing_imports" not in mypy
