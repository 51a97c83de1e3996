"""The broker's jars, copied from the Maven repository into ``.cache/kafka/libs`` once."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import uuid
from pathlib import Path

CACHE = Path(".cache/kafka")
POM = Path(__file__).with_name("pom.xml")
_JAVA_MAJOR = 17


class BrokerUnavailable(Exception):
    """The broker cannot be had on this machine, or did not come up; the message says why."""


def missing_tools() -> list[str]:
    """What must be installed first, in words; empty when Java and Maven are here."""
    needed = {
        "java": f"Java {_JAVA_MAJOR} or newer (java)",
        "mvn": "Maven (mvn)",
    }
    return [name for command, name in needed.items() if shutil.which(command) is None]


def libraries(cache: Path = CACHE) -> Path:
    """The directory of the jars that ``pom.xml`` names; copied there on the first call.

    Its name carries the pom's hash, so that another version gets another directory. Raises
    BrokerUnavailable where Java or Maven is missing, or the repository cannot be reached.
    """
    if missing := missing_tools():
        raise BrokerUnavailable(f"Kafka needs {' and '.join(missing)}: install and try again")
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    ready = (cache / "libs" / digest).absolute()
    if ready.is_dir():
        return ready
    copying = ready.with_name(f".{digest}.{uuid.uuid4().hex}")
    copying.mkdir(parents=True)
    try:
        _copy_dependencies(copying)
        try:
            copying.rename(ready)
        except OSError:
            # Another process was first: its copy is as good as this one.
            if not ready.is_dir():
                raise
    finally:
        shutil.rmtree(copying, ignore_errors=True)
    return ready


def _copy_dependencies(directory: Path) -> None:
    command = ["mvn", "--batch-mode", "--quiet", "--file", str(POM)]
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    result = subprocess.run(
        [*command, *goal, f"-DoutputDirectory={directory}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0 or not any(directory.glob("kafka_*.jar")):
        said = "\n".join((result.stdout + result.stderr).splitlines()[-15:])
        raise BrokerUnavailable(f"Maven did not fetch the jars of {POM.name}:\n{said}")
