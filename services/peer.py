"""Who is calling: the agency in the client certificate's URI SAN, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from cryptography import x509

from schemas.topics import AGENCY_ID, MUNICIPALITY_CODE
from services.caller import Caller

URN_PARTS = 4
RevokedSerials = Callable[[], frozenset[int]]


class UnknownPeer(Exception):
    """The connection carries no certificate of an agency of this municipality."""


def agency_of(certificate: x509.Certificate) -> Caller:
    """The agency a certificate was issued to. Raises UnknownPeer."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound as error:
        raise UnknownPeer("the client certificate names no agency (URI SAN)") from error
    for uri in names.value.get_values_for_type(x509.UniformResourceIdentifier):
        parts = uri.split(":")
        if len(parts) != URN_PARTS or parts[:2] != ["urn", "enishi"]:
            continue
        if MUNICIPALITY_CODE.match(parts[2]) and AGENCY_ID.match(parts[3]):
            return Caller(parts[2], parts[3])
    raise UnknownPeer("the client certificate names no agency (URI SAN)")


class Peers:
    """Reads the caller from a gRPC context; a revoked certificate is nobody's."""

    def __init__(self, revoked: RevokedSerials) -> None:
        self._revoked = revoked
        self._known: dict[bytes, tuple[Caller, int]] = {}

    def caller(self, context: grpc.aio.ServicerContext[Any, Any]) -> Caller:
        """The agency that calls. Raises UnknownPeer."""
        auth = context.auth_context()
        pem = next(iter(auth.get("x509_pem_cert", ())), None)
        if pem is None:
            raise UnknownPeer("the connection carries no client certificate")
        known = self._known.get(pem)
        if known is None:
            certificate = x509.load_pem_x509_certificate(pem)
            known = self._known[pem] = (agency_of(certificate), certificate.serial_number)
        try:
            revoked = self._revoked()
        except ValueError as error:  # A list that is not whole may lack the very one.
            raise UnknownPeer(
                "the revocation list cannot be read; the operator repairs it"
            ) from error
        if known[1] in revoked:
            raise UnknownPeer("the client certificate is revoked")
        return known[0]
