"""To an auditor: how the table decides about one event for one agency, row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import TypeVar
from uuid import UUID

from projections.household.closure import collect
from projections.household.reach import CASE, PERSON, Key
from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.policy import Policy
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import Why, explain
from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from services.clock import Clock
from services.query.reader import default_role
from services.query.view_reader import ViewReader

Rest = TypeVar("Rest")


@dataclass(frozen=True, slots=True)
class Explained:
    """The answer, and whom it is about."""

    message: query_pb2.Explanation
    subjects: frozenset[bytes]


class Explainer:
    """Decides again, for somebody else, at any instant. Safe to use from several threads."""

    def __init__(self, views: ViewReader, clock: Clock, policy: Policy) -> None:
        self._views = views
        self._clock = clock
        self._policy = policy

    def explain(self, request: query_pb2.ExplainRequest, event_id: bytes) -> Explained | None:
        """Every decision about the event; None where there is no such event."""
        now = request.at.ToDatetime(UTC) if request.HasField("at") else self._clock.now()
        with self._views.snapshot() as snapshot:
            stored = snapshot.event(event_id)
            if stored is None:
                return None
            events: dict[bytes, StoredEvent] = {event_id: stored}
            for subject in _subjects(stored):
                for event in collect(subject, snapshot.fetch, now):
                    events[event.event_id] = event
        facts = attribute(settle(e for e in events.values() if not _is_audit(e)))
        whole = facts.settled
        event = next((e for e in whole.effective if e.event_id == event_id), stored)
        decisions = explain(
            whole.effective, event, _reader(request), now, self._policy, facts.doubtful
        )
        return Explained(
            query_pb2.Explanation(
                decisions=[self._decision(one) for one in decisions],
                policy_version=f"visibility v{self._policy.version}",
            ),
            frozenset(event.envelope["person_refs"]),
        )

    def _decision(self, one: Why) -> query_pb2.ExplainedDecision:
        rule = one.decision.rule
        row = self._policy.row(rule) if rule else None
        return query_pb2.ExplainedDecision(
            person_ref=uuid_text(one.person),
            field_code=one.field_code,
            allowed=one.decision.allowed,
            rule=rule,
            reason=one.decision.reason,
            ja=row.ja if row else "どの根拠にも当たらない",
            en=row.en if row else "No row of the table allows it",
            consent_id=_text(one.found.consent, lambda consent: consent.consent_id),
            referral_id=_text(one.found.package, lambda package: package.referral_id),
        )


def _text(found: Rest | None, of: Callable[[Rest], bytes]) -> str:
    return "" if found is None else uuid_text(of(found))


def _subjects(event: StoredEvent) -> list[Key]:
    cases = [] if event.case_id is None else [(CASE, event.case_id)]
    return cases + [(PERSON, person) for person in event.envelope["person_refs"]]


def _is_audit(event: StoredEvent) -> bool:
    basis: str = event.envelope["legal_basis"]
    return basis == "AUDIT"


def _reader(request: query_pb2.ExplainRequest) -> Reader:
    workspace = UUID(request.workspace_id).bytes if request.workspace_id else None
    return Reader(
        request.agency_id,
        request.role or default_role(request.agency_id),
        "",
        request.purpose or COORDINATION,
        workspace,
    )
