"""What every destination offers, and the kinds in which a delivery fails."""

from __future__ import annotations

import ssl
from enum import StrEnum
from typing import Protocol

from services.notify.notice import Notice


class Kind(StrEnum):
    """Why a notice has not arrived. All that is kept and logged of a failure: what a server
    answers may quote anything, an address included."""

    INTERRUPTED = "INTERRUPTED"
    """The process ended during the attempt; the notice may have arrived."""
    UNREACHABLE = "UNREACHABLE"
    TIMEOUT = "TIMEOUT"
    BAD_CERTIFICATE = "BAD_CERTIFICATE"
    TLS_FAILED = "TLS_FAILED"
    NO_STARTTLS = "NO_STARTTLS"
    LOGIN_REFUSED = "LOGIN_REFUSED"
    SENDER_REFUSED = "SENDER_REFUSED"
    RECIPIENT_REFUSED = "RECIPIENT_REFUSED"
    REFUSED = "REFUSED"
    REDIRECTED = "REDIRECTED"
    SERVER_ERROR = "SERVER_ERROR"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    """The answer was none of the protocol's."""
    GONE = "GONE"
    """The receiver wants nothing more; the destination stops."""


class NotDelivered(Exception):
    """The destination did not take the notice."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class Destination(Protocol):
    """Where notices go."""

    @property
    def name(self) -> str:
        """As the configuration names it."""

    def deliver(self, notice: Notice) -> None:
        """Return once the receiver has taken it. Raises NotDelivered."""


def kind_of(error: OSError) -> Kind:
    """The kind of a failure beneath the protocol."""
    match error:
        case ssl.SSLCertVerificationError():
            return Kind.BAD_CERTIFICATE
        case ssl.SSLError():
            return Kind.TLS_FAILED
        case TimeoutError():
            return Kind.TIMEOUT
        case _:
            return Kind.UNREACHABLE
