"""A household of 甲市 that moves to 乙市, told as events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from projections.stored_event import StoredEvent
from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, day, uid
from tests.unit.services.transfer.parties import OTSU

FIELDS = ["IDENTITY", "HOUSEHOLD", "ISSUES", "SERVICES", "PLAN"]
CANARY = "カナリア"


class Moving(Story):
    """P1 and P2 live in H1; JIR-1 leads their case."""

    def __init__(self) -> None:
        super().__init__()
        for person, name in (("P1", "小林 一郎"), ("P2", "小林 さくら")):
            self.registered(person, name)
        self.tell(
            "JIR-1",
            "HouseholdFormed",
            case=None,
            people=["P1", "P2"],
            household_id="H1",
            kind="SUPPORT",
            members=[
                {"person": uid("P1"), "relationship": "HEAD"},
                {"person": uid("P2"), "relationship": "SPOUSE"},
            ],
            effective_on=day("06-01"),
        )
        self.tell(
            "JIR-1",
            "ConsultationReceived",
            people=["P1", "P2"],
            sealed={("P1", "NARRATIVE"): {"narrative": CANARY}},
            channel="VISIT",
            consulter_relation="SELF",
            issues=["INCOME", "JOB_SEEK"],
        )

    def registered(self, person: str, name: str, **envelope: Any) -> StoredEvent:
        """JIR-1 registers a person."""
        attribute = {"attribute": "NAME", "value": name, "name_type": None, "valid_from": None}
        return self.tell(
            "JIR-1",
            "PersonRegistered",
            case=None,
            people=[person],
            sealed={(person, "IDENTITY"): {"attributes": [attribute]}},
            envelope=envelope or None,
            person=uid(person),
            source=None,
        )

    def consent(self, person: str, name: str, when: str = "06-12", **changes: Any) -> StoredEvent:
        """A consent of that person naming 乙市."""
        return self.tell(
            "JIR-1",
            "ConsentGranted",
            when,
            people=[person],
            envelope={"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid(name)},
            **{
                "consent_id": name,
                "person": uid(person),
                "grantor": "SELF",
                "agencies": ["JIR-1", "CT-1", "MU-1"],
                "field_codes": FIELDS,
                "purposes": ["COORDINATION", "TRANSFER"],
                "method": "WRITTEN",
                "municipalities": [OTSU],
                **changes,
            },
        )

    def both_consent(self) -> None:
        """What S6 has on 06-12."""
        self.consent("P1", "C3")
        self.consent("P2", "C4")

    def withdrawn(self, name: str, person: str, when: str, agencies: Iterable[str] = ()) -> None:
        """The consent is withdrawn, as a whole unless ``agencies`` are named."""
        self.tell(
            "JIR-1",
            "ConsentWithdrawn",
            when,
            people=[person],
            envelope={"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid(name)},
            consent_id=name,
            person=uid(person),
            agencies=list(agencies),
            effective_at=to_micros(at(when)),
        )

    def supported(self, compartment: str, basis: str, person: str = "P1") -> StoredEvent:
        """JIR-1 helps, and files it in a compartment."""
        cited = {"SUPPORT_CONFERENCE": "conference_id", "CHILD_COUNCIL": "council_case_id"}
        return self.tell(
            "JIR-1",
            "SupportProvided",
            "06-13",
            people=[person],
            sealed={(person, "NARRATIVE"): {"note": CANARY}},
            envelope={
                "legal_basis": basis,
                "compartment": compartment,
                **({cited[basis]: uid("SC1")} if basis in cited else {}),
            },
            service_code="COUNSEL",
            minutes=30,
            contact="VISIT",
        )

    def protected(self, person: str, against: str, when: str = "06-13") -> None:
        """The person is protected from the other, and lives at a new address."""
        envelope = {"compartment": "PROTECTED", "actor_role": "RESTRICTED"}
        self.tell(
            "MU-1",
            "AddressProtectionApplied",
            when,
            case=None,
            people=[person],
            envelope=envelope,
            persons=[uid(person)],
            against=[uid(against)],
            valid_until=day("2027-06-10"),
        )
        self.tell(
            "JIR-1",
            "AttributeAsserted",
            f"{when} 10:00",
            case=None,
            people=[person],
            sealed={(person, "ADDRESS"): {"value": f"{CANARY}町1番"}},
            envelope=envelope,
            person=uid(person),
            attribute="ADDRESS",
            name_type=None,
            source="SELF",
            valid_from=day("06-13"),
        )

    def left(self, person: str, when: str = "06-13", **payload: Any) -> None:
        """The person leaves H1, nobody says where to."""
        self.tell(
            "JIR-1",
            "MemberLeft",
            when,
            case=None,
            people=[person],
            **{
                "household_id": "H1",
                "kind": "SUPPORT",
                "person": uid(person),
                "effective_on": day("06-13"),
                "destination": None,
                **payload,
            },
        )

    def fled(self, person: str, against: str, when: str = "06-13") -> None:
        """The person goes to a shelter: abuse, protection, an unlinked household of their own."""
        duty = {"compartment": "ABUSE_DV", "legal_basis": "OWN"}
        self.tell(
            "JIR-1",
            "ConsultationReceived",
            when,
            people=[person],
            case="abuse",
            envelope=duty,
            channel="VISIT",
            consulter_relation="SELF",
            issues=["DV_ABUSE"],
        )
        self.protected(person, against, when)
        self.tell(
            "MU-1",
            "HouseholdSplit",
            when,
            case=None,
            people=[against, person],
            envelope={"compartment": "PROTECTED", "actor_role": "RESTRICTED"},
            household_id="H1",
            new_household_id="H2",
            kind="SUPPORT",
            remaining=[uid(against)],
            moving=[uid(person)],
            effective_on=day("06-13"),
        )
