"""What each term of the score counts, and the events it comes from (domain, section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from projections.calendar import business_days_through
from projections.household.reading import HouseholdReading
from projections.household.referrals import untaken
from projections.household.text import id_text
from projections.household.view import Case, HouseholdMember
from projections.queue.rules import Rules
from projections.stored_event import StoredEvent
from schemas.codes import agency_code, code_list
from schemas.times import day_of

Counted = tuple[int, tuple[str, ...]]


def terms_of(
    asked: StoredEvent,
    case: Case | None,
    reading: HouseholdReading,
    today: date,
    rules: Rules,
) -> Iterator[tuple[str, Counted]]:
    """Every term as it counts; ``case`` and ``reading`` as the desk may see them."""
    request_event = (id_text(asked.event_id),)
    issues = case.issues if case else ()
    yield "I", (len({value.value for value in issues}), _ids(v.event_ids for v in issues))
    yield "F", _fields(asked, case, today)
    waited = business_days_through(day_of(asked.envelope["occurred_at"]), today)
    yield "W", (waited, request_event)
    minors = [ids for member in _present(reading) for ids in _minor(member, today, rules)]
    yield "M", (int(bool(minors)), _ids(minors))
    yield "L", (int(case is not None and not case.lead.value), request_event)
    declined = [referral.event_ids for referral in untaken(case.referrals)] if case else []
    yield "D", (int(bool(declined)), _ids(declined))


def _fields(asked: StoredEvent, case: Case | None, today: date) -> Counted:
    """Whose work it already is: of the requester, the lead, the existing agencies and whoever
    holds a role today."""
    agencies = {asked.agency, *asked.body["existing_agencies"]}
    events = [id_text(asked.event_id)]
    day = today.isoformat()
    if case is not None:
        agencies.add(case.lead.value)
        events += case.lead.event_ids
        for role in case.roles:
            if role.start <= day and (not role.end or day <= role.end):
                agencies.add(role.agency_id)
                events += role.event_ids
    fields = {code_list("agency").more(agency_code(one), "field") for one in agencies if one}
    return len(fields - {None}), tuple(dict.fromkeys(events))


def _minor(member: HouseholdMember, today: date, rules: Rules) -> Iterator[tuple[str, ...]]:
    for value in member.attributes:
        if value.field == "BIRTH_DATE" and _age(value.value, today) < rules.minor_under:
            yield value.event_ids


def _age(born: str, today: date) -> int:
    """Full years on that day; a date that cannot be read makes nobody a minor."""
    try:
        birth = date.fromisoformat(born)
    except ValueError:
        return date.max.year
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _present(reading: HouseholdReading) -> list[HouseholdMember]:
    return [m for m in reading.view.members if not m.left] if reading.view else []


def _ids(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for ids in several for one in ids))
