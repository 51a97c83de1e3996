"""What is recorded of one reading: who looked, at whom, at which fields, on which grounds (V7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from projections.visibility.reader import Reader

Kind = Literal["RecordViewed", "DisclosureMade", "AccessDenied", "BreakGlassUsed"]

RANK = (
    "LIFE_BODY",
    "SUPPORT_CONFERENCE",
    "CHILD_COUNCIL",
    "ABUSE_DUTY",
    "CONSENT",
    "AUDIT",
    "OWN",
    "NONE",
    "UNKNOWN",
)
"""Of several bases the one a page is filed under: the most exceptional."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On which row of the table fields of one person, said by one agency, were shown."""

    person: bytes
    source_agency: str
    rule: str
    basis: str
    field_codes: frozenset[str]
    consent_id: bytes | None = None
    conference_id: bytes | None = None
    council_case_id: bytes | None = None
    referral_id: bytes | None = None
    break_glass_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a BreakGlassUsed says beside; ``reason`` of the viewing is a break_glass_reason."""

    break_glass_id: bytes
    expires_at: datetime
    explanation: str


@dataclass(frozen=True, slots=True)
class Viewing:
    """One delivered page or message, or one refusal.

    ``reason`` is a code of view_reason; ``asked_for`` the id in the request, known or not. Where
    ``basis`` is left out it follows from the grounds.
    """

    kind: Kind
    reader: Reader
    reason: str | None = None
    subjects: frozenset[bytes] = frozenset()
    cases: frozenset[bytes] = frozenset()
    field_codes: frozenset[str] = frozenset()
    grounds: Sequence[Ground] = ()
    source_event_ids: frozenset[bytes] = frozenset()
    via_links: frozenset[bytes] = frozenset()
    asked_for: bytes | None = None
    basis: str | None = None
    opened: Opened | None = None

    @property
    def filed_under(self) -> str:
        """The basis of the whole page."""
        if self.basis is not None:
            return self.basis
        return min((ground.basis for ground in self.grounds), key=RANK.index, default="NONE")

    def only(self, of: Callable[[Ground], bytes | None]) -> bytes | None:
        """The one consent, conference or council case that the grounds cite, if it is one."""
        return _only(of(ground) for ground in self.grounds)


class ViewingNotStored(Exception):
    """The viewing is not durable, so nothing may be shown; ``code`` is the store's."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the viewing could not be recorded ({code})")
        self.code = code


class ViewingLog(Protocol):
    """Where viewings become events."""

    async def record(self, viewing: Viewing) -> bytes:
        """Return once the viewing is durable: its event id, 16 bytes. Raises ViewingNotStored."""


def _only(ids: Iterable[bytes | None]) -> bytes | None:
    cited = {each for each in ids if each is not None}
    return cited.pop() if len(cited) == 1 else None
