"""Work that one counter does, now and then with a referral: elders, children, disability, money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.generator.casefile import CaseFile
from services.generator.chronicle import Chronicle
from services.generator.people.person import Person
from services.generator.phases.referral import refer
from services.generator.steps import Value
from services.generator.stories.life import move_away

_CARE_LEVELS: Final = ("要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4")
_GRADES: Final = ("精神2級", "精神3級", "身体3級", "身体4級", "療育B")
_INFORMATION_ONLY: Final = 0.18


def elder(story: Chronicle, person: Person) -> None:
    """An elder, or the family of one, at the comprehensive care centre."""
    issues = story.rng.sample(("ELDERCARE", "HEALTH_DISABILITY", "ISOLATION"), 2)
    case = _opened(story, "HOK", [person], issues)
    if case is None:
        return
    if story.chance(0.6):
        care_level = story.rng.choice(_CARE_LEVELS)
        _attribute(story, "HOK", person, "CARE_LEVEL", care_level)
    _continue(case, 18, 21, ("SHO", "JIR"))


def child(story: Chronicle, person: Person, parent: Person) -> None:
    """A parent with a small child at the child and family centre."""
    case = _opened(story, "KOD", [parent, person], ["CHILDCARE"])
    if case is not None:
        _continue(case, 9, 21, ("SHO", "JIR"))


def disability(story: Chronicle, person: Person) -> None:
    """A person with a disability at the counselling office."""
    case = _opened(story, "SHO", [person], ["HEALTH_DISABILITY", "JOB_SEEK"])
    if case is None:
        return
    if story.chance(0.7):
        _attribute(story, "SHO", person, "DISABILITY_GRADE", story.rng.choice(_GRADES))
    if story.chance(0.3):
        _attribute(story, "SHO", person, "DIAGNOSIS", "通院中。詳しくは主治医の意見書による。")
    _continue(case, 24, 21, ("JIR", "HOK"))


def poverty(story: Chronicle, person: Person) -> None:
    """Someone short of money at the self-reliance office."""
    pool = ("INCOME", "RENT_LOAN", "DEBT", "JOB_SEEK", "TAX_UTILITY", "NO_FOOD", "LANGUAGE")
    case = _opened(story, "JIR", [person], story.rng.sample(pool, story.rng.randint(1, 3)))
    if case is None:
        return
    if story.chance(0.4):
        _attribute(story, "JIR", person, "INCOME", "就労収入なし")
    if story.chance(0.1):
        flag = story.rng.choice(("HOUSING_LOSS_14D", "LIFELINE_STOPPED", "NO_FOOD_WATER"))
        case.flag("JIR", flag, "VISIT")
    if story.chance(0.03):
        case.flag("JIR", "SUICIDE_IDEATION", "CALL", basis="LIFE_BODY")
    _continue(case, 16, 12, ("SHO", "HOK"))


def _opened(
    story: Chronicle, code: str, persons: Sequence[Person], issues: Sequence[str]
) -> CaseFile | None:
    case = CaseFile(story, code, persons)
    channel = story.rng.choice(("VISIT", "PHONE", "PHONE", "HOME_VISIT", "ONLINE", "MINSEI"))
    relation = "MINSEI" if channel == "MINSEI" else story.rng.choice(("SELF", "SELF", "FAMILY"))
    case.receive(issues, channel, relation)
    if story.chance(_INFORMATION_ONLY):
        case.screen("INFO_ONLY")
        case.close(code, "OTHER")
        return None
    return case


def _continue(case: CaseFile, contacts: float, gap: int, others: tuple[str, str]) -> None:
    story = case.chronicle
    refers = story.chance(0.22)
    case.screen("REFER" if refers else "CONTINUE")
    case.contacts([case.opener], contacts / 3, gap)
    if refers:
        to, suggested = others if story.chance(0.5) else others[::-1]
        if refer(case, to, suggested, leads_after=story.chance(0.3)):
            case.contacts([to], contacts / 4, gap)
    case.contacts([case.lead], contacts * 2 / 3, gap)
    _maybe_end(case)


def _maybe_end(case: CaseFile) -> None:
    story = case.chronicle
    left = story.rng.random()
    if left < 0.6:
        story.pass_days(5, 40)
        reason = story.rng.choice(("RESOLVED", "RESOLVED", "CONNECTED", "LOST", "DECLINED"))
        case.close(case.lead, reason)
    elif left < 0.68:
        data: dict[str, Value] = {"reason": "LOST"}
        case.write("CaseSuspended", case.lead, data, persons=[case.main])
    elif left < 0.74:
        _reopen(case)
    elif left < 0.76:
        move_away(case)


def _reopen(case: CaseFile) -> None:
    story = case.chronicle
    case.close(case.lead, "RESOLVED")
    story.pass_days(60, 400)
    data: dict[str, Value] = {"reason": "NEW_NEED"}
    case.write("CaseReopened", case.lead, data, persons=[case.main])
    case.contacts([case.lead], 6, 14)


def _attribute(story: Chronicle, code: str, person: Person, attribute: str, value: str) -> None:
    story.pass_days(1, 30)
    data: dict[str, Value] = {
        "person": story.ref(code, person),
        "attribute": attribute,
        "value": value,
        "source": "DOCUMENT",
        "valid_from": story.today,
    }
    story.write("AttributeAsserted", code, data)
