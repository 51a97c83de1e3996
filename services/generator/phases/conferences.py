"""支援会議 and 要対協: finding and sharing before consent, inside a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.generator import narratives
from services.generator.agencies import AGENCIES
from services.generator.casefile import CaseFile
from services.generator.people.person import Person
from services.generator.steps import Value

_OPEN_DAYS: Final = 90
_RESULTS: Final = ("ABSENT", "ABSENT", "THROUGH_DOOR", "LETTER", "REFUSED")


def request_without_consent(case: CaseFile, *, refused: bool = False) -> None:
    """依頼, consent not obtained: the municipality takes it into the support conference."""
    story = case.chronicle
    request_id = story.new_id()
    data: dict[str, Value] = {
        "request_id": request_id,
        "consent_status": "REFUSED" if refused else "NOT_OBTAINED",
        "existing_agencies": [AGENCIES[case.lead].id],
        "lead_agency": AGENCIES[case.lead].id,
    }
    case.write(
        "CoordinationRequested",
        case.lead,
        data,
        basis="SUPPORT_CONFERENCE",
        persons=[case.main],
    )
    story.pass_days(0, 3)
    triage: dict[str, Value] = {"request_id": request_id, "outcome": "TO_SUPPORT_CONF"}
    triage["lead_agency"] = AGENCIES[case.lead].id
    case.write("CoordinationTriaged", "MU", triage, basis="SUPPORT_CONFERENCE", persons=[case.main])


def support_conference(case: CaseFile, members: Sequence[str], person: Person) -> str:
    """支援会議, hosted by MU: asked and told about one person. Returns the conference's id."""
    story = case.chronicle
    conference = story.new_id()
    ids = [AGENCIES[code].id for code in dict.fromkeys(("MU", *members))]
    story.pass_days(2, 8)
    convened: dict[str, Value] = {
        "conference_id": conference,
        "members": ids,
        "confidentiality_acks": ids,
        "held_on": story.today,
        "closes_at": story.at + timedelta(days=_OPEN_DAYS),
    }
    case.write(
        "SupportConferenceConvened",
        "MU",
        convened,
        basis="SUPPORT_CONFERENCE",
        conference=conference,
        persons=[person],
    )
    story.pass_minutes(5, 30)
    asked: dict[str, Value] = {"field_codes": ["ISSUES", "SERVICES"], "to": ids[1:]}
    case.write(
        "InformationRequested",
        "MU",
        asked,
        basis="SUPPORT_CONFERENCE",
        conference=conference,
        persons=[person],
    )
    for code in members:
        if story.chance(0.7):
            story.pass_minutes(5, 40)
            _provide(case, code, person, conference=conference)
    return conference


def child_council(case: CaseFile, members: Sequence[str], category: str) -> str:
    """要対協: registered by KOD, members asked and heard. Returns the council case's id."""
    story = case.chronicle
    council = story.new_id()
    story.pass_days(1, 4)
    ids = [AGENCIES[code].id for code in dict.fromkeys(("KOD", *members))]
    registered: dict[str, Value] = {
        "council_case_id": council,
        "category": category,
        "members": ids,
    }
    case.write(
        "ChildCouncilRegistered",
        "KOD",
        registered,
        basis="CHILD_COUNCIL",
        council=council,
        persons=[case.main],
    )
    story.pass_minutes(5, 30)
    asked: dict[str, Value] = {"field_codes": ["SERVICES", "NARRATIVE"], "to": ids[1:]}
    case.write(
        "InformationRequested",
        "KOD",
        asked,
        basis="CHILD_COUNCIL",
        council=council,
        persons=[case.main],
    )
    for code in members:
        story.pass_days(0, 3)
        _provide(case, code, case.main, council=council)
    return council


def outreach(case: CaseFile, person: Person, conference: str) -> bool:
    """アウトリーチ: visits until the person is met, or not. Returns whether met."""
    story = case.chronicle
    story.pass_days(1, 5)
    source: dict[str, Value] = {"source": "SUPPORT_CONFERENCE"}
    _outreach(case, "OutreachTargetIdentified", source, person, conference)
    for _ in range(story.rng.randint(1, 7)):
        story.pass_days(3, 9)
        _outreach(
            case, "ContactAttempted", {"result": story.rng.choice(_RESULTS)}, person, conference
        )
    if story.chance(0.3):
        return False
    story.pass_days(3, 9)
    met: dict[str, Value] = {"result": "MET", "note": narratives.note(story.rng)}
    _outreach(case, "ContactAttempted", met, person, conference)
    return True


def _outreach(
    case: CaseFile, kind: str, data: dict[str, Value], person: Person, conference: str
) -> None:
    case.write(
        kind, "OR", data, basis="SUPPORT_CONFERENCE", conference=conference, persons=[person]
    )


def _provide(
    case: CaseFile,
    code: str,
    person: Person,
    *,
    conference: str | None = None,
    council: str | None = None,
) -> None:
    story = case.chronicle
    content = {
        "person": story.ref(code, person),
        "field_code": "SERVICES",
        "text": narratives.provided(story.rng),
    }
    data: dict[str, Value] = {"field_codes": ["SERVICES"], "to": [], "content": [content]}
    case.write(
        "InformationProvided",
        code,
        data,
        basis="SUPPORT_CONFERENCE" if conference else "CHILD_COUNCIL",
        conference=conference,
        council=council,
        persons=[person],
    )
