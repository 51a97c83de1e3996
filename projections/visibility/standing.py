"""What the facts say of consents, conferences, protections and referrals at one instant.

Made from every effective event, whoever may see it: to deny one may know everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.household.members import stated_households
from projections.household.requests import requests
from projections.stored_event import StoredEvent
from projections.visibility.consents import Consent, consents
from projections.visibility.packages import Package, packages
from projections.visibility.protections import (
    Abuse,
    Protection,
    abuse,
    ever_protected,
    protections,
)
from projections.visibility.workspaces import Workspace, promoted, workspaces
from schemas.times import JST, to_days, to_micros

_WITHOUT_CONSENT = ("NOT_OBTAINED", "REFUSED")
_OFF_THE_QUEUE = ("DECIDED", "RETURNED", "ADVICE_ONLY", "CLOSED")


@dataclass(frozen=True, slots=True)
class Closed:
    """What set-aside records close (D8): whole sources, and cases with everyone in them."""

    cases: frozenset[bytes] = frozenset()
    agencies: frozenset[str] = frozenset()


NOTHING_CLOSED = Closed()


@dataclass(frozen=True, slots=True)
class Standing:
    """``requests``: case → who asked the municipality without consent, and about whom.
    ``decided``: the persons by case whose plan lies with the municipality."""

    now: int
    today: int
    consents: Mapping[bytes, tuple[Consent, ...]]
    workspaces: Mapping[bytes, Workspace]
    promoted: frozenset[bytes]
    active: tuple[Protection, ...]
    ever: tuple[Protection, ...]
    abuse: Mapping[bytes, Abuse]
    packages: tuple[Package, ...]
    requests: Mapping[bytes, tuple[frozenset[str], frozenset[bytes]]]
    decided: Mapping[bytes, frozenset[bytes]]
    stated_ids: frozenset[bytes]
    closed: Closed
    closed_persons: frozenset[bytes]
    persons_of_case: Mapping[bytes, frozenset[bytes]]
    persons_of_household: Mapping[bytes, frozenset[bytes]]
    protected: frozenset[bytes]

    def subjects(self, event: StoredEvent) -> tuple[bytes, ...]:
        """Whom an event is about; of one that names nobody, whoever its consent or case does."""
        envelope = event.envelope
        if envelope["person_refs"]:
            return tuple(envelope["person_refs"])
        if event.name in ("HouseholdsJoined", "HouseholdsJoinRevoked"):
            both = (event.body["household_id"], event.body["other_household_id"])
            people = [self.persons_of_household.get(one, frozenset()) for one in both]
            return tuple(sorted(frozenset[bytes]().union(*people)))
        return tuple(sorted(self.persons_of_case.get(event.case_id or b"", frozenset())))


def standing(
    effective: Sequence[StoredEvent],
    doubtful: Sequence[StoredEvent],
    now: datetime,
    closed: Closed,
) -> Standing:
    """How everything stands at ``now``; ``doubtful`` are events in conflict and
    those of which it is open whose they are."""
    instant = to_micros(now)
    today = to_days(now.astimezone(JST).date())
    restricting = (*effective, *doubtful)
    by_case = _by_case(effective)
    active = tuple(protections(effective, doubtful, instant, today))
    return Standing(
        now=instant,
        today=today,
        consents=consents(effective, doubtful),
        workspaces=workspaces(effective),
        promoted=promoted(effective, instant),
        active=active,
        ever=tuple(ever_protected(restricting, instant)),
        abuse=abuse(restricting, instant),
        packages=packages(effective, now),
        requests=_requests(by_case),
        decided=_decided(by_case),
        stated_ids=_stated_ids(effective),
        closed=closed,
        closed_persons=frozenset(
            person
            for case_id in closed.cases
            for event in by_case.get(case_id, ())
            for person in event.envelope["person_refs"]
        ),
        persons_of_case={case_id: _persons(events) for case_id, events in by_case.items()},
        persons_of_household={
            household_id: frozenset(household.members)
            for household_id, household in stated_households(effective, today).items()
        },
        protected=frozenset(person for one in active for person in one.persons),
    )


def _by_case(events: Iterable[StoredEvent]) -> dict[bytes, list[StoredEvent]]:
    found: dict[bytes, list[StoredEvent]] = {}
    for event in events:
        if event.case_id is not None:
            found.setdefault(event.case_id, []).append(event)
    return found


def _persons(events: Sequence[StoredEvent]) -> frozenset[bytes]:
    """With whom a case was opened, or where nobody opened it, whom its events name."""
    opened = [event for event in events if event.name == "ConsultationReceived"]
    return frozenset(p for event in opened or events for p in event.envelope["person_refs"])


def _requests(
    by_case: Mapping[bytes, list[StoredEvent]],
) -> dict[bytes, tuple[frozenset[str], frozenset[bytes]]]:
    found = {}
    for case_id, events in by_case.items():
        asked = [
            event
            for event in events
            if event.name == "CoordinationRequested"
            and event.body["consent_status"] in _WITHOUT_CONSENT
        ]
        if not asked:
            continue
        waiting = {
            one.request_id.replace("-", "")
            for one in requests(events)
            if one.state not in _OFF_THE_QUEUE
        }
        waiting_for = [e for e in asked if e.body["request_id"].hex() in waiting]
        if waiting_for:
            found[case_id] = (
                frozenset(event.agency for event in waiting_for),
                frozenset(p for event in waiting_for for p in event.envelope["person_refs"]),
            )
    return found


def _decided(by_case: Mapping[bytes, list[StoredEvent]]) -> dict[bytes, frozenset[bytes]]:
    """A plan goes to the municipality once the multilayer conference found it adequate."""
    found = {}
    for case_id, events in by_case.items():
        adequate = any(
            event.name == "SupportDecided"
            or (event.name == "MultilayerConferenceConvened" and event.body["result"] == "ADEQUATE")
            for event in events
        )
        drafts = [event for event in events if event.name == "PlanDrafted"]
        if adequate and drafts:
            found[case_id] = frozenset(
                one["person"] for draft in drafts for one in draft.body["subject_consents"]
            )
    return found


def _stated_ids(effective: Iterable[StoredEvent]) -> frozenset[bytes]:
    """Every consent, conference and council case that somebody has stated."""
    own = {
        "ConsentGranted": "consent_id",
        "ConsentRefused": "consent_id",
        "SupportConferenceConvened": "conference_id",
        "MultilayerConferenceConvened": "conference_id",
        "ChildCouncilRegistered": "council_case_id",
    }
    return frozenset(event.body[own[event.name]] for event in effective if event.name in own)
