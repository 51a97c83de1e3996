"""経過: every event of the view in words, without any sealed content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projections.household.text import id_text, instant_text
from projections.household.view import TimelineEntry
from projections.stored_event import StoredEvent, by_time
from schemas.codes import code_list

_NOT_TOLD = ("field_code", "purpose", "consent_compartment")
"""Code lists that say what may be shared, not what happened."""


def timeline(events: Iterable[StoredEvent], doubtful: frozenset[str]) -> tuple[TimelineEntry, ...]:
    """One entry per event, ordered by ``by_time``; ``doubtful`` are the event ids that show
    要確認."""
    return tuple(_entry(event, doubtful) for event in sorted(events, key=by_time))


def _entry(event: StoredEvent, doubtful: frozenset[str]) -> TimelineEntry:
    envelope = event.envelope
    event_id = id_text(event.event_id)
    words = list(_words(event))
    return TimelineEntry(
        event_id=event_id,
        event_type=event.name,
        agency_id=event.agency,
        occurred_at=instant_text(envelope["occurred_at"]),
        precision=envelope["occurred_precision"],
        legal_basis=envelope["legal_basis"],
        summary_ja=_sentence(event.type.ja, "：", "、", [ja for ja, _ in words]),
        summary_en=_sentence(event.type.en, ": ", ", ", [en for _, en in words]),
        needs_checking=event_id in doubtful,
        case_id="" if event.case_id is None else id_text(event.case_id),
    )


def _sentence(title: str, colon: str, comma: str, words: list[str]) -> str:
    return f"{title}{colon}{comma.join(words)}" if words else title


def _words(event: StoredEvent) -> Iterator[tuple[str, str]]:
    for field in event.type.fields:
        if field.mark == "clear":
            value = event.body[field.name]
            if field.names_agency:
                yield from ((agency, agency) for agency in _texts(value))
            elif field.codes is not None and field.codes not in _NOT_TOLD:
                codes = code_list(field.codes)
                yield from ((codes.ja(code), codes.en(code)) for code in _texts(value))
            elif field.name == "minutes":
                yield f"{value}分", f"{value} min"


def _texts(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value
