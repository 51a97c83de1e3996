"""Runs a municipality's parts for as long as a command needs them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from services.cli.endpoints import remove_endpoints, write_endpoints
from services.cli.failure import CommandFailed
from services.cli.fresh import wipe
from services.cli.home import Home, Purpose, read_home, write_home
from services.cli.logs import opened_logs
from services.cli.options import DEFAULT_AGENCIES, DEFAULT_MUNICIPALITY, LogDriver
from services.clock import SystemClock
from services.failpoint import Failpoints
from services.settings import HOME_VARIABLE, Settings
from services.wiring.backbone import ANY_PORT, Backbone
from services.wiring.heartbeats import heartbeats


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for; None or empty leaves it to the home, then the defaults."""

    log: LogDriver | None = None
    municipality: str | None = None
    agencies: Sequence[str] = ()
    first_port: int = ANY_PORT


def settle(known: Home | None, wanted: Wanted, purpose: Purpose) -> Home:
    """The home as it will be served. Raises CommandFailed where the two contradict."""
    if known is None:
        return Home(
            purpose,
            wanted.log or LogDriver.EMBEDDED,
            wanted.municipality or DEFAULT_MUNICIPALITY,
            tuple(wanted.agencies or DEFAULT_AGENCIES),
        )
    for name, here, asked in (
        ("log", known.log, wanted.log),
        ("municipality", known.municipality, wanted.municipality),
    ):
        if asked is not None and asked != here:
            raise CommandFailed(
                f"--{name} {asked}: this home has {name} {here} and keeps it; leave the option "
                f"out, or choose another directory in {HOME_VARIABLE}"
            )
    agencies = tuple(dict.fromkeys((*known.agencies, *wanted.agencies)))
    return Home(known.purpose, known.log, known.municipality, agencies)


@contextmanager
def serving(
    settings: Settings, wanted: Wanted, purpose: Purpose, *, fresh: bool = False
) -> Iterator[Backbone]:
    """Every part of the home's municipality, found by other commands while this lasts.

    The caller holds the home; ``fresh`` wipes it first. Raises CommandFailed, LogUnavailable,
    BrokerUnavailable, InvalidName.
    """
    remove_endpoints(settings)  # A killed process leaves them behind.
    if fresh:
        wipe(settings)
    home = settle(read_home(settings), wanted, purpose)
    write_home(settings, home)
    with opened_logs(settings, home.municipality, home.log) as logs:
        backbone = Backbone(
            settings,
            home.municipality,
            home.agencies,
            SystemClock(),
            logs,
            Failpoints.from_environment(),
            wanted.first_port,
        )
        _start(backbone, wanted.first_port)
        beating = heartbeats(backbone.beat)
        beating.start()
        linking = backbone.linker()
        linking.start()
        try:
            write_endpoints(settings, backbone.municipality, backbone.endpoints())
            yield backbone
        finally:
            remove_endpoints(settings)
            linking.stop()
            beating.stop()
            backbone.stop()


def _start(backbone: Backbone, first_port: int) -> None:
    try:
        backbone.start()
    except RuntimeError as error:
        if not first_port:
            raise
        last = first_port + len(backbone.agencies)
        raise CommandFailed(
            f"--port {first_port}: not all of the ports {first_port} to {last} are free; choose "
            "another first port, or leave the option out"
        ) from error


@contextmanager
def until_told() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, in place of ending the process."""
    told = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
