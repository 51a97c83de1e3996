"""One agency's notifications: its certificate towards the query service, its own outbox."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import grpc

from services.clock import Clock
from services.failpoint import Failpoints
from services.notify.configuration import Configuration, read_configuration
from services.notify.courier import Courier
from services.notify.delivery import Destination
from services.notify.desk import Desk
from services.notify.mail import Mail
from services.notify.notice import Notice, Place, trial_notice
from services.notify.notifier import Notifier
from services.notify.outbox import Outbox
from services.notify.watching import FIRST_SECONDS, Watching
from services.notify.webhook import Webhook
from services.query.reader import metadata_of
from services.settings import Settings
from services.wiring.certificates import client_credentials

USER: Final = "notify"
"""Who reads the board, as the trail shows it."""

_CHANNEL: Final = (
    # A board may be silent for days: only a ping tells it from a connection that is dead. No
    # oftener than servers allow (gRPC proposal A8: five minutes).
    ("grpc.keepalive_time_ms", 360_000),
    ("grpc.keepalive_timeout_ms", 20_000),
)


def configured(settings: Settings, municipality: str, agency: str) -> Configuration:
    """An agency's configuration. Raises ConfigurationInvalid."""
    return read_configuration(settings.notify(municipality, agency), os.environ)


def outbox_of(settings: Settings, municipality: str, agency: str) -> Outbox:
    """An agency's outbox; the caller closes it. Raises OutboxUnusable, OSError, sqlite3.Error."""
    return Outbox(settings.notify(municipality, agency), municipality, agency)


def destinations(configuration: Configuration, clock: Clock) -> list[Destination]:
    """Every destination of a configuration."""
    mails = [Mail(one, clock) for one in configuration.mails]
    return [*mails, *(Webhook(one, clock) for one in configuration.webhooks)]


def trial(configuration: Configuration, municipality: str, agency: str) -> Notice:
    """A notice about nothing, with an id of its own."""
    place = Place(municipality, agency, configuration.console)
    return trial_notice(place, secrets.token_hex(16))


@contextmanager
def notifier(
    configuration: Configuration,
    outbox: Outbox,
    target: str,
    tls: Path,
    municipality: str,
    agency: str,
    clock: Clock,
    failpoints: Failpoints,
    first_seconds: float = FIRST_SECONDS,
) -> Iterator[Notifier]:
    """The notifier that reads by the agency's certificate, with its channel.

    ``target``: host:port of the query service; ``tls``: the folder of the municipality's
    certificates; ``first_seconds``: how soon the board is read again after a failure. Raises
    FileNotFoundError where the agency has no certificate.
    """
    place = Place(municipality, agency, configuration.console)
    credentials = client_credentials(tls, agency)
    with grpc.secure_channel(target, credentials, options=_CHANNEL) as channel:
        desk = Desk(channel, metadata_of(USER))
        watching = Watching(desk, outbox, configuration.names, clock, first_seconds)
        yield Notifier(
            desk,
            watching,
            [
                Courier(
                    outbox,
                    each,
                    place,
                    configuration.retry,
                    clock,
                    watching.known,
                    failpoints,
                )
                for each in destinations(configuration, clock)
            ],
        )
