"""One case in a household's history: its placeholder, who leads, which consents stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from projections.calendar import business_days_after
from services.generator import narratives
from services.generator.agencies import AGENCIES
from services.generator.chronicle import Chronicle
from services.generator.people.person import Person
from services.generator.steps import Step, Value

USUAL_FIELDS: Final = ("IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY", "SERVICES", "PLAN")
REFERRAL_FIELDS: Final = ("IDENTITY", "CONTACT", "ISSUES")
USUAL_PURPOSES: Final = ("COORDINATION", "PLAN", "MONITORING")
MAJORITY: Final = 18
_VALID_DAYS: Final = 365
_NAMED_TOO: Final = 0.35
_METHODS: Final = ("WRITTEN", "WRITTEN", "WRITTEN", "ORAL_RECORDED", "ELECTRONIC")
_FLAG_WORDS: Final = ("VISIT", "CALL", "FOOD", "OTHER")


class CaseFile:
    """A case that ``opener`` opened; ``compartment`` keeps everything of it apart where set."""

    def __init__(self, chronicle: Chronicle, opener: str, persons: Sequence[Person]) -> None:
        self.chronicle = chronicle
        self.id = chronicle.new_id()
        self.opener = opener
        self.lead = opener
        self.persons = tuple(persons)
        self.compartment: str | None = None
        self.consents: dict[str, str] = {}
        self.named: dict[str, tuple[str, ...]] = {}
        self.closed = False

    @property
    def main(self) -> Person:
        """The person whom the case is about first."""
        return self.persons[0]

    def write(
        self,
        kind: str,
        code: str,
        data: dict[str, Value],
        *,
        basis: str = "OWN",
        persons: Iterable[Person] = (),
        consent: str | None = None,
        conference: str | None = None,
        council: str | None = None,
        begins: bool = False,
    ) -> Step:
        """Add a step of this case; CONSENT cites the main person's consent unless told."""
        if basis == "CONSENT" and consent is None:
            consent = self.consents[self.main.id]
        return self.chronicle.write(
            kind,
            code,
            data,
            basis=basis,
            compartment=self.compartment,
            case=self.id,
            begins_case=begins,
            persons=persons,
            consent=consent,
            conference=conference,
            council=council,
        )

    def receive(self, issues: Sequence[str], channel: str, relation: str) -> None:
        """相談受付: the counter meets the household and the adapter mints the case.

        Others of the household are named now and then, and taken down as its members.
        """
        story = self.chronicle
        others = [p for p in story.members() if p not in self.persons and story.chance(_NAMED_TOO)]
        story.meet(self.opener, [*self.persons, *others], self.compartment or "AGENCY")
        story.pass_minutes(1, 15)
        self.write(
            "ConsultationReceived",
            self.opener,
            {
                "channel": channel,
                "consulter_relation": relation,
                "issues": list(issues),
                "narrative": narratives.about(tuple(issues), story.rng),
            },
            persons=self.persons,
            begins=True,
        )

    def screen(self, outcome: str) -> None:
        """スクリーニング."""
        self.chronicle.pass_days(0, 2)
        self.write("ScreeningDecided", self.opener, {"outcome": outcome}, persons=[self.main])

    def consent(
        self,
        code: str,
        person: Person,
        agencies: Sequence[str],
        *,
        purposes: Sequence[str] = USUAL_PURPOSES,
        fields: Sequence[str] = USUAL_FIELDS,
    ) -> str:
        """同意: of the person, or of a parent for a minor. Returns the consent's id."""
        story = self.chronicle
        consent_id = story.new_id()
        minor = person.age_on(story.today) < MAJORITY
        method = story.rng.choice(_METHODS)
        data: dict[str, Value] = {
            "consent_id": consent_id,
            "person": story.ref(code, person),
            "grantor": "PARENT" if minor else "SELF",
            "agencies": [AGENCIES[named].id for named in agencies],
            "field_codes": list(fields),
            "purposes": list(purposes),
            "method": method,
        }
        if self.compartment == "ABUSE_DV":
            data["compartments"] = ["ABUSE_DV"]
        if method == "WRITTEN":
            data["document_hash"] = story.rng.randbytes(32)
        if story.chance(0.5):
            data["valid_until"] = story.today + timedelta(days=_VALID_DAYS)
        self.write("ConsentGranted", code, data, basis="CONSENT", consent=consent_id)
        if tuple(purposes) == USUAL_PURPOSES:
            self.consents[person.id] = consent_id
            self.named[person.id] = tuple(agencies)
        return consent_id

    def refuse(self, code: str, person: Person, agencies: Sequence[str]) -> None:
        """不同意."""
        story = self.chronicle
        consent_id = story.new_id()
        data: dict[str, Value] = {
            "consent_id": consent_id,
            "person": story.ref(code, person),
            "grantor": "SELF",
            "agencies": [AGENCIES[named].id for named in agencies],
            "field_codes": list(USUAL_FIELDS),
            "purposes": list(USUAL_PURPOSES),
            "method": "ORAL_RECORDED",
        }
        self.write("ConsentRefused", code, data, basis="CONSENT", consent=consent_id)

    def withdraw(self, code: str, person: Person, agencies: Sequence[str]) -> None:
        """同意撤回, in part or (no agencies) whole."""
        story = self.chronicle
        consent_id = self.consents[person.id]
        data: dict[str, Value] = {
            "consent_id": consent_id,
            "person": story.ref(code, person),
            "agencies": [AGENCIES[named].id for named in agencies],
            "effective_at": story.at,
        }
        self.write("ConsentWithdrawn", code, data, basis="CONSENT", consent=consent_id)

    def issue(self, code: str, person: Person, issue: str, basis: str = "OWN") -> None:
        """課題追加."""
        data: dict[str, Value] = {
            "person": self.chronicle.ref(code, person),
            "issue": issue,
            "reported_by": self.chronicle.rng.choice(("SELF", "FAMILY", "AGENCY")),
        }
        self.write("IssueRecorded", code, data, basis=basis)

    def contacts(self, codes: Sequence[str], mean: float, gap_days: int) -> None:
        """支援経過: about ``mean`` contacts (before density) some ``gap_days`` apart."""
        story = self.chronicle
        count = round(story.rng.expovariate(1 / max(0.5, mean * story.density)))
        for _ in range(min(count, 400)):
            story.pass_days(max(1, gap_days // 2), gap_days * 3 // 2)
            if story.today > story.until:
                return
            self.contact(story.rng.choice(codes))

    def contact(self, code: str) -> None:
        """One contact of one agency."""
        story = self.chronicle
        services = ("COUNSEL", "COUNSEL", "VISIT", "VISIT", "ACCOMPANY", "COORDINATE", "OTHER")
        service = story.rng.choice(services)
        by_phone = service == "COUNSEL" and story.chance(0.5)
        data: dict[str, Value] = {
            "service_code": service,
            "minutes": story.rng.choice((10, 15, 20, 30, 30, 45, 60, 60, 90)),
            "contact": "PHONE" if by_phone else "IN_PERSON",
        }
        if story.chance(0.6):
            data["note"] = narratives.note(story.rng)
        self.write("SupportProvided", code, data, persons=[self.main])

    def flag(self, code: str, flag: str, response: str, basis: str = "OWN") -> None:
        """緊急度フラグ, 初動, 解除."""
        story = self.chronicle
        flag_id = story.new_id()
        person = {"person": story.ref(code, self.main)}
        self.write(
            "UrgencyFlagRaised",
            code,
            {"flag_id": flag_id, "flag": flag, **person},
            basis=basis,
        )
        story.pass_minutes(25, 1200)
        response = response or story.rng.choice(_FLAG_WORDS)
        self.write(
            "UrgencyFlagResponded",
            code,
            {"flag_id": flag_id, "response": response},
            basis=basis,
            persons=[self.main],
        )
        story.pass_days(1, 12)
        self.write(
            "UrgencyFlagCleared",
            code,
            {"flag_id": flag_id, "reason": "RESOLVED"},
            basis=basis,
            persons=[self.main],
        )

    def close(self, code: str, reason: str, basis: str = "OWN") -> None:
        """終結."""
        self.closed = True
        self.write("CaseClosed", code, {"reason": reason}, basis=basis, persons=[self.main])

    def answer_by(self, workdays: int) -> Value:
        """The last day of a clock that runs in working days."""
        return business_days_after(self.chronicle.today, workdays)
