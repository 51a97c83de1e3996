"""What was provided into one conference or council case, for a member who looks inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.household.attributes import attributes
from projections.household.issues import issues
from projections.household.opened import OpenPart, opened_parts
from projections.household.reading import opened_as_granted
from projections.household.text import event_ids, id_text, instant_text
from projections.household.timeline import timeline
from projections.household.view import TimelineEntry, Value
from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent, by_time
from projections.visibility.consents import consent_state
from projections.visibility.decision import NO_RESULT, WORKSPACE_ONLY, ConsentState
from projections.visibility.policy import Policy
from projections.visibility.reader import Reader
from projections.visibility.sight import Granted, Seen, Sight, look
from projections.visibility.situation import IDENTITY_STATEMENTS, asked
from projections.visibility.standing import NOTHING_CLOSED, Closed
from projections.visibility.workspaces import Workspace, workspace_of
from schemas.codes import agency_code
from schemas.sealing import REDACTED

_TEAM = "CT"
_PLAN = "PLAN"


@dataclass(frozen=True, slots=True)
class Subject:
    """A person the room is about: the name as a member registered it, the issues said inside."""

    person_ref: str
    attributes: tuple[Value, ...]
    issues: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Requested:
    """情報提供の求め."""

    event_id: str
    to: tuple[str, ...]
    field_codes: tuple[str, ...]
    requested_at: str


@dataclass(frozen=True, slots=True)
class Provided:
    """情報提供: one content. ``covered_by_consent_id``: the live consent that would carry it to a
    multilayer conference; empty where none does."""

    value: Value
    provided_at: str
    to: tuple[str, ...]
    covered_by_consent_id: str


@dataclass(frozen=True, slots=True)
class WorkspaceReading:
    """``workspace`` is None where there is no result; ``reason`` is for the auditor alone."""

    workspace: Workspace | None
    reason: str = NO_RESULT
    subjects: tuple[Subject, ...] = ()
    requested: tuple[Requested, ...] = ()
    provided: tuple[Provided, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    persons: tuple[bytes, ...] = ()
    granted: tuple[Granted, ...] = ()
    source_event_ids: tuple[bytes, ...] = ()


def workspace_reading(
    workspace_id: bytes,
    events: Iterable[StoredEvent],
    open_part: OpenPart,
    now: datetime,
    reader: Reader,
    policy: Policy,
    closed: Closed = NOTHING_CLOSED,
) -> WorkspaceReading:
    """The room as ``reader`` may see it, who must have entered it (``reader.workspace``).

    ``events`` as ``collect`` found them for the room's case.
    """
    told = settle(event for event in events if event.envelope["legal_basis"] != "AUDIT")
    attributed = attribute(told)
    facts = attributed.settled
    sight = look(facts.effective, reader, now, policy, attributed.doubtful, closed)
    workspace = sight.standing.workspaces.get(workspace_id)
    inside = [one for one in sight.seen if _is_inside(one, workspace_id)]
    if workspace is None or not inside:
        member = workspace is not None and reader.agency_id in workspace.bound
        return WorkspaceReading(None, WORKSPACE_ONLY if member else NO_RESULT)
    names = [
        one
        for one in sight.seen
        if one.event.name in IDENTITY_STATEMENTS
        and not workspace.subjects.isdisjoint(one.event.envelope["person_refs"])
    ]
    told_inside = sorted((one.event for one in inside), key=by_time)
    opened = opened_as_granted([*inside, *names], open_part, policy)
    subjects = tuple(
        _subject(person, names, told_inside, opened, sight) for person in _order(workspace)
    )
    read = [*inside, *names]
    return WorkspaceReading(
        workspace=workspace,
        reason="",
        subjects=subjects,
        requested=tuple(_requested(e) for e in told_inside if e.name == "InformationRequested"),
        provided=tuple(
            provided
            for event in told_inside
            for provided in _provided(event, opened, sight, reader)
        ),
        timeline=timeline(told_inside, frozenset()),
        persons=tuple(sorted({one.person for each in read for one in each.granted})),
        granted=tuple(dict.fromkeys(one for each in read for one in each.granted)),
        source_event_ids=tuple(one.event.event_id for one in read),
    )


def _is_inside(one: Seen, workspace_id: bytes) -> bool:
    return workspace_of(one.original) == workspace_id


def _order(workspace: Workspace) -> list[bytes]:
    return sorted(workspace.subjects)


def _subject(
    person: bytes,
    names: Iterable[Seen],
    inside: Sequence[StoredEvent],
    opened: OpenPart,
    sight: Sight,
) -> Subject:
    said = [one.event for one in names]
    about = [event for event in inside if person in event.envelope["person_refs"]]
    return Subject(
        person_ref=id_text(person),
        attributes=attributes(person, said, opened, sight.standing.today),
        issues=issues(about),
    )


def _requested(event: StoredEvent) -> Requested:
    return Requested(
        event_id=id_text(event.event_id),
        to=tuple(event.body["to"]),
        field_codes=tuple(event.body["field_codes"]),
        requested_at=instant_text(event.envelope["occurred_at"]),
    )


def _provided(
    event: StoredEvent, opened: OpenPart, sight: Sight, reader: Reader
) -> Iterable[Provided]:
    """Every text that was given, note or content, by person and field code."""
    for part in opened_parts(event, opened):
        for text in _texts(part.fields):
            yield Provided(
                value=Value(
                    field=part.field_code,
                    value=REDACTED if part.fields is None and not part.altered else text,
                    agency_id=event.agency,
                    event_ids=event_ids([event]),
                    redacted=part.fields is None and not part.altered,
                    needs_checking=part.altered,
                    person_ref=id_text(part.person_ref),
                ),
                provided_at=instant_text(event.envelope["occurred_at"]),
                to=tuple(event.body.get("to") or ()),
                covered_by_consent_id=_covered(
                    event, part.person_ref, part.field_code, sight, reader
                ),
            )


def _texts(fields: object) -> list[str]:
    if not isinstance(fields, dict):
        return [""]
    content = fields.get("content")
    if content is not None:
        return [item["text"] for item in content]
    return [value for value in fields.values() if isinstance(value, str)]


def _covered(
    event: StoredEvent, person: bytes, field_code: str, sight: Sight, reader: Reader
) -> str:
    """The consent that names whoever provided this, the coordination team and the field."""
    several = sight.standing.consents.get(person, ())
    teams = sorted({a for one in several for a in one.agencies if agency_code(a) == _TEAM})
    for team in teams:
        cut = sight.cuts.get(person, 0)
        question = asked(
            event.agency, team, field_code, reader, sight.standing, person, cut, purpose=_PLAN
        )
        found = consent_state(several, question)
        if found.state in (ConsentState.LIVE, ConsentState.LIVE_ABUSE_DV) and found.consent:
            return id_text(found.consent.consent_id)
    return ""
