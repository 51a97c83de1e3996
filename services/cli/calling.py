"""Calls to the running parts, with their failures in words."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import grpc

from services.cli.endpoints import Endpoints
from services.cli.failure import CommandFailed
from services.query.reader import metadata_of
from services.query.reading import NOT_RECORDED
from services.wiring.certificates import client_credentials


@contextmanager
def channel_to(target: str, endpoints: Endpoints, agency: str) -> Iterator[grpc.Channel]:
    """A channel with that agency's certificate, closed at the end.

    Raises CommandFailed where there is no such certificate, and for whatever a call inside raises.
    """
    try:
        credentials = client_credentials(endpoints.tls, agency)
    except FileNotFoundError as error:
        raise CommandFailed(
            f"{agency} has no certificate in {endpoints.tls}: choose another agency, or issue one "
            f"with `python -m deploy.tls`"
        ) from error
    with grpc.secure_channel(target, credentials) as channel:
        try:
            yield channel
        except grpc.RpcError as error:
            raise failure_of(error, target) from error


def reading_as(
    user: str | None = None, role: str | None = None, purpose: str | None = None
) -> tuple[tuple[str, str], ...]:
    """The metadata of a call that reads: by default as whoever is logged in at this machine."""
    return metadata_of(user or getpass.getuser(), role, purpose)


def failure_of(error: grpc.RpcError, target: str) -> CommandFailed:
    """What a failed call means for whoever typed the command."""
    code, details = error.code(), error.details()
    match code:
        case grpc.StatusCode.NOT_FOUND:
            return CommandFailed("該当なし no result")
        case grpc.StatusCode.UNAVAILABLE if details == NOT_RECORDED:
            return CommandFailed(f"refused: {details}")
        case grpc.StatusCode.UNAVAILABLE:
            return CommandFailed(
                f"nothing answers at {target}: start it with `enishi serve`, or wait until it runs"
            )
        case grpc.StatusCode.PERMISSION_DENIED | grpc.StatusCode.UNAUTHENTICATED:
            return CommandFailed(f"refused: {details}")
        case _:
            return CommandFailed(f"{code.name}: {details}")
