"""多機関協働: request, triage, assessment, plan, conference, decision, monitoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from services.generator import narratives
from services.generator.agencies import AGENCIES
from services.generator.casefile import CaseFile
from services.generator.people.person import Person
from services.generator.steps import Value

_SHEET: Final = "2021-1"
_PERIOD_DAYS: Final = 180
_TASKS: Final = {
    "HOK": "CARE",
    "SHO": "COUNSEL",
    "KOD": "CHILD",
    "JIR": "FINANCE",
    "OR": "OUTREACH",
    "PA": "PARTICIPATION",
}


@dataclass(slots=True)
class Work:
    """One coordination: its request, its plan, and who has a role."""

    case: CaseFile
    subjects: tuple[Person, ...]
    agencies: tuple[str, ...]
    request_id: str
    plan_id: str = ""
    version: int = 0
    roles: list[str] = field(default_factory=list)


def request(
    case: CaseFile,
    agencies: Sequence[str],
    subjects: Sequence[Person],
    issues: dict[str, list[str]],
) -> bool:
    """Request coordination with consent and carry it through to monitoring.

    ``agencies`` are those asked for besides the lead; ``issues`` by person id. Returns False
    where the team only advises or sends the request back.
    """
    story = case.chronicle
    story.pass_days(0, 3)
    work = Work(case, tuple(subjects), tuple(agencies), story.new_id())
    case.write(
        "CoordinationRequested",
        case.lead,
        {
            "request_id": work.request_id,
            "consent_status": "GRANTED",
            "existing_agencies": [AGENCIES[code].id for code in (case.lead, *agencies[:1])],
            "lead_agency": AGENCIES[case.lead].id,
        },
        basis="CONSENT",
        persons=subjects,
    )
    outcome = story.rng.choices(("ACCEPT", "ADVICE_ONLY", "RETURN"), weights=(80, 15, 5))[0]
    story.pass_days(1, 4)
    lead: dict[str, Value] = {} if outcome == "RETURN" else {"lead_agency": AGENCIES[case.lead].id}
    _team(work, "CoordinationTriaged", {"outcome": outcome} | lead)
    if outcome != "ACCEPT":
        return False
    _claim(work)
    _assess(work, issues)
    _plan_until_adequate(work)
    _decide(work)
    _carry_out(work)
    return True


def _team(work: Work, kind: str, data: dict[str, Value]) -> None:
    work.case.write(
        kind,
        "CT",
        {"request_id": work.request_id} | data,
        basis="CONSENT",
        persons=work.subjects,
    )


def _claim(work: Work) -> None:
    story = work.case.chronicle
    worker = f"u-{story.rng.randint(1, AGENCIES['CT'].staff):02}"
    story.pass_minutes(10, 200)
    _team(work, "CoordinationClaimed", {"worker": worker})
    if story.chance(0.08):
        story.pass_days(1, 6)
        _team(work, "CoordinationReleased", {"worker": worker, "reason": "HANDOVER"})
        story.pass_minutes(5, 60)
        _team(work, "CoordinationClaimed", {"worker": f"u-{AGENCIES['CT'].staff + 1:02}"})
    if story.chance(0.06):
        story.pass_days(0, 2)
        explanation = narratives.note(story.rng)
        override: dict[str, Value] = {"band": "P2", "reason": "NEW_FACTS"}
        _team(work, "PriorityOverridden", override | {"explanation": explanation})


def _assess(work: Work, issues: dict[str, list[str]]) -> None:
    case, story = work.case, work.case.chronicle
    story.pass_days(3, 12)
    findings = [
        {
            "person": story.ref("CT", person),
            "field_code": story.rng.choice(("DIAGNOSIS", "FINANCE", "SERVICES")),
            "text": narratives.note(story.rng),
        }
        for person in work.subjects
    ]
    case.write(
        "AssessmentCompleted",
        "CT",
        {
            "sheet_version": _SHEET,
            "issues_by_person": [
                {"person": story.ref("CT", person), "issues": issues.get(person.id, ["OTHER"])}
                for person in work.subjects
            ],
            "household_size": len(story.members()),
            "findings": findings,
            "persons_wish": narratives.wish(story.rng),
        },
        basis="CONSENT",
        persons=work.subjects,
    )


def _plan_until_adequate(work: Work) -> None:
    story = work.case.chronicle
    work.plan_id = work.plan_id or story.new_id()
    first = work.version + 1
    while True:
        story.pass_days(3, 10)
        _draft(work)
        story.pass_days(2, 9)
        result = "REVISE" if work.version == first and story.chance(0.12) else "ADEQUATE"
        _confer(work, result, "PLAN_REVIEW")
        if result == "ADEQUATE":
            return


def _draft(work: Work) -> None:
    case, story = work.case, work.case.chronicle
    work.version += 1
    goals = [
        {"no": number, "text": text}
        for number, text in enumerate(narratives.goals(story.rng), start=1)
    ]
    case.write(
        "PlanDrafted",
        "CT",
        {
            "plan_id": work.plan_id,
            "plan_version": work.version,
            "goals": goals,
            "persons_wish": narratives.wish(story.rng),
            "period_end": story.today + timedelta(days=_PERIOD_DAYS),
            "subject_consents": [
                {"person": story.ref("CT", person), "consent_id": case.consents[person.id]}
                for person in work.subjects
            ],
        },
        basis="CONSENT",
        persons=work.subjects,
    )
    for person in work.subjects:
        story.pass_days(0, 2)
        agreed: dict[str, Value] = {"plan_id": work.plan_id, "plan_version": work.version}
        agreed |= {"person": story.ref("CT", person), "method": "WRITTEN"}
        case.write("PlanAgreed", "CT", agreed, basis="CONSENT", consent=case.consents[person.id])


def _confer(work: Work, result: str, agenda: str) -> None:
    case, story = work.case, work.case.chronicle
    attendees = [AGENCIES[code].id for code in ("CT", case.lead, *work.agencies)]
    case.write(
        "MultilayerConferenceConvened",
        "CT",
        {
            "conference_id": story.new_id(),
            "plan_ids": [work.plan_id],
            "attendees": list(dict.fromkeys(attendees)),
            "agenda": [agenda, "ROLES"],
            "result": result,
        },
        basis="CONSENT",
        persons=work.subjects,
    )


def _decide(work: Work) -> None:
    case, story = work.case, work.case.chronicle
    story.pass_days(1, 6)
    story.meet("MU", [*work.subjects])
    case.write(
        "SupportDecided",
        "MU",
        {
            "plan_id": work.plan_id,
            "plan_version": work.version,
            "decision_date": story.today,
            "decision_no": f"甲福第{story.rng.randint(1, 2999)}号",
        },
        basis="CONSENT",
        persons=work.subjects,
    )
    for code in (case.lead, *work.agencies):
        if code in work.roles:
            continue
        story.pass_minutes(1, 20)
        work.roles.append(code)
        data: dict[str, Value] = {
            "agency": AGENCIES[code].id,
            "is_lead": code == case.lead,
            "task": "LEAD" if code == case.lead else _TASKS.get(code, "OTHER"),
            "start": story.today,
        }
        case.write("RoleAssigned", "CT", data, basis="CONSENT", persons=work.subjects)


def _carry_out(work: Work) -> None:
    case, story = work.case, work.case.chronicle
    for code in work.agencies:
        story.meet(code, [case.main], case.compartment or "AGENCY")
    for quarter in range(1, story.rng.randint(2, 7)):
        case.contacts(work.roles, 7, 9)
        if story.today > story.until:
            return
        if quarter % 2:
            _review(work, "MonitoringRecorded", "CONTINUE")
            if story.chance(0.1) and len(work.roles) > 1:
                _change_lead(work)
        elif story.chance(0.5):
            _review(work, "EvaluationRecorded", "CLOSE")
            break
        else:
            _review(work, "EvaluationRecorded", "REPLAN")
            _plan_until_adequate(work)
            _decide(work)
    _end(work)


def _review(work: Work, kind: str, outcome: str) -> None:
    story = work.case.chronicle
    results = ("REACHED", "PARTLY", "NOT_REACHED")
    data: dict[str, Value] = {
        "plan_id": work.plan_id,
        "goal_results": [{"goal_no": 1, "result": story.rng.choice(results)}],
        "outcome": outcome,
    }
    story.pass_days(1, 5)
    work.case.write(kind, "CT", data, basis="CONSENT", persons=work.subjects)


def _change_lead(work: Work) -> None:
    case = work.case
    case.lead = next(code for code in work.roles if code != case.lead)
    data: dict[str, Value] = {"lead_agency": AGENCIES[case.lead].id}
    case.write("LeadAgencyChanged", "CT", data, basis="CONSENT", persons=work.subjects)


def _end(work: Work) -> None:
    case, story = work.case, work.case.chronicle
    for code in work.roles:
        if code != case.lead:
            data: dict[str, Value] = {"agency": AGENCIES[code].id, "end": story.today}
            case.write("RoleEnded", "CT", data, basis="CONSENT", persons=work.subjects)
    if story.chance(0.55):
        story.pass_days(1, 20)
        reason = story.rng.choice(("RESOLVED", "CONNECTED", "CONNECTED", "DECLINED"))
        case.close("CT", reason, basis="CONSENT")
