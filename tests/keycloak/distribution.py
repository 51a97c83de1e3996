"""Keycloak as the Maven repository has it, unpacked and built into ``.cache/keycloak`` once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

from deploy.kafka.libraries import missing_tools

CACHE = Path(".cache/keycloak")
POM = Path(__file__).with_name("pom.xml")
BUILT_FOR = ("--db=dev-mem",)
"""It keeps nothing; a build beforehand halves each start."""

_LINES_SHOWN = 15


class KeycloakUnavailable(Exception):
    """Keycloak cannot be had on this machine, or did not come up; the message says why."""


def missing() -> list[str]:
    """What must be installed first, in words: the same as for the broker."""
    return missing_tools()


def distribution(cache: Path = CACHE) -> Path:
    """The directory of a Keycloak that is ready to start; made on the first call.

    Its name carries the pom's hash, so that another version gets another directory. Raises
    KeycloakUnavailable where the repository cannot be reached or the build fails.
    """
    digest = hashlib.sha256((POM.read_text() + str(BUILT_FOR)).encode()).hexdigest()[:16]
    ready = (cache / digest).absolute()
    if ready.is_dir():
        return ready
    making = ready.with_name(f".{digest}.{uuid.uuid4().hex}")
    making.mkdir(parents=True)
    try:
        goal = ["dependency:unpack-dependencies", f"-DoutputDirectory={making}"]
        _run(["mvn", "--batch-mode", "--quiet", "--file", str(POM), *goal], "Maven did not fetch")
        unpacked = next(making.glob("keycloak-*"), making)
        _run(["bash", str(unpacked / "bin" / "kc.sh"), "build", *BUILT_FOR], "the build failed of")
        try:
            unpacked.rename(ready)
        except OSError:
            # Another process was first: its copy is as good as this one.
            if not ready.is_dir():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return ready


def _run(command: Sequence[str], failed: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        said = "\n".join((result.stdout + result.stderr).splitlines()[-_LINES_SHOWN:])
        raise KeycloakUnavailable(f"{failed} Keycloak:\n{said}")
