"""What one reader sees of a set of events at one instant (V1 to V7), and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from projections.stored_event import StoredEvent
from projections.visibility.decision import NO_RESULT, NO_RULE, Decision, decide
from projections.visibility.departures import Departure, undisclosed_departures
from projections.visibility.policy import Policy
from projections.visibility.reader import Reader
from projections.visibility.reduce import HOUSEHOLD, codes_of, movers, persons_of, reduced
from projections.visibility.situation import Found, situation_of
from projections.visibility.standing import NOTHING_CLOSED, Closed, Standing, standing
from projections.visibility.workspaces import (
    CHILD_COUNCIL,
    SUPPORT_CONFERENCE,
    Workspace,
    workspace_of,
)
from schemas.times import day_of, end_of_day, to_days

AUDITOR = "AU"
_NOBODY = bytes(16)
"""Stands for the person where a record names nobody."""


class Granted(NamedTuple):
    """One field code of one person that is shown, and the ground it is shown on."""

    person: bytes
    field_code: str
    rule: str
    basis: str
    source_agency: str
    names_only: bool = False
    consent_id: bytes | None = None
    conference_id: bytes | None = None
    council_case_id: bytes | None = None
    referral_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as the reader sees it. ``original`` is whole."""

    event: StoredEvent
    original: StoredEvent
    granted: tuple[Granted, ...]


class Why(NamedTuple):
    """One decision, for an auditor."""

    person: bytes
    field_code: str
    decision: Decision
    found: Found


class Explained(NamedTuple):
    """One decision with what it cites: where it is allowed its ground, else what came nearest."""

    why: Why
    consent_id: bytes | None
    conference_id: bytes | None
    council_case_id: bytes | None
    referral_id: bytes | None


@dataclass(frozen=True, slots=True)
class Sight:
    """``seen`` in the order of the events given; ``reasons`` say why the others are not."""

    reader: Reader
    standing: Standing
    seen: tuple[Seen, ...]
    departures: tuple[Departure, ...]
    reasons: Mapping[bytes, frozenset[str]]
    cuts: Mapping[bytes, int]
    """Person → the instant before which this reader's consents are overridden."""


def look(
    events: Sequence[StoredEvent],
    reader: Reader,
    now: datetime,
    policy: Policy,
    doubtful: Sequence[StoredEvent] = (),
    closed: Closed = NOTHING_CLOSED,
) -> Sight:
    """What the reader sees of these effective events, people already joined by their links.

    ``doubtful`` are events in conflict and those of which it is open whose they are: they show
    nothing, but what restricts counts.
    """
    stands = standing(events, doubtful, now, closed)
    if reader.code == AUDITOR:
        return Sight(reader, stands, tuple(map(_whole, events)), (), {}, protection_cuts(stands))
    first = _Deciding(reader, stands, policy, protection_cuts(stands))
    departures = undisclosed_departures(events, stands.active, stands.today, first.sees_departure)
    cuts = _cuts(stands, departures)
    deciding = _Deciding(reader, stands, policy, cuts, departures)
    stood_in_for = {event_id for departure in departures for event_id in departure.real}
    seen: list[Seen] = []
    reasons: dict[bytes, frozenset[str]] = {}
    for event in events:
        decisions = deciding.why(event)
        one = deciding.seen(event, decisions)
        hidden = event.event_id in stood_in_for and event.agency != reader.agency_id
        if one is None or hidden:
            reasons[event.event_id] = _reasons(decisions)
        else:
            seen.append(one)
    return Sight(reader, stands, tuple(seen), tuple(departures), reasons, cuts)


def explain(
    events: Sequence[StoredEvent],
    event: StoredEvent,
    reader: Reader,
    now: datetime,
    policy: Policy,
    doubtful: Sequence[StoredEvent] = (),
    closed: Closed = NOTHING_CLOSED,
) -> list[Explained]:
    """Every decision about one event, by person and field code, for an auditor."""
    stands = standing(events, doubtful, now, closed)
    first = _Deciding(reader, stands, policy, protection_cuts(stands))
    departures = undisclosed_departures(events, stands.active, stands.today, first.sees_departure)
    deciding = _Deciding(reader, stands, policy, _cuts(stands, departures), departures)
    return [deciding.explained(event, one) for one in deciding.why(event)]


def protection_cuts(stands: Standing) -> dict[bytes, int]:
    """Person → the first instant after the last protection applied: what was consented to until
    then is overridden (V4)."""
    cuts: dict[bytes, int] = {}
    for protection in stands.ever:
        for person in protection.persons:
            cuts[person] = max(cuts.get(person, 0), protection.applied_at + 1)
    return cuts


def _cuts(stands: Standing, departures: Iterable[Departure]) -> dict[bytes, int]:
    cuts = protection_cuts(stands)
    for departure in departures:
        if not departure.real:
            continue  # Nobody said that they left: the protection has its own instant.
        after = end_of_day(departure.left_on)
        cuts[departure.person] = max(cuts.get(departure.person, 0), after)
    return cuts


def _whole(event: StoredEvent) -> Seen:
    granted = tuple(
        Granted(person, code, "A-AUDITOR", "AUDIT", event.agency)
        for person in event.envelope["person_refs"]
        for code in sorted(codes_of(event))
    )
    return Seen(event, event, granted)


def _reasons(decisions: Iterable[Why]) -> frozenset[str]:
    return frozenset(one.decision.reason for one in decisions if not one.decision.allowed)


class _Deciding:
    """Decides event by event for one reader at one instant."""

    def __init__(
        self,
        reader: Reader,
        stands: Standing,
        policy: Policy,
        cuts: Mapping[bytes, int],
        departures: Iterable[Departure] = (),
    ) -> None:
        self._reader = reader
        self._stands = stands
        self._policy = policy
        self._cuts = cuts
        self._left = {one.person: one.left_on for one in departures}

    def seen(self, event: StoredEvent, decisions: Iterable[Why]) -> Seen | None:
        """What is left of the event; None where nothing is."""
        subjects = self._stands.subjects(event)
        only = self._reader.only
        decided = {
            (one.person, one.field_code): one
            for one in decisions
            if only is None or one.field_code in only
        }

        def may(person: bytes, code: str) -> bool:
            one = decided.get((person, code))
            return one is not None and one.decision.allowed

        if not subjects and not event.body["sealed"] and self._own(event):
            # It names nobody: the agency's own note about its work.
            return Seen(event, event, ()) if self._sees_note(event) else None
        left = reduced(event, subjects, may)
        if left is None:
            return None
        granted = [self._granted(event, one) for one in decided.values() if one.decision.allowed]
        return Seen(left, event, tuple(granted))

    def why(self, event: StoredEvent) -> list[Why]:
        """Every decision about one event."""
        persons = sorted(persons_of(event, self._stands.subjects(event)))
        return [self._why(event, person, code) for person in persons for code in codes_of(event)]

    def explained(self, event: StoredEvent, one: Why) -> Explained:
        """The decision with what it cites."""
        if one.decision.allowed:
            ground = self._granted(event, one)
            return Explained(
                why=one,
                consent_id=ground.consent_id,
                conference_id=ground.conference_id,
                council_case_id=ground.council_case_id,
                referral_id=ground.referral_id,
            )
        found = one.found
        room = self._stands.workspaces.get(workspace_of(event) or b"")
        return Explained(
            why=one,
            consent_id=found.consent.consent_id if found.consent else None,
            conference_id=_id_of(room, SUPPORT_CONFERENCE),
            council_case_id=_id_of(room, CHILD_COUNCIL),
            referral_id=found.package.referral_id if found.package else None,
        )

    def sees_departure(self, event: StoredEvent) -> bool:
        """Whether a departure may be seen of everyone who left by it."""
        return all(self._why(event, person, HOUSEHOLD).decision.allowed for person in movers(event))

    def _own(self, event: StoredEvent) -> bool:
        return event.agency == self._reader.agency_id

    def _sees_note(self, event: StoredEvent) -> bool:
        codes = codes_of(event)
        return all(self._why(event, _NOBODY, code).decision.allowed for code in codes)

    def _why(self, event: StoredEvent, person: bytes, code: str) -> Why:
        found = situation_of(event, person, code, self._reader, self._stands, self._cuts)
        if self._before_leaving(event, person):
            found = found._replace(situation=found.situation._replace(protected=True))
        decision = decide(self._policy, found.situation)
        if decision.allowed and self._is_no_name(event, decision.rule):
            decision = Decision(False, NO_RULE, NO_RESULT)
        return Why(person, code, decision, found)

    def _before_leaving(self, event: StoredEvent, person: bytes) -> bool:
        """Where somebody lived before they left for where the reader may not see is treated as a
        protected person's address is, or the two departures could be told apart."""
        left_on = self._left.get(person)
        return left_on is not None and to_days(day_of(event.envelope["occurred_at"])) < left_on

    def _is_no_name(self, event: StoredEvent, rule: str) -> bool:
        """Whether the ground shows names alone and the statement is about something else."""
        return (
            event.name == "AttributeAsserted"
            and self._policy.rows[rule].names_only
            and event.body["attribute"] not in self._policy.name_attributes
        )

    def _granted(self, event: StoredEvent, one: Why) -> Granted:
        row = self._policy.rows[one.decision.rule]
        by_consent = "consent" in row.when or "opening" in row.when
        room = self._room(event) if "room" in row.when else None
        referral = one.found.package if "package" in row.when else None
        consent_id = one.found.consent.consent_id if by_consent and one.found.consent else None
        return Granted(
            person=one.person,
            field_code=one.field_code,
            rule=row.id,
            basis=row.recorded_basis,
            source_agency=event.agency,
            names_only=row.names_only,
            consent_id=referral.consent_id if referral else consent_id,
            conference_id=_id_of(room, SUPPORT_CONFERENCE),
            council_case_id=_id_of(room, CHILD_COUNCIL),
            referral_id=referral.referral_id if referral else None,
        )

    def _room(self, event: StoredEvent) -> Workspace | None:
        inside = workspace_of(event) or self._reader.workspace
        return None if inside is None else self._stands.workspaces.get(inside)


def _id_of(room: Workspace | None, kind: str) -> bytes | None:
    return room.workspace_id if room is not None and room.kind == kind else None
