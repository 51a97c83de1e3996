"""From a form to answers, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from starlette.datastructures import FormData

from schemas.codes import code_list
from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field
from services.console.actions.moments import read_moment

MAX_TEXT = 4_000
"""Characters of one text field."""

MAX_LINE = 200
STAFF_ID_LENGTH = 64
_MANY = frozenset({"codes", "agencies", "choices"})


def read_answers(action: Action, about: About, form: FormData) -> Answers:
    """The fields of the action, as they were sent; whatever else the form holds is not read."""
    values = {}
    for field in action.fields_of(about):
        given = [value.strip() for value in form.getlist(field.name) if isinstance(value, str)]
        kept = tuple(value for value in given if value)
        if kept:
            values[field.name] = kept if field.kind in _MANY else kept[:1]
    return Answers(values)


def faults(action: Action, about: About, answers: Answers, agencies: Collection[str]) -> list[str]:
    """The names of the fields that are missing, are not of their kind or do not go together; the
    adapter's own rules come after."""
    amiss = action.amiss(about, answers)
    return [
        field.name
        for field in action.fields_of(about)
        if field.name in amiss or not _is_good(field, about, answers.all(field.name), agencies)
    ]


def _is_good(field: Field, about: About, values: Sequence[str], agencies: Collection[str]) -> bool:
    if not values:
        return not field.required
    return all(_fits(field, about, value, agencies) for value in values)


def _fits(field: Field, about: About, value: str, agencies: Collection[str]) -> bool:
    match field.kind:
        case "code" | "codes":
            return value in code_list(field.codes) and (not field.only or value in field.only)
        case "agency" | "agencies":
            return value in agencies
        case "choice" | "choices":
            offered = field.options(about) if field.options else ()
            return value in {option for option, _ in offered}
        case "day":
            return _is_day(value)
        case "moment":
            return read_moment(value) is not None
        case "reference":
            return _is_reference(value)
        case "line":
            return len(value) <= MAX_LINE
        case "worker":
            return len(value) <= STAFF_ID_LENGTH
        case "text":
            return len(value) <= MAX_TEXT


def _is_reference(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
