"""名寄せ: the steward's work on people whom several agencies know (rules I5, I6)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Final

from services.generator.chronicle import GUARDED, Chronicle
from services.generator.people.knowledge import Knowledge
from services.generator.steps import Ref, Value

_SEEN_BY_STEWARD: Final = 0.5
_EXACT: Final = 1000


def link(story: Chronicle) -> None:
    """Links between agencies' persons that are one, a few wrong ones, and households joined.

    People of a guarded case never enter (I5).
    """
    if any(step.compartment in GUARDED for step in story.steps):
        return
    story.start_after_all()
    by_person: dict[str, list[Knowledge]] = {}
    for known in story.known():
        by_person.setdefault(known.person.id, []).append(known)
    linked = False
    for several in by_person.values():
        for one, other in pairwise(several):
            if story.chance(_SEEN_BY_STEWARD):
                _confirm(story, one, other)
                linked = True
    if linked:
        _join_households(story)
    elif len(by_person) > 1 and story.chance(0.01):
        _link_wrongly(story, [several[0] for several in by_person.values()])


def _confirm(story: Chronicle, one: Knowledge, other: Knowledge) -> None:
    exact = one.agency.style.knows_municipal_id and other.agency.style.knows_municipal_id
    refs = [_ref(one), _ref(other)]
    reason = "SAME_MUNICIPAL_ID" if exact else story.rng.choice(("KEY_EQUAL", "WEAK_MATCH"))
    link_id = story.new_id()
    proposed: dict[str, Value] = {"link_id": link_id, "refs": refs, "reason": reason}
    proposed["score_permille"] = _EXACT if exact else story.rng.randint(600, 960)
    story.pass_days(1, 20)
    story.write("PersonLinkProposed", "ST", proposed)
    if not exact and story.chance(0.3):
        return
    story.pass_days(0, 10)
    confirmed: dict[str, Value] = {"link_id": link_id, "refs": refs, "reason": reason}
    story.write("PersonLinkConfirmed", "ST", confirmed)


def _link_wrongly(story: Chronicle, strangers: list[Knowledge]) -> None:
    refs = [_ref(known) for known in strangers[:2]]
    link_id = story.new_id()
    base: dict[str, Value] = {"link_id": link_id, "refs": refs}
    story.pass_days(1, 20)
    story.write("PersonLinkProposed", "ST", base | {"reason": "WEAK_MATCH", "score_permille": 640})
    story.pass_days(0, 3)
    confirmed_at = story.at
    story.write("PersonLinkConfirmed", "ST", base | {"reason": "WEAK_MATCH"})
    story.pass_days(3, 40)
    revoked = base | {"reason": "WRONG_PERSON", "effective_from": confirmed_at}
    story.write("PersonLinkRevoked", "ST", revoked)
    story.pass_minutes(30, 240)
    breach: dict[str, Value] = {
        "persons": [refs[0]],
        "sensitive": True,
        "known_at": story.at - timedelta(minutes=20),
        "kind": "WRONG_LINK",
    }
    story.write("BreachSuspected", "MU", breach, basis="NONE")


def _join_households(story: Chronicle) -> None:
    supported = [household for code, household in story.own_households().items() if code != "MU"]
    for one, other in pairwise(supported):
        joined: dict[str, Value] = {
            "join_id": story.new_id(),
            "household_id": one,
            "other_household_id": other,
        }
        story.pass_minutes(5, 60)
        effective: dict[str, Value] = {"effective_on": story.today}
        story.write("HouseholdsJoined", "ST", joined | effective)
        if story.chance(0.05):
            story.pass_days(2, 30)
            story.write("HouseholdsJoinRevoked", "ST", joined)


def _ref(known: Knowledge) -> Ref:
    return Ref(known.agency, known.source_person_id)
