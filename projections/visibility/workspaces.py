"""支援会議と要対協: what is said there stays there (Social Welfare Act art. 106-6, Child Welfare
Act art. 25-2 and 25-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from projections.stored_event import StoredEvent
from projections.visibility.decision import RoomState
from projections.visibility.reader import Reader

SUPPORT_CONFERENCE = "SUPPORT_CONFERENCE"
CHILD_COUNCIL = "CHILD_COUNCIL"
_KIND = {
    "SupportConferenceConvened": (SUPPORT_CONFERENCE, "conference_id"),
    "ChildCouncilRegistered": (CHILD_COUNCIL, "council_case_id"),
}


@dataclass(frozen=True, slots=True)
class Workspace:
    """One conference or council case. ``bound``: the agencies that may look inside: members, of a
    support conference those who acknowledged secrecy. Instants in microseconds."""

    workspace_id: bytes
    kind: str
    host: str
    members: tuple[str, ...]
    acks: tuple[str, ...]
    bound: frozenset[str]
    subjects: frozenset[bytes]
    case_id: bytes | None
    opened_at: int
    closes_at: int | None
    event_id: bytes

    def is_open(self, now: int) -> bool:
        """Whether it has begun and has not closed."""
        return self.opened_at <= now and (self.closes_at is None or now < self.closes_at)


def workspace_of(event: StoredEvent) -> bytes | None:
    """The conference or council case an event was provided into, by its compartment."""
    envelope = event.envelope
    if envelope["compartment"] == "SUPPORT_CONF":
        cited: bytes | None = envelope["conference_id"]
    elif envelope["compartment"] == "CHILD_COUNCIL":
        cited = envelope["council_case_id"]
    else:
        return None
    if cited is None and event.name in _KIND:
        return _own_id(event)
    return cited


def workspaces(effective: Iterable[StoredEvent]) -> Mapping[bytes, Workspace]:
    """Every conference and council case; of two events with one id the earlier counts.

    Whom a room is about is what its host says: a member who could add somebody by speaking of
    them would grant itself their name.
    """
    effective = list(effective)
    subjects: dict[tuple[bytes, str], set[bytes]] = {}
    for event in effective:
        inside = workspace_of(event)
        if inside is not None:
            said = subjects.setdefault((inside, event.agency), set())
            said.update(event.envelope["person_refs"])
    found: dict[bytes, Workspace] = {}
    for event in effective:
        if event.name in _KIND:
            workspace_id = _own_id(event)
            by_host = subjects.get((workspace_id, event.agency), set())
            found.setdefault(workspace_id, _workspace(event, by_host))
    return found


def promoted(effective: Iterable[StoredEvent], now: int) -> frozenset[bytes]:
    """The conferences and council cases that a multilayer conference has taken over by ``now``."""
    return frozenset(
        event.body["promoted_from"]
        for event in effective
        if event.name == "MultilayerConferenceConvened"
        and event.body.get("promoted_from") is not None
        and event.envelope["occurred_at"] <= now
    )


def room_state(
    event: StoredEvent,
    known: Mapping[bytes, Workspace],
    taken_over: frozenset[bytes],
    reader: Reader,
    now: int,
) -> RoomState:
    """Where the reader stands to what this event provided into a room."""
    inside = workspace_of(event)
    if inside is None or inside not in known:
        return RoomState.NONE
    workspace = known[inside]
    admitted = reader.agency_id in workspace.bound and _addressed(event, workspace, reader)
    if admitted and workspace.is_open(now) and reader.workspace == inside:
        return RoomState.INSIDE
    if inside in taken_over:
        return RoomState.PROMOTED
    if not admitted:
        return RoomState.NONE
    return RoomState.ELSEWHERE if workspace.is_open(now) else RoomState.CLOSED


def names_subject(
    event: StoredEvent, person: bytes, known: Mapping[bytes, Workspace], reader: Reader, now: int
) -> bool:
    """Whether the event is a fellow member's registration of somebody the reader's conference is
    about: whoever sits there must know of whom they speak."""
    workspace = known.get(reader.workspace) if reader.workspace is not None else None
    return (
        workspace is not None
        and event.name in ("PersonRegistered", "AttributeAsserted")
        and person in workspace.subjects
        and reader.agency_id in workspace.bound
        and event.agency in workspace.members
        and workspace.is_open(now)
    )


def _addressed(event: StoredEvent, workspace: Workspace, reader: Reader) -> bool:
    to = event.body.get("to") if event.name == "InformationProvided" else None
    return not to or reader.agency_id in to or reader.agency_id == workspace.host


def _own_id(event: StoredEvent) -> bytes:
    own: bytes = event.body[_KIND[event.name][1]]
    return own


def _workspace(event: StoredEvent, subjects: Iterable[bytes]) -> Workspace:
    body = event.body
    kind = _KIND[event.name][0]
    members = tuple(body["members"])
    acks = tuple(body.get("confidentiality_acks", ()))
    bound = frozenset(members)
    return Workspace(
        workspace_id=_own_id(event),
        kind=kind,
        host=event.agency,
        members=members,
        acks=acks,
        bound=bound & frozenset(acks) if kind == SUPPORT_CONFERENCE else bound | {event.agency},
        subjects=frozenset(subjects) | frozenset(event.envelope["person_refs"]),
        case_id=event.case_id,
        opened_at=event.envelope["occurred_at"],
        closes_at=body.get("closes_at"),
        event_id=event.event_id,
    )
