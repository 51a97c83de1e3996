"""Writes one household's history: keeps the calendar, who knows whom, and the record numbers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from schemas.times import JST
from services.generator.agencies import AGENCIES, Agency, role_of
from services.generator.people.households import Household
from services.generator.people.knowledge import Knowledge, take_down
from services.generator.people.person import Person
from services.generator.steps import Ref, Step, Value
from services.generator.workdays import office_hour, workday_on_or_after

_COMPARTMENT: Final = {
    "OWN": "AGENCY",
    "CONSENT": "CONSENT",
    "SUPPORT_CONFERENCE": "SUPPORT_CONF",
    "CHILD_COUNCIL": "CHILD_COUNCIL",
    "ABUSE_DUTY": "ABUSE_DV",
    "LIFE_BODY": "AGENCY",
    "NONE": "NONE",
}
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
        self.known: dict[tuple[str, str], Knowledge] = {}
        self._records = 0
        self._households: dict[str, str] = {}

    @property
    def today(self) -> date:
        """The day in Japan on which the story stands."""
        return self.at.date()

    def start(self, day: date) -> None:
        """Set the story to a working hour on or after ``day``."""
        self.at = office_hour(workday_on_or_after(day), self.rng)

    def pass_days(self, least: int, most: int) -> None:
        """Go on to a later working hour; 0 days may be minutes later on the same day."""
        days = self.rng.randint(least, most)
        if days == 0:
            self.pass_minutes(5, 40)
        else:
            self.start(self.today + timedelta(days=days))

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

    def ref(self, code: str, person: Person) -> Ref:
        """How agency ``code`` names a person: by its own id, or by the reference it was given."""
        own = self.known.get((code, person.id))
        if own is None:
            own = next(known for (_, who), known in self.known.items() if who == person.id)
        return Ref(own.agency, own.source_person_id)

    def household_id(self, code: str) -> str | None:
        """The household that ``code`` formed, or the first one anybody formed."""
        return self._households.get(code) or next(iter(self._households.values()), None)

    def own_households(self) -> dict[str, str]:
        """The household id of each agency that formed one, in the order of forming."""
        return dict(self._households)

    def write(
        self,
        kind: str,
        code: str,
        data: dict[str, Value],
        *,
        basis: str = "OWN",
        compartment: str | None = None,
        role: str | None = None,
        prompt: bool = False,
        case: str | None = None,
        begins_case: bool = False,
        persons: Iterable[Person] = (),
        consent: str | None = None,
        conference: str | None = None,
        council: str | None = None,
    ) -> Step:
        """Add a step now, by ``code``. ``prompt`` ones are entered at once and to the minute."""
        agency = AGENCIES[code]
        self._records += 1
        occurred, recorded, whole_day = self._entry(prompt)
        step = Step(
            kind=kind,
            agency=agency,
            occurred=occurred,
            recorded=recorded,
            arrives=recorded + timedelta(seconds=self.rng.randint(1, 90)),
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
        new = [person for person in persons if (code, person.id) not in self.known]
        for person in new:
            self._register(AGENCIES[code], person, compartment)
        if not new:
            return
        if code in self._households:
            for person in new:
                self._join(code, person, compartment)
        else:
            self._form_household(code, new, compartment)

    def _register(self, agency: Agency, person: Person, compartment: str) -> None:
        known = take_down(agency, person, self.household.address, self.today, self.rng)
        self.known[agency.role, person.id] = known
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
            prompt=True,
        )

    def _form_household(self, code: str, persons: list[Person], compartment: str) -> None:
        self._households[code] = self.new_id()
        self.write(
            "HouseholdFormed",
            code,
            {
                "household_id": self._households[code],
                "kind": "RESIDENT_REGISTER" if code == "MU" else "SUPPORT",
                "members": [
                    {"person": self.ref(code, person), "relationship": person.relationship}
                    for person in persons
                ],
                "effective_on": self.today,
            },
            compartment=compartment,
            prompt=True,
        )

    def _join(self, code: str, person: Person, compartment: str) -> None:
        self.write(
            "MemberJoined",
            code,
            {
                "household_id": self._households[code],
                "kind": "RESIDENT_REGISTER" if code == "MU" else "SUPPORT",
                "person": self.ref(code, person),
                "relationship": person.relationship,
                "effective_on": self.today,
            },
            compartment=compartment,
            prompt=True,
        )

    def _entry(self, prompt: bool) -> tuple[datetime, datetime, bool]:
        if prompt or not self.chance(_WRITTEN_DAYS_LATER):
            return self.at, self.at + timedelta(minutes=self.rng.randint(0, 20)), False
        days = self.rng.randint(1, _LATEST_ENTRY_DAYS)
        recorded = office_hour(workday_on_or_after(self.today + timedelta(days=days)), self.rng)
        if self.chance(_ONLY_THE_DAY_KNOWN):
            return self.at.replace(hour=0, minute=0), recorded, True
        return self.at, recorded, False
