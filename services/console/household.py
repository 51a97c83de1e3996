"""``/households/case/{case_id}``: the household of a case as this worker may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC

from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from schemas.times import JST
from services.console.abouts import about_case
from services.console.actions.action import Action
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.eco_map import eco_map
from services.console.page import Pages
from services.console.reading import Reading
from services.console.words import Words

SET_ASIDE = "SET_ASIDE"
SHORT_REF = 8


class Household:
    """The page of one household."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """Members, cases, timeline."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        case_id = request.path_params["case_id"]
        household = await reading.household(session, case_id)
        words = Words(session.language)
        names = {m.person_ref: _name(m, words) for m in household.members if m.person_ref}
        return self._pages.page(
            request,
            "household.html",
            household=household,
            names=names,
            map=eco_map(household, names, words),
            kana={m.person_ref: _kana(m) for m in household.members if m.person_ref},
            doubts=[each for each in household.needs_checking if each != SET_ASIDE],
            set_aside=SET_ASIDE in household.needs_checking,
            timeline=list(reversed(household.timeline)),
            field=lambda field: _field(field, words),
            stated=lambda value: _stated(value, words),
            attribute=lambda value: _attribute(value, words),
            called=lambda names, ref: _called(names, ref, words),
            contact=lambda value: _contact(value, words),
            actions=_actions(household, case_id, self._pages.agency),
            done=done_of(request),
            as_of=household.as_of.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )


def _actions(
    household: query_pb2.Household, case_id: str, agency: str
) -> Mapping[str, list[Action]]:
    """What can be done about each case; of the others about one of them after going there."""
    about = about_case(household, case_id, agency)
    return {case_id: actions_for(about, "case")}


def _name(member: query_pb2.HouseholdMember, words: Words) -> str:
    """The name to call somebody by; agencies may state several."""
    stated = dict.fromkeys(
        value.value
        for value in member.attributes
        if value.field == "NAME" and value.value and not value.redacted
    )
    return " / ".join(stated) or f"{words('unnamed')} {member.person_ref[:SHORT_REF]}"


def _kana(member: query_pb2.HouseholdMember) -> str:
    """How the name is read, where one reading is stated and the name is shown too."""
    stated = {
        value.value
        for value in member.attributes
        if value.field.startswith("NAME_KANA") and value.value and not value.redacted
    }
    return stated.pop() if len(stated) == 1 else ""


def _called(names: Mapping[str, str], person_ref: str, words: Words) -> str:
    return names.get(person_ref) or f"{words('elsewhere')} {person_ref[:SHORT_REF]}"


def _field(field: str, words: Words) -> str:
    """``氏名（通称）``: the type of a name where the attribute does not say it."""
    attribute, _, name_type = field.partition("/")
    word = words.code("attribute", attribute)
    if not name_type or attribute.endswith(name_type):
        return word
    return f"{word} ({words.code('name_type', name_type)})"


def _attribute(value: query_pb2.Value, words: Words) -> str:
    return words.day(value.value) if value.field == "BIRTH_DATE" else value.value


def _stated(value: query_pb2.Value, words: Words) -> str:
    """One side of a contradiction."""
    match value.field, value.value.split(" "):
        case "membership", ["PRESENT", "since", day]:
            return f"{words('since')} {words.day(day)}"
        case "membership", ["LEFT", day]:
            return f"{words('left')} {words.day(day)}"
        case "relationship", [code]:
            return words.code("relationship", code)
        case _:
            return value.value


def _contact(value: str, words: Words) -> str:
    """``2026-06-02 COUNSEL PHONE 30 min`` in words; anything else as it is."""
    match value.split(" "):
        case [day, service, how, minutes, "min"]:
            done = f"{words.code('service', service)} / {words.code('contact', how)}"
            return f"{words.day(day)} {done} {minutes}{'分' if words.japanese else ' min'}"
        case _:
            return value
