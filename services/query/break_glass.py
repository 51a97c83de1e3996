"""緊急閲覧: who may open what for how long, and what it shows (LIFE_BODY; threat 20)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from projections.household.closure import collect
from projections.household.glimpse import Glimpse, glimpse
from projections.household.reach import PERSON
from projections.stored_event import StoredEvent
from projections.trail.break_glass import BreakGlass
from projections.visibility.policy import Policy
from projections.visibility.reader import Glass, Reader
from protos.enishi.v1 import query_pb2
from schemas.codec import Body, Codec
from schemas.codes import code_list
from schemas.individual_number import contains_individual_number
from schemas.sealing import CannotOpen, OpeningKeys, open_part
from schemas.times import from_micros, to_micros
from services.clock import Clock
from services.query.trail_reader import TrailReader
from services.query.view_reader import ViewReader

MAX_EXPLANATION = 500


class AskInvalid(ValueError):
    """The request is not as it must be; ``field`` and the way out, never the value."""

    def __init__(self, field: str, advice: str) -> None:
        super().__init__(f"{field}: {advice}")
        self.field = field
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Ask:
    """A valid request. ``again``: the break-glass to read once more, else all of the rest."""

    person: bytes
    field_codes: frozenset[str]
    again: bytes | None = None
    reason: str = ""
    explanation: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class _Issued:
    """A break-glass under way, and whose it is."""

    agency_id: str
    user: str
    glass: Glass


def read_ask(request: query_pb2.BreakGlassRequest, policy: Policy) -> Ask:
    """The request, checked against the policy alone, never against what is known of anyone.

    Raises AskInvalid.
    """
    person = _identifier("person_ref", request.person_ref)
    codes = frozenset(request.field_codes)
    unknown = codes - policy.break_glass_field_codes
    allowed = ", ".join(sorted(policy.break_glass_field_codes))
    if unknown:
        raise AskInvalid("field_codes", f"a break-glass opens {allowed} only")
    if request.break_glass_id:
        return Ask(person, codes, _identifier("break_glass_id", request.break_glass_id))
    if not codes:
        raise AskInvalid("field_codes", f"name what is needed: {allowed}")
    if request.reason not in code_list("break_glass_reason"):
        raise AskInvalid("reason", "give a code of the list break_glass_reason")
    explanation = request.explanation.strip()
    if not explanation or len(explanation) > MAX_EXPLANATION:
        raise AskInvalid("explanation", f"say why in 1 to {MAX_EXPLANATION} characters")
    if contains_individual_number(explanation):
        raise AskInvalid("explanation", "it holds what looks like a 個人番号 (V8); take it out")
    longest = policy.break_glass_minutes
    if not 0 <= request.minutes <= longest:
        raise AskInvalid("minutes", f"give 1 to {longest}, or 0 for {longest}")
    return Ask(
        person,
        codes,
        reason=request.reason,
        explanation=explanation,
        minutes=request.minutes or longest,
    )


class BreakGlasses:
    """Issues break-glasses and finds them again. Safe to use from several threads."""

    def __init__(
        self,
        views: ViewReader,
        trail: TrailReader,
        codec: Codec,
        keys: OpeningKeys,
        clock: Clock,
        policy: Policy,
    ) -> None:
        self._views = views
        self._trail = trail
        self._codec = codec
        self._keys = keys
        self._clock = clock
        self.policy = policy
        self._lock = threading.Lock()
        # Until the trail has caught up; it is what remains after a restart.
        self._issued: dict[bytes, _Issued] = {}

    def new(self, ask: Ask) -> Glass:
        """What the request would open, from now on; nothing is issued yet."""
        expires_at = self._clock.now() + timedelta(minutes=ask.minutes)
        return Glass(uuid.uuid4().bytes, ask.person, ask.field_codes, expires_at)

    def issue(self, reader: Reader, glass: Glass) -> None:
        """It is recorded, so it may be read again until it expires."""
        now = self._clock.now()
        with self._lock:
            running = {i: one for i, one in self._issued.items() if one.glass.expires_at > now}
            self._issued = {
                **running,
                glass.break_glass_id: _Issued(reader.agency_id, reader.user, glass),
            }

    def find(self, reader: Reader, ask: Ask) -> Glass | None:
        """The break-glass to read again: the reader's own, of that person and not expired."""
        if ask.again is None:
            return None
        issued = self._issued.get(ask.again) or _issued(self._trail.break_glass(ask.again))
        if issued is None or (issued.agency_id, issued.user) != (reader.agency_id, reader.user):
            return None
        glass = issued.glass
        if glass.person != ask.person or glass.expires_at <= self._clock.now():
            return None
        if not ask.field_codes <= glass.field_codes:
            return None
        return replace(glass, field_codes=ask.field_codes or glass.field_codes)

    def look(self, reader: Reader, glass: Glass) -> Glimpse:
        """What it shows."""
        now = self._clock.now()
        with self._views.snapshot() as snapshot:
            events = collect((PERSON, glass.person), snapshot.fetch, now)
            closed = snapshot.closed()
        return glimpse(events, self._open, now, reader, glass, self.policy, closed)

    def to_review(self) -> list[tuple[BreakGlass, str]]:
        """Every break-glass not yet reviewed with its explanation, oldest first."""
        return [(each, self._explanation(event)) for each, event in self._trail.to_review()]

    def known(self, break_glass_id: bytes) -> bool:
        """Whether it was ever used."""
        if break_glass_id in self._issued:
            return True
        return self._trail.break_glass(break_glass_id) is not None

    def _explanation(self, event: StoredEvent) -> str:
        for part in event.body["sealed"]:
            try:
                fields = self._open(event, part)
            except CannotOpen:
                return ""
            return "" if fields is None else str(fields["explanation"])
        return ""

    def _open(self, event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(self._codec, event.envelope, part, self._keys)


def review_due(each: BreakGlass, explanation: str) -> query_pb2.BreakGlassToReview:
    """One task of the reviewers' list."""
    return query_pb2.BreakGlassToReview(
        break_glass_id=str(UUID(bytes=each.break_glass_id)),
        viewer=each.viewer,
        viewer_agency=each.viewer_agency,
        reason=each.reason,
        field_codes=sorted(each.field_codes),
        used_at=from_micros(each.used_at).isoformat(),
        expires_at=from_micros(each.expires_at).isoformat(),
        event_id=str(UUID(bytes=each.event_id)),
        explanation=explanation,
        person_refs=sorted(str(UUID(bytes=person)) for person in each.persons),
    )


def whole_micros(moment: datetime) -> datetime:
    """The instant as a record carries it."""
    return from_micros(to_micros(moment))


def _issued(used: BreakGlass | None) -> _Issued | None:
    if used is None or len(used.persons) != 1:
        return None
    (person,) = used.persons
    expires_at = from_micros(used.expires_at)
    glass = Glass(used.break_glass_id, person, used.field_codes, expires_at)
    return _Issued(used.viewer_agency, used.viewer, glass)


def _identifier(field: str, text: str) -> bytes:
    try:
        return UUID(text).bytes
    except ValueError as error:
        raise AskInvalid(field, "give a UUID") from error
