"""Households that need several counters at once: 8050, ダブルケア, young carers, hoarding.

Each follows the course that the programme intends (社会福祉法 art. 106-4): a counter that notices,
consent or a support conference, the coordination team, a plan, a decision, monitoring.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.generator.casefile import CaseFile
from services.generator.chronicle import Chronicle
from services.generator.people.person import Person
from services.generator.phases import conferences, coordination
from services.generator.phases.participation import place
from services.generator.phases.referral import refer


def eighty_fifty(story: Chronicle, parent: Person, adult_child: Person) -> None:
    """8050: an old parent and a withdrawn child of about fifty."""
    case = CaseFile(story, "HOK", [parent, adult_child])
    case.receive(["ELDERCARE", "HEALTH_DISABILITY", "FAMILY_REL"], "HOME_VISIT", "FAMILY")
    case.screen("REQUEST_COORDINATION")
    case.contacts(["HOK"], 5, 14)
    case.consent("HOK", parent, ("HOK", "JIR", "CT", "MU"))
    conference = conferences.support_conference(case, ("HOK", "CT", "OR"), adult_child)
    if not conferences.outreach(case, adult_child, conference):
        case.contacts(["HOK"], 16, 14)
        return
    story.pass_days(0, 5)
    case.consent("OR", adult_child, ("HOK", "JIR", "CT", "OR", "PA", "MU"))
    for issue in ("HIKIKOMORI_TRUANCY", "INCOME"):
        case.issue("HOK", adult_child, issue)
    issues = {parent.id: ["ELDERCARE"], adult_child.id: ["HIKIKOMORI_TRUANCY", "INCOME"]}
    accepted = coordination.request(case, ("JIR", "OR"), (parent, adult_child), issues)
    if accepted and story.chance(0.4) and not case.closed:
        _place(case, adult_child)


def double_care(story: Chronicle, parent: Person, elder: Person, child: Person) -> None:
    """ダブルケア: someone who cares for a small child and an old parent at once."""
    case = CaseFile(story, "KOD", [parent, child, elder])
    case.receive(["CHILDCARE", "ELDERCARE", "JOB_TROUBLE"], "VISIT", "SELF")
    case.screen("REFER")
    case.consent("KOD", parent, ("KOD", "HOK", "CT", "MU"))
    refer(case, "HOK", "SHO", person=elder)
    case.consent("KOD", elder, ("KOD", "HOK", "CT", "MU"))
    issues = {parent.id: ["CHILDCARE", "JOB_TROUBLE"], elder.id: ["ELDERCARE"]}
    coordination.request(case, ("HOK",), (parent, elder), issues)
    if not case.closed:
        case.contacts(["KOD", "HOK"], 18, 18)


def young_carer(story: Chronicle, child: Person, parent: Person) -> None:
    """A child who cares for a parent; the school notices, consent comes late or never."""
    case = CaseFile(story, "KOD", [child, parent])
    case.receive(["YOUNG_CARER", "HIKIKOMORI_TRUANCY"], "SCHOOL", "SCHOOL")
    case.screen("REFER")
    refuses = story.chance(0.5)
    if refuses:
        case.refuse("KOD", parent, ("KOD", "SHO", "CT"))
    conferences.child_council(case, ("SHO", "SCHOOL"), "YOSHIEN")
    case.contacts(["KOD"], 14, 10)
    if refuses and story.chance(0.4):
        return
    agencies = ("KOD", "SHO", "CT", "MU")
    case.consent("KOD", parent, agencies)
    case.consent("KOD", child, agencies)
    case.issue("KOD", parent, "HEALTH_DISABILITY")
    issues = {child.id: ["YOUNG_CARER"], parent.id: ["HEALTH_DISABILITY"]}
    coordination.request(case, ("SHO",), (child, parent), issues)


def hoarding(story: Chronicle, person: Person) -> None:
    """A hoarding house: neighbours complain, the door stays shut for long."""
    case = CaseFile(story, "HOK", [person])
    case.receive(["HOARDING", "COMMUNITY_REL"], "MINSEI", "MINSEI")
    case.screen("REQUEST_COORDINATION")
    conferences.request_without_consent(case)
    case.issue("HOK", person, "TAX_UTILITY")
    if story.chance(0.4):
        case.flag("HOK", "LIFELINE_STOPPED", "THROUGH_DOOR")
    conference = conferences.support_conference(case, ("HOK", "OR", "ENV", "FIRE"), person)
    if not conferences.outreach(case, person, conference):
        case.contacts(["HOK"], 12, 20)
        return
    case.consent("HOK", person, ("HOK", "CT", "JIR", "MU"))
    coordination.request(case, ("JIR",), (person,), {person.id: ["HOARDING", "TAX_UTILITY"]})


def withdrawn(story: Chronicle, person: Person) -> None:
    """Someone withdrawn from society, known to the self-reliance office by the family."""
    case = CaseFile(story, "JIR", [person])
    case.receive(["HIKIKOMORI_TRUANCY", "JOB_SEEK", "ISOLATION"], "PHONE", "FAMILY")
    case.screen("CONTINUE")
    case.contacts(["JIR"], 12, 16)
    if story.chance(0.3):
        _withdraw_midway(case, person)
        return
    case.consent("JIR", person, ("JIR", "SHO", "PA", "CT", "MU"))
    issues = {person.id: ["HIKIKOMORI_TRUANCY", "JOB_SEEK"]}
    if coordination.request(case, ("SHO", "PA"), (person,), issues) and not case.closed:
        _place(case, person)


def _withdraw_midway(case: CaseFile, person: Person) -> None:
    story = case.chronicle
    case.consent("JIR", person, ("JIR", "SHO", "CT", "MU"))
    case.contacts(["JIR"], 8, 14)
    story.pass_days(5, 60)
    agencies: Sequence[str] = ("SHO",) if story.chance(0.6) else ()
    case.withdraw("JIR", person, agencies)
    case.contacts(["JIR"], 10, 20)


def _place(case: CaseFile, person: Person) -> None:
    case.chronicle.meet("PA", [person])
    place(case, person)
