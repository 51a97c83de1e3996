"""プラン: the sheet that the person signs and the conference reads, from what a worker may see.

It says whose plan it is and nothing of them that a plan does not need: no address, no telephone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from protos.enishi.v1 import query_pb2
from services.console.actions.plan.subjects import LIVE
from services.console.naming import called, kana_of, name_of
from services.console.words import Words

_GOAL = "goal"
_WISH = "persons_wish"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose plan it is; ``agreed_on`` is empty until they agree to this version."""

    name: str
    kana: str
    relationship: str
    agreed_on: str
    method: str


@dataclass(frozen=True, slots=True)
class Told:
    """A goal by its number, or a wish by whose it is. ``redacted``: its key was destroyed."""

    of: str
    text: str
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One plan as it is printed; ``others``: who else belongs to the household; ``may_have``: the
    agencies that the consents of all its subjects name, as far as consents are known here."""

    case: query_pb2.Case
    plan: query_pb2.Plan
    subjects: tuple[Subject, ...]
    others: tuple[str, ...]
    wishes: tuple[Told, ...]
    goals: tuple[Told, ...]
    may_have: tuple[str, ...]


def sheet_of(household: query_pb2.Household, case_id: str, words: Words) -> Sheet | None:
    """The sheet of a case; None where no plan is shown."""
    case = next((one for one in household.cases if one.case_id == case_id), None)
    if case is None or not case.HasField("plan"):
        return None
    plan = case.plan
    refs = [one.person_ref for one in plan.subjects]
    members = {one.person_ref: one for one in household.members if one.person_ref}
    names = {ref: name_of(member, words) for ref, member in members.items()}
    agreed = {one.person_ref: one for one in plan.agreements}
    subjects = tuple(
        Subject(
            name=called(names, ref, words),
            kana=kana_of(members[ref]) if ref in members else "",
            relationship=_relationship(members.get(ref), words),
            agreed_on=agreed[ref].on if ref in agreed else "",
            method=words.code("consent_method", agreed[ref].method) if ref in agreed else "",
        )
        for ref in refs
    )
    others = tuple(
        _other(member, names, words)
        for member in household.members
        if member.person_ref not in refs and not member.left
    )
    return Sheet(
        case=case,
        plan=plan,
        subjects=subjects,
        others=others,
        wishes=_wishes(plan.goals, names, words),
        goals=_goals(plan.goals),
        may_have=may_have(household, refs),
    )


def may_have(household: query_pb2.Household, subjects: Iterable[str] = ()) -> tuple[str, ...]:
    """The agencies that a live consent of each subject, and of each who ever consented, names."""
    of_person: dict[str, set[str]] = {ref: set() for ref in subjects}
    of_person |= {one.person_ref: set() for one in household.consents}
    for consent in household.consents:
        if consent.state in LIVE:
            of_person[consent.person_ref].update(consent.agencies)
    return tuple(sorted(set.intersection(*of_person.values()))) if of_person else ()


def _other(member: query_pb2.HouseholdMember, names: dict[str, str], words: Words) -> str:
    # Whoever has not consented has no reference and no name: what stands there says only so (V3).
    if not member.person_ref:
        return member.relationship
    relationship = _relationship(member, words)
    name = names[member.person_ref]
    return f"{name}（{relationship}）" if relationship else name


def _relationship(member: query_pb2.HouseholdMember | None, words: Words) -> str:
    code = member.relationship if member else ""
    return words.code("relationship", code) if code else ""


def _goals(values: Iterable[query_pb2.Value]) -> tuple[Told, ...]:
    """By number; what a plan for two people tells of each of them stands once."""
    found = [_told(value, number) for value, number in _of_kind(values, _GOAL)]
    return tuple(dict.fromkeys(found))


def _of_kind(values: Iterable[query_pb2.Value], kind: str) -> Sequence[tuple[query_pb2.Value, str]]:
    # A part that cannot be opened is one value, named "goals".
    parts = ((value, *value.field.partition(" ")) for value in values)
    return [(value, rest) for value, said, _, rest in parts if said in (kind, f"{kind}s")]


def _wishes(
    values: Iterable[query_pb2.Value], names: dict[str, str], words: Words
) -> tuple[Told, ...]:
    whose: dict[tuple[str, bool], list[str]] = {}
    for value, _ in _of_kind(values, _WISH):
        name = called(names, value.person_ref, words)
        whose.setdefault((value.value, value.redacted), []).append(name)
    return tuple(Told("・".join(of), *said) for said, of in whose.items())


def _told(value: query_pb2.Value, of: str) -> Told:
    return Told(of, value.value, value.redacted)
