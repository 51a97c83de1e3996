"""What is said when the broker cannot be had, and what is kept once it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.kafka.libraries import POM, BrokerUnavailable, libraries, missing_tools


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory in which programs are found; empty."""
    directory = tmp_path / "tools"
    directory.mkdir()
    monkeypatch.setenv("PATH", str(directory))
    return directory


def install(tools: Path, name: str, script: str) -> None:
    """A program of that name."""
    program = tools / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_what_is_missing_is_named(tools: Path, tmp_path: Path) -> None:
    assert missing_tools() == ["Java 17 or newer (java)", "Maven (mvn)"]
    with pytest.raises(BrokerUnavailable, match=r"\(java\).*\(mvn\)"):
        libraries(tmp_path / "cache")
    install(tools, "java", "exit 0")
    with pytest.raises(BrokerUnavailable, match=r"needs Maven \(mvn\): install"):
        libraries(tmp_path / "cache")


def test_a_fetch_that_fails_is_reported_and_leaves_nothing(tools: Path, tmp_path: Path) -> None:
    install(tools, "java", "exit 0")
    install(tools, "mvn", "echo no route to the repository; exit 1")
    with pytest.raises(BrokerUnavailable, match="no route to the repository"):
        libraries(tmp_path / "cache")
    assert list((tmp_path / "cache" / "libs").iterdir()) == []


def test_jars_are_fetched_once_for_one_pom(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = tmp_path / "calls"
    install(tools, "java", "exit 0")
    install(
        tools,
        "mvn",
        f'echo called >> {calls}; for each; do case "$each" in\n'
        '-DoutputDirectory=*) : > "${each#-DoutputDirectory=}/kafka_2.13-4.3.1.jar";;\n'
        "esac; done",
    )
    first = libraries(tmp_path / "cache")
    assert [jar.name for jar in first.iterdir()] == ["kafka_2.13-4.3.1.jar"]
    assert libraries(tmp_path / "cache") == first
    assert calls.read_text() == "called\n"
    another = tmp_path / "another.xml"
    another.write_bytes(POM.read_bytes() + os.linesep.encode())
    monkeypatch.setattr("deploy.kafka.libraries.POM", another)
    assert libraries(tmp_path / "cache") != first


def test_the_pom_names_no_repository() -> None:
    assert "<repositor" not in POM.read_text()
