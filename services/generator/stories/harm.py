"""Violence and abuse: compartmented from the first second (rule V4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.generator import narratives
from services.generator.casefile import CaseFile
from services.generator.chronicle import Chronicle
from services.generator.people.addresses import draw_address, in_words
from services.generator.people.person import Person
from services.generator.phases import conferences
from services.generator.steps import Value

_COMPARTMENT: Final = "ABUSE_DV"
_PROTECTED_DAYS: Final = 365
_REPORTERS: Final = {"CHILD": "KOD", "ELDER": "HOK", "DISABLED": "SHO"}


def domestic_violence(
    story: Chronicle, victim: Person, children: Sequence[Person], partner: Person
) -> None:
    """配偶者からの暴力: shelter, 支援措置, the household split in two."""
    if story.chance(0.5):
        story.meet("KOD", [partner, victim, *children])
        story.pass_days(20, 200)
    case = CaseFile(story, "KOD", [victim, *children])
    case.compartment = _COMPARTMENT
    case.receive(["DV_ABUSE"], "PHONE", "SELF")
    case.flag("KOD", "DV_IMMEDIATE", "SHELTER")
    if story.chance(0.6):
        _protect(story, case, victim, children, partner)
    case.contacts(["KOD"], 6, 14)
    if story.chance(0.4):
        # Given after the protection and naming its compartment: it opens the case to those (V4).
        case.consent("KOD", victim, ("KOD", "JIR", "CT"))
    case.contacts(["KOD"], 6, 14)
    if story.chance(0.5):
        case.close("KOD", "CONNECTED")


def _protect(
    story: Chronicle, case: CaseFile, victim: Person, children: Sequence[Person], partner: Person
) -> None:
    moving = [victim, *children]
    story.meet("MU", [partner, *moving])
    applied: dict[str, Value] = {
        "persons": [story.ref("MU", person) for person in moving],
        "against": [story.ref("MU", partner)],
        "valid_until": story.today + timedelta(days=_PROTECTED_DAYS),
    }
    story.pass_minutes(30, 300)
    story.write(
        "AddressProtectionApplied", "MU", applied, compartment="PROTECTED", role="RESTRICTED"
    )
    story.pass_minutes(5, 60)
    split: dict[str, Value] = {
        "household_id": story.household_id("MU"),
        "kind": "RESIDENT_REGISTER",
        "new_household_id": story.new_id(),
        "remaining": [story.ref("MU", partner)],
        "moving": [story.ref("MU", person) for person in moving],
        "effective_on": story.today,
    }
    story.write("HouseholdSplit", "MU", split, compartment="PROTECTED", role="RESTRICTED")
    new_home = in_words(draw_address(story.rng))
    for person in moving:
        asserted: dict[str, Value] = {
            "person": story.ref("KOD", person),
            "attribute": "ADDRESS",
            "value": new_home,
            "source": "SELF",
            "valid_from": story.today,
        }
        story.pass_minutes(1, 5)
        story.write("AttributeAsserted", "KOD", asserted, compartment="PROTECTED")
    if story.chance(0.2):
        story.pass_days(_PROTECTED_DAYS - 20, _PROTECTED_DAYS + 20)
        lifted: dict[str, Value] = {
            "persons": applied["persons"],
            "against": applied["against"],
            "lifted_on": story.today,
        }
        story.write(
            "AddressProtectionLifted", "MU", lifted, compartment="PROTECTED", role="RESTRICTED"
        )


def abuse(story: Chronicle, victim: Person, kind: str) -> None:
    """通報: taken by the desk, safety confirmed, the council where a child is concerned."""
    field = _REPORTERS[kind]
    if story.chance(0.6):
        story.meet(field, [victim], _COMPARTMENT)
    case = CaseFile(story, "AB", [victim])
    case.compartment = _COMPARTMENT
    story.meet("AB", [victim], _COMPARTMENT)
    story.pass_minutes(2, 20)
    reported: dict[str, Value] = {
        "kind": kind,
        "received_at": story.at - timedelta(minutes=1),
        "content": narratives.about(("DV_ABUSE",), story.rng),
    }
    case.write(
        "AbuseReportReceived", "AB", reported, basis="ABUSE_DUTY", persons=[victim], begins=True
    )
    story.pass_minutes(5, 30)
    case.flag("AB", "ABUSE_UNCONFIRMED", "VISIT", basis="ABUSE_DUTY")
    confirmed: dict[str, Value] = {
        "kind": kind,
        "method": "DIRECT_SIGHT" if story.chance(0.85) else "OTHER",
        "confirmed_at": story.at,
    }
    story.pass_minutes(1, 30)
    case.write("SafetyConfirmed", "AB", confirmed, basis="ABUSE_DUTY", persons=[victim])
    if kind == "CHILD" and story.chance(0.5):
        # The council's sharing is its own; the abuse compartment stays over it.
        conferences.child_council(case, ("SCHOOL", "AB"), "YOHOGO")
    if story.known(field, victim):
        story.pass_days(1, 7)
        case.contacts([field], 8, 14)
    if story.chance(0.5):
        case.close("AB", "RESOLVED")
