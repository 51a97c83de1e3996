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
from services.console.actions.flag.offered import answers_to, is_answer
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.eco_map import eco_map
from services.console.naming import called, contact_text, kana_of, name_of
from services.console.page import Pages
from services.console.reading import Reading
from services.console.words import Words

SET_ASIDE = "SET_ASIDE"


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
        told_by = sorted({entry.agency_id for entry in household.timeline})
        agency = request.query_params.get("agency", "")
        agency = agency if agency in told_by else ""
        names = {m.person_ref: name_of(m, words) for m in household.members if m.person_ref}
        return self._pages.page(
            request,
            "household.html",
            household=household,
            names=names,
            map=eco_map(household, names, words),
            kana={m.person_ref: kana_of(m) for m in household.members if m.person_ref},
            doubts=[each for each in household.needs_checking if each != SET_ASIDE],
            set_aside=SET_ASIDE in household.needs_checking,
            timeline=[e for e in reversed(household.timeline) if agency in ("", e.agency_id)],
            told_by=told_by,
            agency_shown=agency,
            case_id=case_id,
            field=lambda field: _field(field, words),
            stated=lambda value: _stated(value, words),
            attribute=lambda value: _attribute(value, words),
            called=lambda names, ref: called(names, ref, words),
            contact=lambda value: contact_text(value, words),
            actions=_actions(household, case_id, self._pages.agency),
            answers_to=lambda flag: answers_to(flag.state, self._pages.agency),
            done=done_of(request),
            as_of=household.as_of.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )


def _actions(
    household: query_pb2.Household, case_id: str, agency: str
) -> Mapping[str, list[Action]]:
    """What can be done about each case; of the others about one of them after going there. What
    answers a flag stands beside that flag."""
    about = about_case(household, case_id, agency)
    return {case_id: [one for one in actions_for(about, "case") if not is_answer(one)]}


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
