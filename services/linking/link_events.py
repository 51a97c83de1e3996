"""The events of a candidate, as the backbone's own adapter takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.codes import agency_code
from schemas.times import to_micros
from schemas.uuids import uuid_text
from services.caller import Caller
from services.linking.candidates import Candidate

SYSTEM: Final = "enishi-linking"


def proposed(candidate: Candidate, owner: Caller, now: datetime) -> events_pb2.Event:
    """PersonLinkProposed: a candidate that discloses nothing."""
    return events_pb2.Event(
        envelope=_envelope(candidate, owner, now),
        person_link_proposed=events_pb2.PersonLinkProposed(
            link_id=uuid_text(candidate.pair),
            refs=_refs(candidate),
            score_permille=candidate.match.score,
            reason=candidate.match.reason,
        ),
    )


def confirmed(candidate: Candidate, owner: Caller, now: datetime) -> events_pb2.Event:
    """PersonLinkConfirmed, for an identical municipal id alone (I5)."""
    return events_pb2.Event(
        envelope=_envelope(candidate, owner, now),
        person_link_confirmed=events_pb2.PersonLinkConfirmed(
            link_id=uuid_text(candidate.pair),
            refs=_refs(candidate),
            reason=candidate.match.reason,
        ),
    )


def _refs(candidate: Candidate) -> list[common_pb2.Person]:
    return [common_pb2.Person(person_ref=uuid_text(ref)) for ref in candidate.refs]


def _envelope(candidate: Candidate, owner: Caller, now: datetime) -> common_pb2.Envelope:
    """The record id has the instant beside the pair: the same id with another instant would be a
    second payload of one record, and neither would be trusted (I8). That a link is proposed and
    confirmed once is a rule of the stream itself."""
    at = Timestamp()
    at.FromDatetime(now)
    at.nanos -= at.nanos % 1000
    return common_pb2.Envelope(
        municipality_code=owner.municipality,
        agency_id=owner.agency_id,
        source_system_id=SYSTEM,
        source_record_id=f"{uuid_text(candidate.pair)}-{to_micros(now)}",
        source_revision=1,
        actor_id=SYSTEM,
        actor_role=agency_code(owner.agency_id),
        occurred_at=at,
        occurred_precision=common_pb2.INSTANT,
        recorded_at=at,
        legal_basis=common_pb2.OWN,
        compartment=common_pb2.COMPARTMENT_AGENCY,
    )
