"""What an action is done to, as the worker who does it sees it."""

from __future__ import annotations

from dataclasses import dataclass, field

from protos.enishi.v1 import query_pb2


@dataclass(frozen=True, slots=True)
class Ground:
    """On what an event is recorded, as the envelope spells it; ids empty where there is none."""

    legal_basis: str
    compartment: str
    consent_id: str = ""
    conference_id: str = ""
    council_case_id: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """``id``: of the request, case, referral or flag in the address; ``ground``: what an event
    about it cites; ``item`` or ``referral``: what it is; ``person_refs``: whom it is about, as far
    as is known; ``household``, ``workspace``: where the action needs to see it."""

    id: str
    case_id: str
    ground: Ground
    me: str
    item: query_pb2.QueueItem = field(default_factory=query_pb2.QueueItem)
    referral: query_pb2.Referral = field(default_factory=query_pb2.Referral)
    person_refs: tuple[str, ...] = ()
    link_id: str = ""
    household: query_pb2.Household = field(default_factory=query_pb2.Household)
    workspace: query_pb2.Workspace = field(default_factory=query_pb2.Workspace)
