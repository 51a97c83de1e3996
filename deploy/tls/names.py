"""Names a certificate may be issued for, and the URN that carries them.

The URN is the only place the services read an identity from: a subject's common name is not
checked by TLS libraries and a host name says where, not who (RFC 9525 section 1.2, RFC 8141).
"""

from __future__ import annotations

import re

SERVICES = frozenset({"admin", "auditor", "broker", "console", "projector", "query"})
"""Principals of the backbone itself, beside the agencies."""

_AGENCY = re.compile(r"[A-Z]{2,8}-[1-9][0-9]{0,3}")
_MUNICIPALITY = re.compile(r"[0-9]{6}")


class InvalidName(ValueError):
    """A name that no certificate may carry; nothing was written."""

    def __init__(self, field: str, value: str, rule: str) -> None:
        super().__init__(f"{field} {value!r} is refused: {rule}")
        self.field = field
        self.value = value
        self.rule = rule


def principal_uri(municipality: str, name: str) -> str:
    """``urn:enishi:<municipality>:<name>`` for an agency (``HOK-1``) or one of ``SERVICES``.

    Raises InvalidName where the municipality is not six digits or the name is neither.
    """
    if not _MUNICIPALITY.fullmatch(municipality):
        raise InvalidName(
            "municipality", municipality, "give the municipality code, six digits with its check"
        )
    if not _AGENCY.fullmatch(name) and name not in SERVICES:
        services = ", ".join(sorted(SERVICES))
        raise InvalidName(
            "name", name, f"give an agency as CODE-number (HOK-1), or one of: {services}"
        )
    return f"urn:enishi:{municipality}:{name}"
