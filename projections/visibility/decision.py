"""The decision: default deny, deny wins; a pure function of one finite situation (V1–V7)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from projections.visibility.policy import Policy, Row

NO_RESULT = "NO_RESULT"
CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
PROTECTED = "PROTECTED"
WORKSPACE_ONLY = "WORKSPACE_ONLY"
NO_RULE = ""

_COMPARTMENTED = ("ABUSE_DV", "PROTECTED")
_OF_A_ROOM = ("SUPPORT_CONF", "CHILD_COUNCIL")


class ConsentState(StrEnum):
    """How the person's consents stand between the source, the reader and the field."""

    NONE = "NONE"
    LIVE = "LIVE"
    LIVE_ABUSE_DV = "LIVE_ABUSE_DV"
    OTHER_FIELD = "OTHER_FIELD"
    OTHER_PURPOSE = "OTHER_PURPOSE"
    REFERRAL_ONLY = "REFERRAL_ONLY"
    OVERRIDDEN = "OVERRIDDEN"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class PackageState(StrEnum):
    """Whether a referral to the reader carries this fact (V5)."""

    NONE = "NONE"
    CONSENT = "CONSENT"
    ABUSE_DUTY = "ABUSE_DUTY"
    LOOP = "LOOP"
    ENDED = "ENDED"


class RoomState(StrEnum):
    """Where the reader stands to the conference or council case this fact was provided into."""

    NONE = "NONE"
    INSIDE = "INSIDE"
    SUBJECT = "SUBJECT"
    ELSEWHERE = "ELSEWHERE"
    CLOSED = "CLOSED"
    PROMOTED = "PROMOTED"


class Opening(StrEnum):
    """What opens a fact to a desk that has duties of its own (V6)."""

    NONE = "NONE"
    REQUEST = "REQUEST"
    REQUEST_ITSELF = "REQUEST_ITSELF"
    DECISION = "DECISION"
    DECISION_MADE = "DECISION_MADE"
    ABUSE = "ABUSE"
    IDENTITY_STATEMENT = "IDENTITY_STATEMENT"


class GlassState(StrEnum):
    """Whether a break-glass of this reader opens the field of this person."""

    NONE = "NONE"
    LIVE = "LIVE"
    EXPIRED = "EXPIRED"


class Situation(NamedTuple):
    """Everything the decision rests on, for one field code of one person in one event."""

    who: str
    own: bool
    restricted: bool
    basis: str
    compartment: str
    field_code: str
    consent: ConsentState = ConsentState.NONE
    package: PackageState = PackageState.NONE
    room: RoomState = RoomState.NONE
    opening: Opening = Opening.NONE
    glass: GlassState = GlassState.NONE
    protected: bool = False
    closed: bool = False
    cited: bool = True


class Decision(NamedTuple):
    """``rule``: the row that decided, empty where none allows. ``reason``: why it is denied."""

    allowed: bool
    rule: str
    reason: str = ""


@lru_cache(maxsize=200_000)
def decide(policy: Policy, situation: Situation) -> Decision:
    """The decision of one situation."""
    allowing = [row for row in policy.allow if _applies(row, situation)]
    for row in policy.deny:
        if _applies(row, situation):
            allowing = [each for each in allowing if each.id in row.spares]
            if not allowing:
                return Decision(False, row.id, row.reason)
    if allowing:
        # A ground for the name alone comes last, or it would hide what a wider one opens.
        return Decision(True, min(allowing, key=lambda row: row.names_only).id)
    return Decision(False, NO_RULE, _reason(situation))


def _applies(row: Row, situation: Situation) -> bool:
    return (
        (row.who is None or situation.who in row.who)
        and (row.own is None or situation.own == row.own)
        and (row.restricted is None or situation.restricted == row.restricted)
        and (row.compartments is None or situation.compartment in row.compartments)
        and (row.bases is None or situation.basis in row.bases)
        and (row.field_codes is None or situation.field_code in row.field_codes)
        and all(getattr(situation, name) in values for name, values in row.when.items())
    )


def _reason(situation: Situation) -> str:
    """For the auditor only; the refused hears "no result" (V2)."""
    if situation.compartment in _COMPARTMENTED or situation.consent == ConsentState.OVERRIDDEN:
        return PROTECTED
    if situation.compartment in _OF_A_ROOM and situation.room in (
        RoomState.ELSEWHERE,
        RoomState.CLOSED,
    ):
        return WORKSPACE_ONLY
    if situation.consent == ConsentState.WITHDRAWN:
        return CONSENT_WITHDRAWN
    return NO_RESULT
