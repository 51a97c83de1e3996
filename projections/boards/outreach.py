"""アウトリーチ: whom somebody worries about, and how often anybody went there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from projections.household.text import id_text, occurred_on
from projections.stored_event import StoredEvent, by_time

IDENTIFIED: Final = "OutreachTargetIdentified"
ATTEMPTED: Final = "ContactAttempted"

NOT_YET: Final = "NOT_YET"
TRYING: Final = "TRYING"
MET: Final = "MET"
CONSENTED: Final = "CONSENTED"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One visit or letter; ``result``: a code of contact_result, ``on`` a day in Japan."""

    on: str
    result: str
    agency_id: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Target:
    """A case that was opened, or taken up, by outreach.

    ``state``: nobody went yet, went in vain, was met, or consented since. ``attempts``: the latest
    first.
    """

    case_id: str
    agency_id: str
    source: str
    identified_on: str
    state: str
    attempts: tuple[Attempt, ...]
    person_refs: tuple[str, ...]
    event_id: str


def target(case_id: bytes, seen: Iterable[StoredEvent]) -> Target | None:
    """The target that a case is, of the effective events that its reader sees; None where they do
    not see that it is one."""
    told = sorted(seen, key=by_time)
    found = [e for e in told if e.name == IDENTIFIED and e.case_id == case_id]
    if not found:
        return None
    first = found[0]
    people = set(first.envelope["person_refs"])
    tried = [e for e in told if e.name == ATTEMPTED and e.case_id == case_id]
    consented = any(
        e.name == "ConsentGranted"
        and by_time(e) > by_time(first)
        and (e.case_id == case_id or people & set(e.envelope["person_refs"]))
        for e in told
    )
    return Target(
        case_id=id_text(case_id),
        agency_id=first.agency,
        source=first.body["source"],
        identified_on=occurred_on(first),
        state=_state(tried, consented=consented),
        attempts=tuple(
            Attempt(occurred_on(e), e.body["result"], e.agency, id_text(e.event_id))
            for e in reversed(tried)
        ),
        person_refs=tuple(map(id_text, first.envelope["person_refs"])),
        event_id=id_text(first.event_id),
    )


def last_tried(story: Iterable[StoredEvent]) -> int:
    """When anybody last went there, or the case was found: microseconds. ``story``: the case's own
    effective events. A board begins with whoever was longest left alone."""
    return max(
        (e.envelope["occurred_at"] for e in story if e.name in (IDENTIFIED, ATTEMPTED)), default=0
    )


def _state(tried: Iterable[StoredEvent], *, consented: bool) -> str:
    results = [event.body["result"] for event in tried]
    if consented:
        return CONSENTED
    if MET in results:
        return MET
    return TRYING if results else NOT_YET
