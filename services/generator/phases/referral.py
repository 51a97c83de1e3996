"""つなぎ: one referral with one of the ways in which it can go."""

from __future__ import annotations

from enum import Enum
from typing import Final

from services.generator import narratives
from services.generator.agencies import AGENCIES
from services.generator.casefile import REFERRAL_FIELDS, CaseFile
from services.generator.people.person import Person
from services.generator.steps import Value

_RESPOND_WITHIN: Final = 5
_OWN_FILE_SHARE: Final = 0.7


class Way(Enum):
    """How a referral goes on after it is sent."""

    COMPLETED = "completed"
    OPEN = "accepted, still going on"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn by the sender"
    WITHDRAWN_CROSSED = "withdrawn while the answer was on its way"
    LAPSED = "never answered"
    LAPSED_LATE = "answered after the deadline"
    CANCELLED = "cancelled after acceptance"


_SHARES: Final = {
    Way.COMPLETED: 50,
    Way.OPEN: 14,
    Way.DECLINED: 16,
    Way.WITHDRAWN: 4,
    Way.WITHDRAWN_CROSSED: 2,
    Way.LAPSED: 6,
    Way.LAPSED_LATE: 4,
    Way.CANCELLED: 4,
}
_ACCEPTED: Final = frozenset({Way.COMPLETED, Way.OPEN, Way.CANCELLED})


def refer(
    case: CaseFile,
    to: str,
    suggested: str,
    *,
    person: Person | None = None,
    leads_after: bool = False,
) -> bool:
    """Refer a person to another agency, and once more to ``suggested`` if that one declines.

    Returns whether somebody accepted.
    """
    person = person or case.main
    first = _Referral(case, to, person)
    way = first.draw()
    first.send(parent=None)
    first.go(way, suggested, leads_after=leads_after)
    if way in _ACCEPTED:
        return True
    if way not in (Way.DECLINED, Way.LAPSED) or suggested == to:
        return False
    case.chronicle.pass_days(1, 4)
    second = _Referral(case, suggested, person)
    second.send(parent=first.id)
    second.go(Way.COMPLETED, suggested, leads_after=leads_after)
    return True


class _Referral:
    def __init__(self, case: CaseFile, to: str, person: Person) -> None:
        self.case = case
        self.story = case.chronicle
        self.sender = case.lead
        self.to = to
        self.person = person
        self.id = self.story.new_id()
        self.consent = ""

    def draw(self) -> Way:
        return self.story.rng.choices(list(_SHARES), weights=list(_SHARES.values()))[0]

    def send(self, parent: str | None) -> None:
        self.consent = self.case.consent(
            self.sender,
            self.person,
            (self.sender, self.to),
            purposes=("REFERRAL",),
            fields=REFERRAL_FIELDS,
        )
        self.story.pass_minutes(5, 60)
        data: dict[str, Value] = {
            "referral_id": self.id,
            "to_agency": AGENCIES[self.to].id,
            "field_codes": list(REFERRAL_FIELDS),
            "respond_by": self.case.answer_by(_RESPOND_WITHIN),
            "note": narratives.note(self.story.rng),
        }
        if parent is None:
            self._write("ReferralSent", self.sender, data)
        else:
            self._write("ReferralRerouted", self.sender, data | {"parent_id": parent})

    def go(self, way: Way, suggested: str, *, leads_after: bool) -> None:
        match way:
            case Way.DECLINED:
                self._decline(suggested)
            case Way.WITHDRAWN | Way.WITHDRAWN_CROSSED:
                self.story.pass_days(1, 3)
                self._write("ReferralWithdrawn", self.sender, {"reason": "OTHER"})
                if way is Way.WITHDRAWN_CROSSED:
                    self.story.pass_minutes(10, 300)
                    self._write("ReferralAccepted", self.to, {})
            case Way.LAPSED:
                self.story.pass_days(9, 15)
            case Way.LAPSED_LATE:
                self.story.pass_days(9, 15)
                self._write("ReferralAccepted", self.to, {})
            case Way.COMPLETED | Way.OPEN | Way.CANCELLED:
                self._accept(way, leads_after=leads_after)

    def _decline(self, suggested: str) -> None:
        self.story.pass_days(1, 4)
        reason = self.story.rng.choice(("OUT_OF_SCOPE", "CAPACITY", "JURISDICTION", "CONFLICT"))
        data: dict[str, Value] = {"reason": reason}
        if suggested != self.to:
            data["suggested_agency"] = AGENCIES[suggested].id
        self._write("ReferralDeclined", self.to, data)

    def _accept(self, way: Way, *, leads_after: bool) -> None:
        story = self.story
        story.pass_days(1, 4)
        if story.chance(_OWN_FILE_SHARE):
            story.meet(self.to, [self.person], self.case.compartment or "AGENCY")
            story.pass_minutes(5, 30)
        self._write("ReferralAccepted", self.to, {"contact_date": self.case.answer_by(3)})
        if leads_after:
            story.pass_minutes(1, 30)
            self._write("LeadAgencyChanged", self.to, {"lead_agency": AGENCIES[self.to].id})
            self.case.lead = self.to
        for interim in story.rng.choice(((), ("SCHEDULED",), ("NO_SHOW", "SCHEDULED"), ("NOTE",))):
            story.pass_days(2, 12)
            self._interim(interim)
        story.pass_days(5, 40)
        if way is Way.CANCELLED:
            self._write("ReferralCancellationRequested", self.sender, {"reason": "OTHER"})
            story.pass_days(1, 4)
            self._write("ReferralCancelled", self.to, {})
        elif way is Way.COMPLETED:
            outcome = story.rng.choice(("HELPED", "HELPED", "HELPED", "PARTLY", "NOT_REACHED"))
            data: dict[str, Value] = {"outcome": outcome, "completed_on": story.today}
            self._write("ReferralCompleted", self.to, data)

    def _interim(self, interim: str) -> None:
        data: dict[str, Value] = {"interim": interim, "on": self.story.today}
        if interim == "NOTE":
            data["note"] = narratives.note(self.story.rng)
        self._write("ReferralInterim", self.to, data)

    def _write(self, kind: str, code: str, data: dict[str, Value]) -> None:
        self.case.write(
            kind,
            code,
            {"referral_id": self.id} | data,
            basis="CONSENT",
            consent=self.consent,
            persons=[self.person],
        )
