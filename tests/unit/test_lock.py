"""What `make setup` installs is what pyproject.toml asks for, from whichever registry is set."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
LOCKED = {
    canonicalize_name(name): Version(version)
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE)
}


@pytest.mark.parametrize("wanted", WANTED)
def test_lock_holds_a_version_that_is_asked_for(wanted: str) -> None:
    requirement = Requirement(wanted)

    assert LOCKED[canonicalize_name(requirement.name)] in requirement.specifier, "run make lock"


@pytest.mark.parametrize("wanted", WANTED)
def test_every_dependency_has_an_upper_bound(wanted: str) -> None:
    operators = {specifier.operator for specifier in Requirement(wanted).specifier}

    assert operators & {"<", "=="}


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]

    assert len(entries) == len(LOCKED)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_names_no_registry() -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", LOCK) == []
