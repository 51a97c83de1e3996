"""The plan of a case: the newest version drafted, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from projections.household.opened import OpenPart, opened_parts
from projections.household.text import day_text, event_ids, id_text
from projections.household.view import Plan, PlanAgreement, PlanSubject, Value
from projections.stored_event import StoredEvent, by_time
from schemas.sealing import REDACTED
from schemas.times import day_of

_FOLLOW_UPS = ("MonitoringRecorded", "EvaluationRecorded")
_AFTER_DECISION = {"REPLAN": "REPLAN", "CLOSE": "CLOSED", "SUSPEND": "SUSPENDED"}
_OF_A_PLAN = ("PlanAgreed", "SupportDecided", *_FOLLOW_UPS)


def plan(events: Sequence[StoredEvent], open_part: OpenPart) -> Plan | None:
    """The plan told by a case's effective events in the order of ``by_time``.

    Where only a decision or an agreement has arrived, the plan is PENDING_PARENT.
    """
    drafts = [event for event in events if event.name == "PlanDrafted"]
    if not drafts:
        orphans = [event for event in events if event.name in _OF_A_PLAN]
        return _pending(orphans) if orphans else None
    draft = drafts[-1]
    about = _about(draft, drafts, events)
    reviews = _reviews(draft, drafts, events)
    decisions = [event for event in about if event.name == "SupportDecided"]
    return Plan(
        plan_id=id_text(draft.body["plan_id"]),
        version=draft.body["plan_version"],
        state=_state(draft, about, reviews, decisions),
        decision_no=decisions[-1].body["decision_no"] if decisions else "",
        period_end=day_text(draft.body["period_end"]),
        goals=tuple(_goals(draft, open_part)),
        event_ids=event_ids(sorted([draft, *about, *reviews], key=by_time)),
        subjects=tuple(
            PlanSubject(id_text(one["person"]), id_text(one["consent_id"]))
            for one in draft.body["subject_consents"]
        ),
        agreements=tuple(_agreement(event) for event in about if event.name == "PlanAgreed"),
        drafted_on=_on(draft),
        reviewed_on=_on(reviews[-1]) if reviews else "",
        decided_on=day_text(decisions[-1].body["decision_date"]) if decisions else "",
    )


def is_agreed(draft: StoredEvent, events: Iterable[StoredEvent]) -> bool:
    """Whether everyone whose consent the draft cites has agreed to this version."""
    body = draft.body
    agreed = {
        event.body["person"]
        for event in events
        if event.name == "PlanAgreed"
        and (event.body["plan_id"], event.body["plan_version"])
        == (body["plan_id"], body["plan_version"])
    }
    subjects = {consent["person"] for consent in body["subject_consents"]}
    return bool(agreed) and subjects <= agreed


def _agreement(event: StoredEvent) -> PlanAgreement:
    body = event.body
    return PlanAgreement(id_text(body["person"]), body["method"], _on(event), event_ids([event]))


def _on(event: StoredEvent) -> str:
    return day_of(event.envelope["occurred_at"]).isoformat()


def _pending(orphans: Sequence[StoredEvent]) -> Plan:
    latest = orphans[-1]
    decided = [event for event in orphans if event.name == "SupportDecided"]
    versions = [event.body.get("plan_version") or 0 for event in orphans]
    return Plan(
        plan_id=id_text(latest.body["plan_id"]),
        version=max(versions),
        state="PENDING_PARENT",
        decision_no=decided[-1].body["decision_no"] if decided else "",
        period_end="",
        goals=(),
        event_ids=event_ids(orphans),
    )


def _about(
    draft: StoredEvent, drafts: Sequence[StoredEvent], events: Iterable[StoredEvent]
) -> list[StoredEvent]:
    """What was said of this version; an event that names none is about the version drafted last
    before it."""
    plan_id, version = draft.body["plan_id"], draft.body["plan_version"]
    found = []
    for event in events:
        if event.name in _OF_A_PLAN and event.body["plan_id"] == plan_id:
            named = event.body.get("plan_version")
            if named == version or (named is None and _is_current(draft, drafts, event)):
                found.append(event)
    return found


def _is_current(draft: StoredEvent, drafts: Sequence[StoredEvent], event: StoredEvent) -> bool:
    same = [d for d in drafts if d.body["plan_id"] == draft.body["plan_id"]]
    before = [d for d in same if by_time(d) < by_time(event)]
    return (before or same)[-1] is draft


def _reviews(
    draft: StoredEvent, drafts: Sequence[StoredEvent], events: Iterable[StoredEvent]
) -> list[StoredEvent]:
    return [
        event
        for event in events
        if event.name == "MultilayerConferenceConvened"
        and draft.body["plan_id"] in event.body["plan_ids"]
        and _is_current(draft, drafts, event)
    ]


def _state(
    draft: StoredEvent,
    about: Sequence[StoredEvent],
    reviews: Sequence[StoredEvent],
    decisions: Sequence[StoredEvent],
) -> str:
    if decisions:
        follow_ups = [event for event in about if event.name in _FOLLOW_UPS]
        outcome = follow_ups[-1].body["outcome"] if follow_ups else ""
        return _AFTER_DECISION.get(outcome, "DECIDED")
    if reviews:
        return "REVISE" if reviews[-1].body["result"] == "REVISE" else "REVIEWED"
    return "AGREED" if is_agreed(draft, about) else "DRAFTED"


def _goals(draft: StoredEvent, open_part: OpenPart) -> Iterator[Value]:
    """The goals and the person's own wish, each a value; one Redacted value for a closed part."""
    source = event_ids([draft])
    for part in opened_parts(draft, open_part):
        who = id_text(part.person_ref)
        if part.fields is None:
            text = "" if part.altered else REDACTED
            yield Value("goals", text, draft.agency, source, not part.altered, part.altered, who)
            continue
        for goal in sorted(part.fields["goals"], key=lambda goal: (goal["no"], goal["text"])):
            yield Value(f"goal {goal['no']}", goal["text"], draft.agency, source, person_ref=who)
        if part.fields["persons_wish"]:
            wish = part.fields["persons_wish"]
            yield Value("persons_wish", wish, draft.agency, source, person_ref=who)
