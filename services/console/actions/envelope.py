"""The envelope of what a worker records in the console."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from google.protobuf.json_format import ParseDict

from protos.enishi.v1 import events_pb2
from schemas.codes import agency_code
from services.console.actions.about import About
from services.console.actions.action import Answers, Payload

SYSTEM: Final = "enishi-console"
"""The console as a source system: its records are its own forms."""

_FUNDED: Final[Mapping[str, str]] = {
    "HOK": "I1A",
    "SHO": "I1B",
    "KOD": "I1C",
    "JIR": "I1D",
    "PA": "I2",
    "CB": "I3",
    "OR": "I4",
    "CT": "I5",
}
"""The programme item that pays for an agency's work (Social Welfare Act art. 106-4(2))."""


def record_id(token: str, answers: Answers) -> str:
    """The record of one form: sent twice as it is, it is the same record; changed in between, it
    is another. ``token`` is the form's own."""
    digest = hashlib.sha256(token.encode())
    for name, values in sorted(answers.values.items()):
        for part in (name, str(len(values)), *values):
            digest.update(len(part.encode()).to_bytes(4, "big") + part.encode())
    return digest.hexdigest()


def event(
    payload: Payload,
    place: int,
    record: str,
    about: About,
    *,
    municipality: str,
    user: str,
    at: datetime,
) -> events_pb2.Event:
    """One event of a form, as its agency's adapter takes it; ``place`` is which of them.

    Raises ParseError where the action says what the event does not have.
    """
    code = agency_code(about.me)
    ground = about.ground
    envelope: dict[str, Any] = {
        "municipalityCode": municipality,
        "agencyId": about.me,
        "sourceSystemId": SYSTEM,
        "sourceRecordId": f"{record}-{place}",
        "sourceRevision": 1,
        "actorId": user,
        "actorRole": code,
        "occurredAt": at.isoformat(),
        "occurredPrecision": "INSTANT",
        "recordedAt": at.isoformat(),
        "caseId": about.case_id,
        "legalBasis": ground.legal_basis,
        "compartment": f"COMPARTMENT_{ground.compartment}",
        "consentId": ground.consent_id,
        "conferenceId": ground.conference_id,
        "councilCaseId": ground.council_case_id,
        **({"fundingItem": _FUNDED[code]} if code in _FUNDED else {}),
        **payload.envelope,
    }
    said = {"envelope": envelope, payload.name: dict(payload.says)}
    return ParseDict(said, events_pb2.Event())
