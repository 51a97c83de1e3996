"""Certificates of one municipality as gRPC takes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import grpc

from deploy.tls import Authority, issue, revoked_serials

REVOKED = "revoked"


class Certificates:
    """The local authority's folder: server credentials, client channels, revoked serials."""

    def __init__(self, folder: Path, municipality: str, names: Sequence[str]) -> None:
        self._authority: Authority = issue(folder, municipality, names)
        self._folder = folder
        self._revoked: tuple[object, frozenset[int]] = (None, frozenset())

    def server(self, name: str) -> grpc.ServerCredentials:
        """Credentials of a server that asks every client for a certificate of this authority."""
        certificate, key, authority = self._authority.credentials(name).pem
        return grpc.ssl_server_credentials(
            [(key, certificate)], root_certificates=authority, require_client_auth=True
        )

    def client(self, name: str) -> grpc.ChannelCredentials:
        """Credentials of a client known by ``name``'s certificate."""
        return client_credentials(self._folder, name)

    def revoked(self) -> frozenset[int]:
        """Revoked serial numbers, read again whenever the list has changed."""
        path = self._folder / REVOKED
        stamp = (path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else ()
        if self._revoked[0] != stamp:
            self._revoked = (stamp, revoked_serials(self._folder))
        return self._revoked[1]


def client_credentials(folder: Path, name: str) -> grpc.ChannelCredentials:
    """Credentials of a client from the files of ``python -m deploy.tls``.

    Raises FileNotFoundError where no certificate was issued to that name.
    """
    return grpc.ssl_channel_credentials(
        root_certificates=(folder / "ca.pem").read_bytes(),
        private_key=(folder / f"{name}.key").read_bytes(),
        certificate_chain=(folder / f"{name}.pem").read_bytes(),
    )
