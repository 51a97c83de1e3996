"""What a scenario leaves unsaid, said: producers, times, subjects, legal grounds.

The rules are those of ``tests/scenarios/README.md``. A step's choices depend on the steps written
above it, never on the order in which they arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from schemas.catalogue import EventType, Field
from schemas.codes import agency_code, code_list
from schemas.times import JST
from services.scenario.format import AgencyAt

FIRST_SLOT = time(9, 0)
SLOT = timedelta(minutes=10)
REGISTRATION = time(8, 50)

CONSENT_FIELDS = ("IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY", "SERVICES", "PLAN")
CONSENT_PURPOSES = ("COORDINATION", "PLAN", "MONITORING")

COMPARTMENT_OF_BASIS: Mapping[str, str] = {
    "UNKNOWN": "UNKNOWN",
    "OWN": "AGENCY",
    "CONSENT": "CONSENT",
    "SUPPORT_CONFERENCE": "SUPPORT_CONF",
    "CHILD_COUNCIL": "CHILD_COUNCIL",
    "ABUSE_DUTY": "ABUSE_DV",
    "LIFE_BODY": "AGENCY",
    "AUDIT": "NONE",
    "NONE": "NONE",
}
FUNDING_OF_CODE: Mapping[str, str] = {
    "HOK": "I1A",
    "SHO": "I1B",
    "KOD": "I1C",
    "JIR": "I1D",
    "PA": "I2",
    "CB": "I3",
    "OR": "I4",
    "CT": "I5",
}
"""The programme item that pays an agency's work; a coordination team's counts as item 5."""

_RESTRICTED = ("AddressProtectionApplied", "AddressProtectionLifted")


@dataclass(slots=True)
class Running:
    """What the steps above a step have settled."""

    home: str
    by: AgencyAt | None = None
    case: str | None = None
    slots: dict[date, int] = field(default_factory=dict)
    case_persons: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def agency(self, text: str) -> AgencyAt:
        """``HOK-1`` in the first municipality, ``otsu/MU-1`` in another."""
        municipality, _, agency = text.rpartition("/")
        return AgencyAt(municipality or self.home, agency)

    def moment(self, text: str) -> datetime:
        """An instant as written, or the next slot of a day that is written alone."""
        if "T" in text:
            return instant(text)
        day = date.fromisoformat(text)
        taken = self.slots.get(day, 0)
        self.slots[day] = taken + 1
        return datetime.combine(day, FIRST_SLOT, JST) + taken * SLOT


def instant(text: str) -> datetime:
    """An instant in Japan time. Raises ValueError for one that does not exist."""
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def registration(text: str | None, first_day: date) -> datetime:
    """When a person or household is registered: 08:50 of the first day unless it is said."""
    if text is not None and "T" in text:
        return instant(text)
    day = first_day if text is None else date.fromisoformat(text)
    return datetime.combine(day, REGISTRATION, JST)


def basis_of(event: EventType, raw: Mapping[str, Any]) -> str:
    """The only ground an event may have; else the one whose id is cited; else the agency's own."""
    if "basis" in raw:
        return str(raw["basis"])
    if len(event.bases) == 1:
        return next(iter(event.bases))
    for key, basis in (
        ("conference", "SUPPORT_CONFERENCE"),
        ("council", "CHILD_COUNCIL"),
        ("consent", "CONSENT"),
    ):
        if key in raw:
            return basis
    return "OWN"


def role_of(event: EventType, by: AgencyAt) -> str:
    """The agency's own code; MEMBER for who only sits in conferences; RESTRICTED for 支援措置."""
    if event.name in _RESTRICTED:
        return "RESTRICTED"
    code = agency_code(by.agency)
    return "MEMBER" if code_list("agency").more(code, "kind") == "member" else code


def funding_of(event: EventType, by: AgencyAt) -> str:
    """Work on a case is paid by the agency's programme item; all else by none."""
    if event.case != "required":
        return "NONE"
    return FUNDING_OF_CODE.get(agency_code(by.agency), "NONE")


def names_subject(fields: tuple[Field, ...]) -> bool:
    """Whether a payload itself says whom it is about."""
    return any(
        (item.person == "subject" and not item.optional) or names_subject(item.items)
        for item in fields
        if not (item.items and item.optional)
    )


def payload_of(event: EventType, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as written, with what a consent names unless it says so."""
    fields = dict(raw.get("fields", {}))
    if event.name in ("ConsentGranted", "ConsentRefused"):
        fields.setdefault("grantor", "SELF")
        fields.setdefault("method", "WRITTEN")
        fields.setdefault("field_codes", list(CONSENT_FIELDS))
        fields.setdefault("purposes", list(CONSENT_PURPOSES))
    return fields


def person_fields(raw: Mapping[str, Any], alias: str) -> dict[str, Any]:
    """The payload of a PersonRegistered from the short form of a person."""
    attributes: list[dict[str, Any]] = []
    for key, attribute, name_type in (
        ("name", "NAME", "LEGAL_KANJI"),
        ("kana", "NAME_KANA", "KANA"),
        ("birth", "BIRTH_DATE", None),
        ("sex", "SEX", None),
        ("address", "ADDRESS", None),
        ("phone", "PHONE", None),
    ):
        if key in raw:
            row = {"attribute": attribute, "value": raw[key]}
            attributes.append(row if name_type is None else {**row, "name_type": name_type})
    return {
        "person": alias,
        "attributes": attributes + list(raw.get("attributes", [])),
        "source": "SELF",
    }
