"""通報: the reports of abuse in a case, and by which check each was met.

Source: 児童虐待対応の手引き (a child is seen with one's own eyes);
高齢者虐待防止・養護者支援の手引き for the fact check. Who reported
is in no event (児童虐待防止法7条, 高齢者虐待防止法8条).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from projections.household.opened import OpenPart, opened_parts
from projections.household.text import event_ids, id_text, instant_text
from projections.household.view import AbuseReport, Value
from projections.stored_event import StoredEvent, by_time
from schemas.codec import Body
from schemas.sealing import REDACTED

CHILD: Final = "CHILD"
_BY_SIGHT: Final = "DIRECT_SIGHT"


def abuse_reports(events: Iterable[StoredEvent], open_part: OpenPart) -> tuple[AbuseReport, ...]:
    """Every report among the effective events of a case, by time."""
    told = sorted(events, key=by_time)
    return tuple(_report(one, told, open_part) for one in told if one.name == "AbuseReportReceived")


def checks_of(report: StoredEvent, told: Iterable[StoredEvent]) -> list[StoredEvent]:
    """The checks by which a report is met; none while one of its persons is still to be seen: of
    two children the one who was seen stops no clock of the other."""
    found = [event for event in told if event.name == "SafetyConfirmed" and _meets(event, report)]
    seen = {person for event in found for person in event.envelope["person_refs"]}
    return sorted(found, key=by_time) if seen.issuperset(_persons(report)) else []


def _meets(check: StoredEvent, report: StoredEvent) -> bool:
    body = check.body
    if body["kind"] != report.body["kind"] or body["confirmed_at"] < report.body["received_at"]:
        return False
    return bool(body["kind"] != CHILD or body["method"] == _BY_SIGHT)


def _persons(report: StoredEvent) -> Sequence[bytes]:
    persons: Sequence[bytes] = report.envelope["person_refs"]
    return persons


def _report(report: StoredEvent, told: Sequence[StoredEvent], open_part: OpenPart) -> AbuseReport:
    checks = checks_of(report, told)
    last = checks[-1].body if checks else None
    return AbuseReport(
        event_id=id_text(report.event_id),
        kind=report.body["kind"],
        received_at=instant_text(report.body["received_at"]),
        person_refs=tuple(id_text(person) for person in _persons(report)),
        content=tuple(_content(report, open_part)),
        method=last["method"] if last else "",
        confirmed_at=instant_text(last["confirmed_at"]) if last else "",
        event_ids=event_ids([report, *checks]),
    )


def _content(report: StoredEvent, open_part: OpenPart) -> Iterator[Value]:
    """What was reported, once however many persons it was sealed for."""
    said = dict.fromkeys(
        (REDACTED if part.fields is None and not part.altered else _text(part.fields), part.altered)
        for part in opened_parts(report, open_part)
    )
    for text, altered in said:
        yield Value(
            "content",
            text,
            report.agency,
            event_ids([report]),
            redacted=text == REDACTED,
            needs_checking=altered,
        )


def _text(fields: Body | None) -> str:
    return "" if fields is None else str(fields["content"] or "")
