"""Where the running parts listen: written by ``serve``, read by every other command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.cli.failure import CommandFailed
from services.cli.home import write_whole
from services.settings import HOME_VARIABLE, Settings


@dataclass(frozen=True, slots=True)
class Endpoints:
    """One running municipality: host:port of each part, and the folder of its certificates."""

    municipality: str
    query: str
    adapters: Mapping[str, str]
    tls: Path


def write_endpoints(settings: Settings, municipality: str, endpoints: Mapping[str, object]) -> None:
    """Tell the other commands where a backbone listens, as it says itself."""
    write_whole(settings.endpoints, json.dumps({municipality: endpoints}, indent=1) + "\n")


def remove_endpoints(settings: Settings) -> None:
    """Nothing runs here any more."""
    settings.endpoints.unlink(missing_ok=True)


def find_endpoints(settings: Settings, municipality: str | None) -> Endpoints:
    """The municipality asked for, or the only one. Raises CommandFailed."""
    try:
        found = json.loads(settings.endpoints.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CommandFailed(
            f"nothing runs in {settings.home}: start it with `enishi serve` or `enishi demo`, "
            f"or name the right directory in {HOME_VARIABLE}"
        ) from error
    code = municipality or next(iter(found))
    if code not in found:
        raise CommandFailed(
            f"municipality {code} does not run in {settings.home}; here runs {', '.join(found)}"
        )
    entry = found[code]
    return Endpoints(code, entry["query"], entry["adapters"], Path(entry["tls"]))
