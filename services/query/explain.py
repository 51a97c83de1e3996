"""To an auditor: how the table decides about one event for one agency, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from projections.household.closure import collect
from projections.household.reach import CASE, PERSON, Key
from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.policy import Policy
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import Explained, explain
from protos.enishi.v1 import query_pb2
from schemas.codes import code_list
from schemas.times import JST
from schemas.topics import AGENCY_ID
from schemas.uuids import uuid_text
from services.clock import Clock
from services.query.reader import default_role, roles_of
from services.query.view_reader import ViewReader

_NOBODY = ""
"""The table decides about agencies and roles, whoever the person at the screen is."""


class QuestionInvalid(ValueError):
    """A field of the question is not as it must be; ``advice`` is the way out."""

    def __init__(self, field: str, advice: str) -> None:
        super().__init__(f"{field}: {advice}")
        self.field = field
        self.advice = advice


class Question(NamedTuple):
    """What an auditor asks: ``reader`` is whom the event might be shown to; ``at``: now if None."""

    event_id: bytes
    reader: Reader
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer, and whom it is about."""

    message: query_pb2.Explanation
    subjects: frozenset[bytes]
    cases: frozenset[bytes]


def question_of(request: query_pb2.ExplainRequest) -> Question:
    """The question a request asks. Raises QuestionInvalid."""
    if not AGENCY_ID.match(request.agency_id):
        raise QuestionInvalid("agency_id", "give an agency such as HOK-1")
    role = request.role or default_role(request.agency_id)
    allowed = roles_of(request.agency_id)
    if role not in allowed:
        raise QuestionInvalid("role", f"give one of {', '.join(sorted(allowed))}")
    purpose = request.purpose or COORDINATION
    if purpose not in code_list("purpose"):
        raise QuestionInvalid("purpose", "give a code of the list purpose")
    workspace = _uuid("workspace_id", request.workspace_id) if request.workspace_id else None
    reader = Reader(request.agency_id, role, _NOBODY, purpose, workspace)
    return Question(_uuid("event_id", request.event_id), reader, _instant(request))


class Explainer:
    """Decides again, for somebody else, at any instant. Safe to use from several threads."""

    def __init__(self, views: ViewReader, clock: Clock, policy: Policy) -> None:
        self._views = views
        self._clock = clock
        self._policy = policy

    def explain(self, question: Question) -> Explanation | None:
        """Every decision about the event; None where there is no such event.

        No decision where the event shows nothing to anybody: it was replaced, it is in conflict,
        or it waits to be attributed.
        """
        now = question.at or self._clock.now()
        with self._views.snapshot() as snapshot:
            stored = snapshot.event(question.event_id)
            if stored is None:
                return None
            closed = snapshot.closed()
            events: dict[bytes, StoredEvent] = {stored.event_id: stored}
            for subject in _subjects(stored):
                for event in collect(subject, snapshot.fetch, now):
                    events[event.event_id] = event
        facts = attribute(settle(e for e in events.values() if not _is_audit(e)))
        whole = facts.settled.effective
        decisions = [
            one
            for event in whole
            if event.event_id == stored.event_id
            for one in explain(
                whole, event, question.reader, now, self._policy, facts.doubtful, closed
            )
        ]
        message = query_pb2.Explanation(
            decisions=[self._decision(one) for one in decisions],
            policy_version=f"visibility v{self._policy.version}",
        )
        persons = {one.why.person for one in decisions} | set(stored.envelope["person_refs"])
        cases = [] if stored.case_id is None else [stored.case_id]
        return Explanation(message, frozenset(persons), frozenset(cases))

    def _decision(self, one: Explained) -> query_pb2.ExplainedDecision:
        rule = one.why.decision.rule
        row = self._policy.rows[rule] if rule else None
        return query_pb2.ExplainedDecision(
            person_ref=uuid_text(one.why.person),
            field_code=one.why.field_code,
            allowed=one.why.decision.allowed,
            rule=rule,
            reason=one.why.decision.reason,
            ja=row.ja if row else "どの根拠にも当たらない",
            en=row.en if row else "No row of the table allows it",
            consent_id=_text(one.consent_id),
            conference_id=_text(one.conference_id),
            council_case_id=_text(one.council_case_id),
            referral_id=_text(one.referral_id),
        )


def _text(identifier: bytes | None) -> str:
    return "" if identifier is None else uuid_text(identifier)


def _uuid(field: str, text: str) -> bytes:
    try:
        return UUID(text).bytes
    except ValueError as error:
        raise QuestionInvalid(field, "give a UUID") from error


def _instant(request: query_pb2.ExplainRequest) -> datetime | None:
    if not request.HasField("at"):
        return None
    try:
        return request.at.ToDatetime(UTC).astimezone(JST)
    except (ValueError, OverflowError) as error:
        raise QuestionInvalid("at", "give an instant of the years 1 to 9999") from error


def _subjects(event: StoredEvent) -> list[Key]:
    cases = [] if event.case_id is None else [(CASE, event.case_id)]
    return cases + [(PERSON, person) for person in event.envelope["person_refs"]]


def _is_audit(event: StoredEvent) -> bool:
    basis: str = event.envelope["legal_basis"]
    return basis == "AUDIT"
