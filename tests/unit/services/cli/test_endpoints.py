"""Commands find what runs, and say what to do where nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.calling import channel_to
from services.cli.endpoints import (
    Endpoints,
    find_endpoints,
    remove_endpoints,
    write_endpoints,
)
from services.cli.failure import CommandFailed
from services.settings import Settings

ENDPOINTS = {"query": "localhost:1", "adapters": {"HOK-1": "localhost:2"}, "tls": "/tls"}
FOUND = Endpoints("131016", "localhost:1", {"HOK-1": "localhost:2"}, Path("/tls"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home where one municipality runs."""
    running = Settings(tmp_path)
    write_endpoints(running, "131016", ENDPOINTS)
    return running


@pytest.mark.parametrize("municipality", [None, "131016"])
def test_the_running_municipality_is_found(settings: Settings, municipality: str | None) -> None:
    assert find_endpoints(settings, municipality) == FOUND


def test_another_municipality_is_not(settings: Settings) -> None:
    with pytest.raises(CommandFailed, match=r"271004 does not run .* here runs 131016"):
        find_endpoints(settings, "271004")


def test_what_was_stopped_is_not_found(settings: Settings) -> None:
    remove_endpoints(settings)
    remove_endpoints(settings)

    with pytest.raises(CommandFailed, match="nothing runs in"):
        find_endpoints(settings, None)


def test_an_agency_without_a_certificate_is_named(tmp_path: Path) -> None:
    endpoints = Endpoints("131016", "localhost:1", {}, tmp_path)

    with (
        pytest.raises(CommandFailed, match=r"JIR-1 has no certificate .* deploy\.tls"),
        channel_to("localhost:1", endpoints, "JIR-1"),
    ):
        raise AssertionError("there is a channel")
