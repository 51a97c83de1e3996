"""Flags of a case as an answer names them, and the ground on which it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code, code_list
from services.console.actions.about import About, Ground
from services.console.actions.abuse.ground import ABUSE_DESK, ABUSE_DUTY
from services.console.actions.plan.subjects import case_of

_GUARDED: Final = frozenset({"ABUSE_DV", "PROTECTED"})
_OF_A_ROOM: Final = frozenset({"SUPPORT_CONFERENCE", "CHILD_COUNCIL"})


def unanswered(about: About) -> list[tuple[str, str]]:
    """(id, what it says) of the flags that nobody has answered."""
    return _in(about, frozenset({"OPEN"}))


def standing(about: About) -> list[tuple[str, str]]:
    """(id, what it says) of the flags that are not cleared."""
    return _in(about, frozenset({"OPEN", "RESPONDED"}))


def only_one(flags: list[tuple[str, str]]) -> str:
    """What a form begins with: the flag, where there is no choice."""
    return flags[0][0] if len(flags) == 1 else ""


def envelope_of(about: About, flag_id: str) -> Mapping[str, Any]:
    """The ground of an answer. What was flagged apart is answered apart (V4), and what was said in
    a conference or council stays in it; anything else stands on what the agency records about the
    case, and what the abuse desk does of its own accord stays apart too."""
    flag = next(one for one in case_of(about).flags if one.flag_id == flag_id)
    ground = about.ground
    if flag.compartment in _GUARDED or flag.legal_basis in _OF_A_ROOM:
        ground = Ground(
            flag.legal_basis,
            flag.compartment,
            flag.consent_id,
            flag.conference_id,
            flag.council_case_id,
        )
    elif agency_code(about.me) == ABUSE_DESK and ground.legal_basis != "CONSENT":
        ground = ABUSE_DUTY
    return {
        "legalBasis": ground.legal_basis,
        "compartment": f"COMPARTMENT_{ground.compartment}",
        "consentId": ground.consent_id,
        "conferenceId": ground.conference_id,
        "councilCaseId": ground.council_case_id,
    }


def _in(about: About, states: frozenset[str]) -> list[tuple[str, str]]:
    return [
        (flag.flag_id, _said(flag))
        for flag in case_of(about).flags
        if flag.state in states and flag.legal_basis
    ]


def _said(flag: query_pb2.Flag) -> str:
    flags = code_list("urgency_flag")
    word = f"{flags.ja(flag.flag)} / {flags.en(flag.flag)}"
    return f"{flag.band} {word} {flag.raised_at[:16].replace('T', ' ')} {flag.agency_id}"
