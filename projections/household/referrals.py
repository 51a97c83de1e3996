"""つなぎ: what became of each referral, told from both sides' events.

Of competing transitions the one that occurred first wins; every loser is kept and the referral
shows 行き違い (crossed). An answer on or after the first instant of the day that follows
``respond_by`` (Japan time) finds the referral lapsed. An answer that arrived before its referral
waits as PENDING_PARENT. Only the two agencies a referral names can move it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.household.text import day_text, event_ids, id_text, instant_text
from projections.household.view import Referral
from projections.stored_event import StoredEvent
from schemas.times import end_of_day, to_micros

SENDINGS = ("ReferralSent", "ReferralRerouted")
_UNTAKEN = frozenset({"DECLINED", "LAPSED"})

_BY_SENDER = ("ReferralWithdrawn", "ReferralCancellationRequested", "ReferralCancelled")
_BY_RECIPIENT = (
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralInterim",
    "ReferralCompleted",
    "ReferralCancellationRequested",
    "ReferralCancelled",
)
_ANSWERS = ("ReferralAccepted", "ReferralDeclined")
_ENDINGS = ("ReferralCancelled", "ReferralCompleted")

_STATES = {
    "ReferralSent": "SENT",
    "ReferralRerouted": "SENT",
    "ReferralAccepted": "ACCEPTED",
    "ReferralDeclined": "DECLINED",
    "ReferralWithdrawn": "WITHDRAWN",
    "ReferralInterim": "INTERIM",
    "ReferralCancellationRequested": "CANCELLATION_REQUESTED",
    "ReferralCancelled": "CANCELLED",
    "ReferralCompleted": "COMPLETED",
}


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: str
    since: int
    by: StoredEvent
    crossed: bool


def referrals(events: Iterable[StoredEvent], now: datetime) -> tuple[Referral, ...]:
    """The referrals among effective events in the order of ``by_time``, as of ``now``, ordered by
    their first event."""
    told = [_referral(story, now) for story in _stories(events)]
    return tuple(told)


def misplaced_answers(events: Iterable[StoredEvent]) -> list[StoredEvent]:
    """Events by an agency that the referral does not name: they move nothing and show 要確認."""
    found = []
    for story in _stories(events):
        sent = _sending(story)
        if sent is not None:
            found += [e for e in story if e.name not in SENDINGS and not _may_move(e, sent)]
    return found


def accepted_by(events: Iterable[StoredEvent], now: datetime) -> list[tuple[str, StoredEvent]]:
    """(recipient, its acceptance) of every referral whose acceptance stands."""
    found = []
    for story in _stories(events):
        sent = _sending(story)
        if sent is not None:
            first = _first_step(sent, story, now)
            if first is not None and first.state == "ACCEPTED":
                found.append((sent.body["to_agency"], first.by))
    return found


def _stories(events: Iterable[StoredEvent]) -> list[list[StoredEvent]]:
    stories: dict[bytes, list[StoredEvent]] = {}
    for event in events:
        if event.name in _STATES:
            stories.setdefault(event.body["referral_id"], []).append(event)
    return list(stories.values())


def _sending(story: Sequence[StoredEvent]) -> StoredEvent | None:
    return next((event for event in story if event.name in SENDINGS), None)


def _may_move(event: StoredEvent, sent: StoredEvent) -> bool:
    return (event.agency == sent.agency and event.name in _BY_SENDER) or (
        event.agency == sent.body["to_agency"] and event.name in _BY_RECIPIENT
    )


def _referral(story: Sequence[StoredEvent], now: datetime) -> Referral:
    sent = _sending(story)
    if sent is None:
        return _pending(story)
    outcome = _outcome(sent, story, now)
    body = outcome.by.body
    return Referral(
        referral_id=id_text(sent.body["referral_id"]),
        state=outcome.state,
        from_agency=sent.agency,
        to_agency=sent.body["to_agency"],
        respond_by=day_text(sent.body["respond_by"]),
        since=instant_text(outcome.since),
        crossed=outcome.crossed,
        reason=body.get("reason") or body.get("interim") or body.get("outcome") or "",
        suggested_agency=body.get("suggested_agency") or "",
        parent_id=id_text(sent.body["parent_id"]) if sent.name == "ReferralRerouted" else "",
        event_ids=event_ids(story),
    )


def _pending(story: Sequence[StoredEvent]) -> Referral:
    first = story[0]
    recipient = next((e.agency for e in story if e.name in _ANSWERS), "")
    return Referral(
        referral_id=id_text(first.body["referral_id"]),
        state="PENDING_PARENT",
        from_agency="",
        to_agency=recipient,
        respond_by="",
        since=instant_text(first.envelope["occurred_at"]),
        crossed=False,
        reason="",
        suggested_agency="",
        parent_id="",
        event_ids=event_ids(story),
    )


def _outcome(sent: StoredEvent, story: Sequence[StoredEvent], now: datetime) -> _Outcome:
    first = _first_step(sent, story, now)
    later = _after_acceptance(sent, story)
    if first is None:
        return _Outcome("SENT", sent.envelope["occurred_at"], sent, False)
    if first.state != "ACCEPTED":
        # What presupposes an acceptance that lost to something earlier crossed it.
        return _Outcome(first.state, first.since, first.by, first.crossed or bool(later))
    endings = [event for event in later if event.name in _ENDINGS]
    requests = [event for event in later if event.name == "ReferralCancellationRequested"]
    interims = [event for event in later if event.name == "ReferralInterim"]
    crossed = first.crossed or len({event.name for event in endings}) > 1
    for decisive in (endings[:1], requests[-1:], interims[-1:]):
        for event in decisive:
            return _Outcome(_STATES[event.name], event.envelope["occurred_at"], event, crossed)
    return _Outcome(first.state, first.since, first.by, crossed)


def _first_step(sent: StoredEvent, story: Sequence[StoredEvent], now: datetime) -> _Outcome | None:
    """The answer, the withdrawal or the lapse, whichever came first; None while it waits."""
    steps = [
        event
        for event in story
        if event.name in (*_ANSWERS, "ReferralWithdrawn") and _may_move(event, sent)
    ]
    deadline = _deadline(sent)
    timely = [event for event in steps if event.envelope["occurred_at"] < deadline]
    if timely:
        crossed = len({event.name for event in steps}) > 1
        winner = timely[0]
        return _Outcome(_STATES[winner.name], winner.envelope["occurred_at"], winner, crossed)
    if to_micros(now) >= deadline:
        late_answer = any(event.name in _ANSWERS for event in steps)
        return _Outcome("LAPSED", deadline, sent, late_answer)
    return None


def untaken(found: Sequence[Referral]) -> list[Referral]:
    """Of these referrals those that were declined or not answered, and not sent on."""
    sent_on = {referral.parent_id for referral in found}
    return [
        referral
        for referral in found
        if referral.state in _UNTAKEN and referral.referral_id not in sent_on
    ]


def _after_acceptance(sent: StoredEvent, story: Sequence[StoredEvent]) -> list[StoredEvent]:
    early = (*SENDINGS, *_ANSWERS, "ReferralWithdrawn")
    return [event for event in story if event.name not in early and _may_move(event, sent)]


def _deadline(sent: StoredEvent) -> int:
    """The end of the day on which an answer was due, in microseconds."""
    day: int = sent.body["respond_by"]
    return end_of_day(day)
