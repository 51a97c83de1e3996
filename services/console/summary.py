"""事例の要約: one case on one page for a conference, from what the worker may see of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protos.enishi.v1 import query_pb2
from services.console.naming import called, contact_text, kana_of, name_of
from services.console.sheet import Sheet, may_have, sheet_of
from services.console.words import Words

CONTACTS = 3
"""The latest ones: the page must stay one page."""

_REFERRAL_ENDED = frozenset({"DECLINED", "WITHDRAWN", "LAPSED", "CANCELLED", "COMPLETED"})


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the household; of whoever has not consented ``name`` says only that (V3)."""

    name: str
    kana: str
    relationship: str
    born: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a conference reads of one case. ``may_have``: the agencies that every consent on which
    it rests names; the page is for nobody else."""

    case: query_pb2.Case
    members: tuple[Member, ...]
    issues: Mapping[str, tuple[str, ...]]
    flags: tuple[query_pb2.Flag, ...]
    referrals: tuple[query_pb2.Referral, ...]
    contacts: tuple[str, ...]
    may_have: tuple[str, ...]
    sheet: Sheet | None


def summary_of(household: query_pb2.Household, case_id: str, words: Words) -> Summary | None:
    """The summary of a case; None where it is not shown."""
    case = next((one for one in household.cases if one.case_id == case_id), None)
    if case is None:
        return None
    here = [member for member in household.members if not member.left]
    names = {one.person_ref: name_of(one, words) for one in here if one.person_ref}
    sheet = sheet_of(household, case_id, words)
    return Summary(
        case=case,
        members=tuple(_member(one, names, words) for one in here),
        issues=_issues(case.issues, names, words),
        flags=tuple(flag for flag in case.flags if flag.state != "CLEARED"),
        referrals=tuple(one for one in case.referrals if one.state not in _REFERRAL_ENDED),
        contacts=tuple(contact_text(one.value, words) for one in case.contacts[-CONTACTS:]),
        may_have=sheet.may_have if sheet else may_have(household),
        sheet=sheet,
    )


def _member(member: query_pb2.HouseholdMember, names: Mapping[str, str], words: Words) -> Member:
    if not member.person_ref:
        return Member(member.relationship, "", "", "")
    born = (one.value for one in member.attributes if one.field == "BIRTH_DATE" and one.value)
    code = member.relationship
    return Member(
        names[member.person_ref],
        kana_of(member),
        words.code("relationship", code) if code else "",
        words.day(next(born, "")),
    )


def _issues(
    values: Iterable[query_pb2.Value], names: Mapping[str, str], words: Words
) -> Mapping[str, tuple[str, ...]]:
    """Whose → what, each once; under an empty name what is said of nobody in particular."""
    found: dict[str, dict[str, None]] = {}
    for value in sorted(values, key=lambda value: not value.person_ref):
        who = called(names, value.person_ref, words) if value.person_ref else ""
        issue = words.code("issue", value.value)
        if who or not any(issue in of_person for of_person in found.values()):
            found.setdefault(who, {})[issue] = None
    return {who: tuple(issues) for who, issues in found.items()}
