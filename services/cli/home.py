"""What a home holds, said in ``home.json``; and the lock that lets one process serve it.

A home keeps to the log it began with: ledgers and views know their positions on that log only.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from services.cli.failure import CommandFailed
from services.cli.options import LogDriver
from services.settings import HOME_VARIABLE, Settings

FILE = "home.json"
RUN = "run"
LOCK = "serving.lock"

Purpose = Literal["serve", "demo"]


@dataclass(frozen=True, slots=True)
class Home:
    """One home's own description; ``purpose`` tells whether a demo may wipe it."""

    purpose: Purpose
    log: LogDriver
    municipality: str
    agencies: tuple[str, ...]


def read_home(settings: Settings) -> Home | None:
    """The description; None where nothing was ever served from here. Raises CommandFailed."""
    path = settings.home / FILE
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Home(
            raw["purpose"], LogDriver(raw["log"]), raw["municipality"], tuple(raw["agencies"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise CommandFailed(
            f"{path} cannot be read; restore it from a backup of this home"
        ) from error


def write_home(settings: Settings, home: Home) -> None:
    """Write the description in one step."""
    write_whole(settings.home / FILE, json.dumps(asdict(home), indent=1) + "\n")


def known_home(settings: Settings) -> Home:
    """The description. Raises CommandFailed where there is none."""
    home = read_home(settings)
    if home is None:
        raise CommandFailed(
            f"nothing was ever served from {settings.home}: begin with `enishi serve` or "
            f"`enishi demo`, or name the right directory in {HOME_VARIABLE}"
        )
    return home


@contextmanager
def held(settings: Settings) -> Iterator[None]:
    """Be the one process that serves this home. Raises CommandFailed where another one does.

    The lock is the operating system's, so that it ends with the process however that ends.
    """
    path = settings.home / RUN / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise CommandFailed(
                f"process {file.read().strip() or 'unknown'} serves {settings.home} already: stop "
                f"it, or choose another directory in {HOME_VARIABLE}"
            ) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step: a reader sees the old text or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
