"""ケース移管: what became of each transfer to another municipality, from the sender's own events.

The other municipality's signed reply is recorded here as CaseTransferAcknowledged. The newest
answer tells what was taken over: another type than was sent (INFORMATION_ONLY for a case) leaves
the case where it is and raises an alert that ends with an answer that fits. An answer about other
bytes than were sent never fits, whatever is answered later, until a revision corrects it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from projections.household.text import day_text, event_ids, id_text, instant_text
from projections.stored_event import StoredEvent, by_time
from schemas.times import end_of_day, to_micros

TRANSFER_MISMATCH = "TRANSFER_MISMATCH"

State = Literal["PENDING_PARENT", "SENT", "OVERDUE", "MISMATCH", "ANSWERED", "COMPLETED"]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One recorded reply. ``differs``: the members in which it is not what was sent."""

    transfer_type: str
    to_municipality: str
    package_sha256: str
    at: str
    agency_id: str
    differs: tuple[str, ...]
    event_id: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer, spelled as views spell (ids in text, ISO 8601, hex; empty: not known).

    PENDING_PARENT: answered, its sending has not arrived. SENT, then OVERDUE from the end of
    ``answer_due`` on. MISMATCH: the answer is not to what was sent. ANSWERED: its type fits, but
    it names no package. COMPLETED: type and package fit. ``since``: when the state began.
    ``alert``: TRANSFER_MISMATCH or empty. ``equal``: for each answer that names a package, in
    order, whether its hash is the one sent.
    """

    transfer_id: str
    case_id: str
    transfer_type: str
    to_municipality: str
    sent_sha256: str
    sent_at: str
    answer_due: str
    state: State
    since: str
    alert: str
    equal: tuple[bool, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    event_ids: tuple[str, ...]


def transfers(events: Iterable[StoredEvent], now: datetime) -> tuple[Transfer, ...]:
    """The transfers among effective events as of ``now``, by their first event.

    Raises ValueError for a naive ``now``.
    """
    today = to_micros(now)
    return tuple(_transfer(story, today) for story in _stories(events))


def _stories(events: Iterable[StoredEvent]) -> list[list[StoredEvent]]:
    stories: dict[bytes, list[StoredEvent]] = {}
    for event in sorted(events, key=by_time):
        if event.name in ("CaseTransferSent", "CaseTransferAcknowledged"):
            stories.setdefault(event.body["transfer_id"], []).append(event)
    return list(stories.values())


def _transfer(story: Sequence[StoredEvent], now: int) -> Transfer:
    sent = next((event for event in story if event.name == "CaseTransferSent"), None)
    answers = [event for event in story if event.name == "CaseTransferAcknowledged"]
    state, since = _state(sent, answers, now)
    first = story[0]
    return Transfer(
        transfer_id=id_text(first.body["transfer_id"]),
        case_id=id_text((sent or first).envelope["case_id"]),
        transfer_type=sent.body["transfer_type"] if sent else "",
        to_municipality=(sent or first).body["to_municipality"],
        sent_sha256=sent.body["package_sha256"].hex() if sent else "",
        sent_at=instant_text(sent.envelope["occurred_at"]) if sent else "",
        answer_due=day_text(sent.body["answer_due"]) if sent else "",
        state=state,
        since=instant_text(since),
        alert=TRANSFER_MISMATCH if state == "MISMATCH" else "",
        equal=tuple(_equal(sent, answers)),
        acknowledgements=tuple(_acknowledgement(sent, answer) for answer in answers),
        event_ids=event_ids(story),
    )


def _state(sent: StoredEvent | None, answers: Sequence[StoredEvent], now: int) -> tuple[State, int]:
    if sent is None:
        return "PENDING_PARENT", answers[0].envelope["occurred_at"]
    if not answers:
        deadline = _deadline(sent)
        if now >= deadline:
            return "OVERDUE", deadline
        return "SENT", sent.envelope["occurred_at"]
    wrong = _wrong(sent, answers)
    if wrong is not None:
        return "MISMATCH", wrong.envelope["occurred_at"]
    newest = answers[-1]
    state: State = "ANSWERED" if newest.body["package_sha256"] is None else "COMPLETED"
    return state, newest.envelope["occurred_at"]


def _wrong(sent: StoredEvent, answers: Sequence[StoredEvent]) -> StoredEvent | None:
    """The answer since which they do not fit: the first about other bytes, or the first of those
    that end the row and differ in what was taken over."""
    for answer in answers:
        if "package_sha256" in _differs(sent, answer):
            return answer
    wrong = None
    for answer in reversed(answers):
        if not _differs(sent, answer):
            break
        wrong = answer
    return wrong


def _differs(sent: StoredEvent, answer: StoredEvent) -> tuple[str, ...]:
    """The members that are not as sent; no hash is no difference."""
    return tuple(
        name
        for name in ("transfer_type", "to_municipality", "package_sha256")
        if answer.body[name] not in (None, sent.body[name])
    )


def _equal(sent: StoredEvent | None, answers: Iterable[StoredEvent]) -> Iterator[bool]:
    for answer in answers:
        if sent is not None and answer.body["package_sha256"] is not None:
            yield answer.body["package_sha256"] == sent.body["package_sha256"]


def _acknowledgement(sent: StoredEvent | None, answer: StoredEvent) -> Acknowledgement:
    sha256 = answer.body["package_sha256"]
    return Acknowledgement(
        transfer_type=answer.body["transfer_type"],
        to_municipality=answer.body["to_municipality"],
        package_sha256="" if sha256 is None else sha256.hex(),
        at=instant_text(answer.envelope["occurred_at"]),
        agency_id=answer.agency,
        differs=() if sent is None else _differs(sent, answer),
        event_id=id_text(answer.event_id),
    )


def _deadline(sent: StoredEvent) -> int:
    """The first instant after the day on which an answer was due, in microseconds."""
    day: int = sent.body["answer_due"]
    return end_of_day(day)
