"""A small municipality, written once per test process."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.generator.write import Summary, generate


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return generate(tmp_path_factory.mktemp("small-town"), households=250, seed=7)


@pytest.fixture(scope="session")
def small_town_lines(small_town: Summary) -> list[str]:
    return small_town.events.read_text("utf-8").splitlines()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
