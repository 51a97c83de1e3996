"""Who looks: an agency, a person in it, the role and purpose they act in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.codes import agency_code

COORDINATION = "COORDINATION"
RESTRICTED = "RESTRICTED"


@dataclass(frozen=True, slots=True)
class Glass:
    """A break-glass under way: what it opens, of whom, until when."""

    break_glass_id: bytes
    person: bytes
    field_codes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader. ``agency_id`` is the client certificate's, the rest is what the agency's system
    says of its user. ``workspace``: the conference or council case inside which they look."""

    agency_id: str
    role: str
    user: str
    purpose: str = COORDINATION
    workspace: bytes | None = None
    glass: Glass | None = None
    only: frozenset[str] | None = None
    """The field codes asked for; None for all."""

    @property
    def code(self) -> str:
        """The agency's code, such as ``HOK``."""
        return agency_code(self.agency_id)
