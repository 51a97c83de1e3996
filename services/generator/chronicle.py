"""Writes one household's history: keeps the calendar, who knows whom, and the record numbers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from projections.calendar import business_day_on_or_after
from schemas.times import JST
from services.generator.agencies import AGENCIES, Agency, role_of
from services.generator.people.households import Household
from services.generator.people.knowledge import Knowledge, take_down
from services.generator.people.person import Person
from services.generator.steps import Ref, Step, Value
from services.generator.workdays import office_hour

_COMPARTMENT: Final = {
    "OWN": "AGENCY",
    "CONSENT": "CONSENT",
    "SUPPORT_CONFERENCE": "SUPPORT_CONF",
    "CHILD_COUNCIL": "CHILD_COUNCIL",
    "ABUSE_DUTY": "ABUSE_DV",
    "LIFE_BODY": "AGENCY",
    "NONE": "NONE",
}
# What is often entered days later. Decisions, answers and consents are entered as they are made,
# so that an agency's own stream holds each step after the one it rests on.
LATE_KINDS: Final = frozenset(
    {
        "AttributeAsserted",
        "ContactAttempted",
        "InformationProvided",
        "IssueRecorded",
        "ParticipationFollowedUp",
        "SupportProvided",
    }
)
GUARDED: Final = frozenset({"ABUSE_DV", "PROTECTED"})
"""The compartments that override every consent (V4)."""
_WRITTEN_DAYS_LATER: Final = 0.1
_ONLY_THE_DAY_KNOWN: Final = 0.5
_LATEST_ENTRY_DAYS: Final = 12


class Chronicle:
    """The history of one household as it grows. Everything random comes from ``rng``."""

    def __init__(self, household: Household, rng: Random, until: date, density: float) -> None:
        self.household = household
        self.rng = rng
        self.until = until
        self.density = density
        self.at = datetime(until.year, until.month, until.day, tzinfo=JST)
        self.steps: list[Step] = []
        self._known: list[tuple[datetime, Knowledge]] = []
        self._households: list[tuple[datetime, str, str]] = []
        self._records = 0
        self._last_recorded = self.at

    @property
    def today(self) -> date:
        """The day in Japan on which the story stands."""
        return self.at.date()

    def start(self, day: date) -> None:
        """Begin another strand of the story in a working hour on or after ``day``.

        It may run beside an earlier one; what that one did later is not yet known in it.
        """
        self.at = office_hour(business_day_on_or_after(day), self.rng)
        self._last_recorded = self.at

    def start_after_all(self) -> None:
        """Begin a strand after everything that was told so far."""
        if self.steps:
            self.start(max(step.recorded for step in self.steps).date() + timedelta(days=1))

    def pass_days(self, least: int, most: int) -> None:
        """Go on to a later working hour; 0 days may be minutes later on the same day."""
        days = self.rng.randint(least, most)
        if days == 0:
            self.pass_minutes(5, 40)
        else:
            day = business_day_on_or_after(self.today + timedelta(days=days))
            self.at = office_hour(day, self.rng)

    def pass_minutes(self, least: int, most: int) -> None:
        """Go on by minutes, at any hour."""
        self.at += timedelta(minutes=self.rng.randint(least, most))

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.rng.random() < share

    def new_id(self) -> str:
        """A random UUID (version 4) that follows from the seed."""
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def members(self) -> tuple[Person, ...]:
        """Who is born by today."""
        return self.household.alive_on(self.today)

    def known(self, code: str | None = None, person: Person | None = None) -> list[Knowledge]:
        """What was taken down by now, oldest first: of one agency, of one person, or all."""
        return [
            knowledge
            for since, knowledge in sorted(self._known, key=lambda entry: entry[0])
            if since <= self.at
            and (code is None or knowledge.agency.role == code)
            and (person is None or knowledge.person.id == person.id)
        ]

    def all_known(self) -> tuple[Knowledge, ...]:
        """Everything taken down in any strand of the story."""
        return tuple(knowledge for _, knowledge in self._known)

    def ref(self, code: str, person: Person) -> Ref:
        """How agency ``code`` names a person: by its own id, or by the reference it was given."""
        known = (self.known(code, person) or self.known(person=person))[0]
        return Ref(known.agency, known.source_person_id)

    def household_id(self, code: str) -> str | None:
        """The household that ``code`` has formed by now."""
        return self.own_households().get(code)

    def own_households(self) -> dict[str, str]:
        """The household id of each agency that has formed one by now."""
        ordered = sorted(self._households, reverse=True)
        return {code: household for since, code, household in ordered if since <= self.at}

    def write(
        self,
        kind: str,
        code: str,
        data: dict[str, Value],
        *,
        basis: str = "OWN",
        compartment: str | None = None,
        role: str | None = None,
        case: str | None = None,
        begins_case: bool = False,
        persons: Iterable[Person] = (),
        consent: str | None = None,
        conference: str | None = None,
        council: str | None = None,
    ) -> Step:
        """Add a step now, by ``code``; basis and compartment fit unless told otherwise."""
        agency = AGENCIES[code]
        self._records += 1
        occurred, recorded, whole_day = self._entry(kind)
        step = Step(
            kind=kind,
            agency=agency,
            occurred=occurred,
            recorded=recorded,
            arrives=recorded,
            record=f"{self.household.index:06}-{self._records:04}",
            data=data,
            basis=basis,
            compartment=compartment or _COMPARTMENT[basis],
            role=role or role_of(code),
            actor=f"u-{self.rng.randint(1, agency.staff):02}",
            whole_day=whole_day,
            case=case,
            begins_case=begins_case,
            persons=tuple(self.ref(code, person) for person in persons),
            consent=consent,
            conference=conference,
            council=council,
        )
        self.steps.append(step)
        return step

    def meet(self, code: str, persons: Iterable[Person], compartment: str = "AGENCY") -> None:
        """The agency registers those it does not know yet, and their household."""
        new = [person for person in persons if not self.known(code, person)]
        for person in new:
            self._register(AGENCIES[code], person, compartment)
        if new and self.household_id(code) is None:
            self._form_household(code, new, compartment)
            return
        for person in new:
            self._join(code, person, compartment)

    def _register(self, agency: Agency, person: Person, compartment: str) -> None:
        known = take_down(agency, person, self.household.address, self.today, self.rng)
        self._known.append((self.at, known))
        attributes = [
            {"attribute": w.attribute, "value": w.value, "name_type": w.name_type}
            for w in known.written
        ]
        self.write(
            "PersonRegistered",
            agency.role,
            {
                "person": self.ref(agency.role, person),
                "attributes": attributes,
                "source": "REGISTER" if agency.role == "MU" else "SELF",
            },
            compartment=compartment,
        )

    def _form_household(self, code: str, persons: list[Person], compartment: str) -> None:
        household_id = self.new_id()
        self._households.append((self.at, code, household_id))
        members = [
            {"person": self.ref(code, person), "relationship": person.relationship}
            for person in persons
        ]
        self.write(
            "HouseholdFormed",
            code,
            {
                "household_id": household_id,
                "kind": household_kind(code),
                "members": members,
                "effective_on": self.today,
            },
            compartment=compartment,
        )

    def _join(self, code: str, person: Person, compartment: str) -> None:
        self.write(
            "MemberJoined",
            code,
            {
                "household_id": self.household_id(code),
                "kind": household_kind(code),
                "person": self.ref(code, person),
                "relationship": person.relationship,
                "effective_on": self.today,
            },
            compartment=compartment,
        )

    def _entry(self, kind: str) -> tuple[datetime, datetime, bool]:
        if kind not in LATE_KINDS or not self.chance(_WRITTEN_DAYS_LATER):
            recorded = self.at + timedelta(minutes=self.rng.randint(0, 20))
            self._last_recorded = max(recorded, self._last_recorded)
            return self.at, self._last_recorded, False
        days = self.rng.randint(1, _LATEST_ENTRY_DAYS)
        recorded = office_hour(
            business_day_on_or_after(self.today + timedelta(days=days)), self.rng
        )
        if self.chance(_ONLY_THE_DAY_KNOWN):
            return self.at.replace(hour=0, minute=0), recorded, True
        return self.at, recorded, False


def household_kind(code: str) -> str:
    """The municipality states the register's household, the others the one they support (I6)."""
    return "RESIDENT_REGISTER" if code == "MU" else "SUPPORT"
