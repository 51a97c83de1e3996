"""課題: every issue stated in a case, by whom and, where the statement says so, of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projections.household.text import event_ids, id_text
from projections.household.view import Value
from projections.stored_event import StoredEvent


def issues(events: Iterable[StoredEvent]) -> tuple[Value, ...]:
    """One value per issue code, person and agency, in that order, from effective events."""
    stated: dict[tuple[str, str, str], list[StoredEvent]] = {}
    for event in events:
        for person, issue in _stated(event):
            sources = stated.setdefault((issue, person, event.agency), [])
            if event not in sources[-1:]:
                sources.append(event)
    return tuple(
        Value("issue", issue, agency, event_ids(sources), person_ref=person)
        for (issue, person, agency), sources in sorted(stated.items(), key=lambda item: item[0])
    )


def _stated(event: StoredEvent) -> Iterator[tuple[str, str]]:
    body = event.body
    if event.name == "ConsultationReceived":
        for issue in body["issues"]:
            yield "", issue
    elif event.name == "IssueRecorded":
        yield id_text(body["person"]), body["issue"]
    elif event.name == "AssessmentCompleted":
        for item in body["issues_by_person"]:
            for issue in item["issues"]:
                yield id_text(item["person"]), issue
