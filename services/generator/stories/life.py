"""What befalls households whatever they were seen for: births, deaths, moves, requests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from services.generator.casefile import CaseFile
from services.generator.chronicle import GUARDED, Chronicle, household_kind
from services.generator.people.person import Person
from services.generator.steps import Value

OTHER_MUNICIPALITY: Final = "139999"
_DISCLOSURE_DAYS: Final = 30
_ANSWER_DAYS: Final = 7
_ELDERLY: Final = 75
_KEPT_YEARS: Final = 5
_FISCAL_YEAR_BEGINS: Final = 4


def afterwards(story: Chronicle) -> None:
    """Now and then something more, after the household's cases."""
    if any(step.compartment in GUARDED for step in story.steps):
        return
    story.start_after_all()
    if not story.known():
        return
    if story.chance(0.06):
        _leave(story)
    if story.chance(0.015):
        _request_disclosure(story)
    if story.chance(0.02):
        _move_within(story)


def dispose(story: Chronicle) -> None:
    """鍵破棄: the keys of those whose last case ended five fiscal years ago (domain, retention)."""
    if not story.steps:
        return
    last = max(story.steps, key=lambda step: step.recorded)
    if last.kind != "CaseClosed":
        return
    closed = last.recorded.date()
    fiscal_year = closed.year - (closed.month < _FISCAL_YEAR_BEGINS)
    story.start(date(fiscal_year + 1 + _KEPT_YEARS, _FISCAL_YEAR_BEGINS, 10))
    people = {known.person.id: known.person for known in story.known()}
    for person in people.values():
        destroyed: dict[str, Value] = {
            "person": story.ref("MU", person),
            "retention_class": "ORDINARY",
            "authority_no": f"甲廃第{story.rng.randint(1, 900)}号",
        }
        story.pass_minutes(1, 5)
        story.write("KeyDestroyed", "MU", destroyed, basis="NONE")


def move_away(case: CaseFile) -> None:
    """転出: the case goes to another municipality with consent, the household after it."""
    story = case.chronicle
    story.pass_days(10, 60)
    story.meet("MU", case.persons)
    consent = case.consent(
        case.lead,
        case.main,
        (case.lead, "CT", "MU"),
        purposes=("TRANSFER",),
    )
    transfer: dict[str, Value] = {
        "transfer_id": story.new_id(),
        "transfer_type": "CASE_TRANSFER",
        "to_municipality": OTHER_MUNICIPALITY,
        "package_sha256": story.rng.randbytes(32),
    }
    story.pass_days(1, 5)
    due: Value = story.today + timedelta(days=_ANSWER_DAYS)
    case.write(
        "CaseTransferSent",
        "MU",
        transfer | {"answer_due": due},
        basis="CONSENT",
        consent=consent,
        persons=case.persons,
    )
    if story.chance(0.1):
        story.pass_days(1, 2)
        _acknowledge(case, transfer | {"transfer_type": "INFORMATION_ONLY"}, consent)
    story.pass_days(1, 6)
    _acknowledge(case, transfer, consent)
    story.pass_days(1, 4)
    moved: dict[str, Value] = {
        "household_id": story.household_id("MU"),
        "kind": "RESIDENT_REGISTER",
        "members": [story.ref("MU", person) for person in case.persons],
        "effective_on": story.today,
        "to_municipality": OTHER_MUNICIPALITY,
    }
    story.write("HouseholdMovedOut", "MU", moved)
    story.pass_days(1, 3)
    case.close(case.lead, "TRANSFERRED")


def _acknowledge(case: CaseFile, transfer: dict[str, Value], consent: str) -> None:
    case.write(
        "CaseTransferAcknowledged",
        "MU",
        transfer,
        basis="CONSENT",
        consent=consent,
        persons=case.persons,
    )


def _leave(story: Chronicle) -> None:
    story.pass_days(30, 300)
    code, person = _someone(story)
    old = person.age_on(story.today) >= _ELDERLY
    destination = story.rng.choice(("FACILITY", "DECEASED") if old else ("OTHER_HOUSEHOLD",))
    left: dict[str, Value] = {
        "household_id": story.household_id(code),
        "kind": household_kind(code),
        "person": story.ref(code, person),
        "effective_on": story.today,
        "destination": "UNDISCLOSED" if story.chance(0.1) else destination,
    }
    story.write("MemberLeft", code, left)
    if left["destination"] == "DECEASED":
        died = story.today.isoformat()
        _assert(story, code, person, "DEATH_DATE", died)


def _request_disclosure(story: Chronicle) -> None:
    story.pass_days(10, 200)
    _, person = _someone(story)
    requested: dict[str, Value] = {
        "person": story.ref("MU", person),
        "requester": "SELF",
        "received_at": story.at,
        "due_at": story.today + timedelta(days=_DISCLOSURE_DAYS),
    }
    story.write("DisclosureRequested", "MU", requested, basis="NONE")


def _move_within(story: Chronicle) -> None:
    story.pass_days(10, 200)
    code, person = _someone(story)
    _assert(story, code, person, "PHONE", person.phone)


def _assert(story: Chronicle, code: str, person: Person, attribute: str, value: str) -> None:
    asserted: dict[str, Value] = {
        "person": story.ref(code, person),
        "attribute": attribute,
        "value": value,
        "source": "FAMILY",
        "valid_from": story.today,
    }
    story.write("AttributeAsserted", code, asserted)


def _someone(story: Chronicle) -> tuple[str, Person]:
    known = story.rng.choice(story.known())
    return known.agency.role, known.person
