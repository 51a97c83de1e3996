"""Citations that are not met (yet): an event that relies on a consent, conference, referral,
flag, plan or request which has not arrived shows 要確認 and, later, discloses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projections.stored_event import StoredEvent

Cited = tuple[str, bytes]

_SHARED = {
    "ConsentGranted": "consent_id",
    "SupportConferenceConvened": "conference_id",
    "MultilayerConferenceConvened": "conference_id",
    "ChildCouncilRegistered": "council_case_id",
}
_OF_THE_CASE = {
    "ReferralSent": "referral_id",
    "ReferralRerouted": "referral_id",
    "UrgencyFlagRaised": "flag_id",
    "PlanDrafted": "plan_id",
    "CoordinationRequested": "request_id",
}
_FIRST_SAID_HERE = {**_SHARED, **_OF_THE_CASE, "ConsentRefused": "consent_id"}
_CITED_BY = ("referral_id", "flag_id", "plan_id", "request_id", "consent_id")
_ENVELOPE = ("consent_id", "conference_id", "council_case_id")


def unmet(
    shown: Iterable[StoredEvent],
    known: Iterable[StoredEvent],
    told: Iterable[StoredEvent] | None = None,
) -> list[StoredEvent]:
    """The events of ``shown`` that cite something nobody has stated.

    A consent, a conference or a council case may be stated anywhere in ``known``; all else in
    ``told``, by default ``shown``. All hold effective events: what is in conflict meets no
    citation.
    """
    shown = list(shown)
    told = shown if told is None else told
    stated = set(_stated(told, _OF_THE_CASE)) | set(_stated(known, _SHARED))
    return [event for event in shown if not stated.issuperset(_cited(event))]


def _stated(events: Iterable[StoredEvent], names: dict[str, str]) -> Iterator[Cited]:
    for event in events:
        field = names.get(event.name)
        if field is not None:
            yield field, event.body[field]


def _cited(event: StoredEvent) -> Iterator[Cited]:
    body, envelope = event.body, event.envelope
    own = _FIRST_SAID_HERE.get(event.name)
    for field in _CITED_BY:
        if field != own and body.get(field) is not None:
            yield field, body[field]
    for field in _ENVELOPE:
        if field != own and envelope[field] is not None:
            yield field, envelope[field]
    if event.name == "ReferralRerouted":
        yield "referral_id", body["parent_id"]
    if event.name == "PlanDrafted":
        for consent in body["subject_consents"]:
            yield "consent_id", consent["consent_id"]
