"""What the README tells a newcomer to type and where to look is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group

from protos.enishi.v1 import adapter_pb2
from services.cli.main import build, run
from services.cli.options import DEFAULT_MUNICIPALITY
from services.cli.serving import Wanted, serving
from services.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SNIPPET_TARGET = "localhost:7001"


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def typed() -> Iterator[list[str]]:
    """Every command line a newcomer is shown, in words; comments left out."""
    for block in blocks("sh"):
        for line in block.replace("\\\n", " ").splitlines():
            if words := line.partition("#")[0].split():
                yield words
    for line in re.findall(r"`((?:make|enishi) [^`]+)`", README):
        yield line.split()


@pytest.mark.parametrize("words", [w for w in typed() if w[0] == "enishi"], ids=" ".join)
def test_every_command_shown_exists_with_its_options(words: list[str]) -> None:
    command: Any = get_group(build())
    rest = words[1:]
    while hasattr(command, "commands") and rest:
        command = command.commands[rest.pop(0)]

    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("words", [w for w in typed() if w[0] == "make"], ids=" ".join)
def test_every_make_target_shown_exists(words: list[str]) -> None:
    assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def where_is() -> list[str]:
    """Every path of the table "Where is…?"."""
    rows = re.findall(r"^\| .* \| (.*) \|$", README, re.MULTILINE)
    return [path for row in rows for path in re.findall(r"`([^`]+)`", row)]


def test_everything_is_where_the_table_says() -> None:
    paths = where_is()

    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_service_named_to_grpc_tools_exists() -> None:
    names = re.findall(r"describe (\S+)", README)

    assert names == [adapter_pb2.DESCRIPTOR.services_by_name["Adapter"].full_name]


def test_the_first_event_of_a_vendor_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (snippet,) = blocks("python")
    assert SNIPPET_TARGET in snippet
    monkeypatch.setenv("ENISHI_HOME", str(tmp_path))
    wanted = Wanted(municipality=DEFAULT_MUNICIPALITY, agencies=["HOK-1", "AU-1"])

    with serving(Settings(tmp_path), wanted, "serve") as backbone:
        sent = subprocess.run(
            [
                sys.executable,
                "-c",
                snippet.replace(SNIPPET_TARGET, backbone.adapter_target("HOK-1")),
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        backbone.wait_projected(60)
        program, *arguments = sent.stdout.split()

        assert program == "enishi"
        assert run(arguments) == 0

    assert "介護のこと Elder care" in capsys.readouterr().out
