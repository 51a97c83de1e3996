"""One referral as its recipient has it: state, deadline, package, note, interim notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from projections.ground import Ground, ground_of
from projections.household.opened import OpenPart, opened_parts
from projections.household.reach import CASE
from projections.household.reading import HouseholdReading, household_reading
from projections.household.referrals import SENDINGS, referrals
from projections.household.text import day_text, id_text
from projections.household.view import Referral, Value
from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent, by_time
from projections.visibility.packages import Package
from projections.visibility.policy import Policy
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import Granted, Seen, look
from projections.visibility.standing import NOTHING_CLOSED, Closed, Standing
from schemas.times import JST

OPEN_STATES = ("SENT", "ACCEPTED", "INTERIM", "CANCELLATION_REQUESTED")
REFERRAL = "REFERRAL"


@dataclass(frozen=True, slots=True)
class Interim:
    """経過: one interim note of the referral."""

    interim: str
    on: str
    agency_id: str
    note: str
    event_id: str


@dataclass(frozen=True, slots=True)
class InboxItem:
    """``package.view`` is None where the referral gives nothing (any more); ``days_left`` until
    ``respond_by``, negative where it has passed; ``ground``: what an answer cites, None where the
    sender's record is not here; ``person_refs``: whom it is about, where that may be known."""

    referral: Referral
    case_id: str
    days_left: int
    package: HouseholdReading
    note: Value | None
    interim: tuple[Interim, ...]
    granted: tuple[Granted, ...]
    ground: Ground | None
    person_refs: tuple[str, ...]


def order(referral: Referral) -> tuple[str, str]:
    """Earliest deadline first; ties by id, so that pages do not overlap."""
    return referral.respond_by, referral.referral_id


def received(events: Iterable[StoredEvent], agency_id: str, now: datetime) -> list[Referral]:
    """The referrals sent to an agency among every event that names a referral, by ``order``."""
    told = sorted(settle(events).effective, key=by_time)
    return sorted((r for r in referrals(told, now) if r.to_agency == agency_id), key=order)


def inbox_item(
    referral: Referral,
    events: Iterable[StoredEvent],
    open_part: OpenPart,
    now: datetime,
    reader: Reader,
    policy: Policy,
    closed: Closed = NOTHING_CLOSED,
) -> InboxItem:
    """The item of a referral to ``reader``; ``events`` as ``collect`` found them for its case."""
    events = [event for event in events if event.envelope["legal_basis"] != "AUDIT"]
    facts = attribute(settle(events))
    whole = facts.settled
    recipient = replace(reader, purpose=REFERRAL)
    sight = look(whole.effective, recipient, now, policy, facts.doubtful, closed)
    given = next(
        (p for p in sight.standing.packages if id_text(p.referral_id) == referral.referral_id), None
    )
    if given is not None and not _for_referrals(given, sight.standing):
        # It cites a consent for working together: then that is what opens it.
        recipient = replace(reader, purpose=COORDINATION)
        sight = look(whole.effective, recipient, now, policy, facts.doubtful, closed)
    loop = [one for one in sight.seen if _of(one, referral)]
    sending = next((one for one in loop if one.event.name in SENDINGS), None)
    case_id = next((e.case_id for e in whole.effective if _names(e, referral)), None)
    sent = next((e for e in whole.effective if _sends(e, referral)), None)
    package = household_reading(
        (CASE, case_id or b""),
        events if sending is not None and referral.state in OPEN_STATES else [],
        open_part,
        now,
        recipient,
        policy,
        closed,
        lambda one: given is not None and _in_package(one, given),
    )
    return InboxItem(
        referral=referral,
        case_id="" if case_id is None else id_text(case_id),
        days_left=_days_left(referral, now),
        package=package,
        note=None if sending is None else _note(sending, open_part),
        interim=tuple(
            _interim(one, open_part) for one in loop if one.event.name == "ReferralInterim"
        ),
        granted=tuple(dict.fromkeys(g for one in loop for g in one.granted)),
        ground=_ground(sent, known=sending is not None),
        person_refs=()
        if sending is None
        else tuple(map(id_text, sending.event.envelope["person_refs"])),
    )


def _of(one: Seen, referral: Referral) -> bool:
    return _names(one.original, referral)


def _names(event: StoredEvent, referral: Referral) -> bool:
    named = event.body.get("referral_id")
    return named is not None and id_text(named) == referral.referral_id


def _ground(sent: StoredEvent | None, *, known: bool) -> Ground | None:
    """Where the recipient may not see the sending, it must not learn that it is kept apart (V4)."""
    if sent is None or (not known and sent.envelope["compartment"] in COMPARTMENTS):
        return None
    return ground_of(sent)


def _sends(event: StoredEvent, referral: Referral) -> bool:
    return event.name in SENDINGS and _names(event, referral)


def _for_referrals(given: Package, standing: Standing) -> bool:
    """Whether the referral rests on a duty, or on a consent that was given for referrals."""
    cited = [
        consent
        for person in given.persons
        for consent in standing.consents.get(person, ())
        if consent.consent_id == given.consent_id
    ]
    return not cited or any(REFERRAL in consent.purposes for consent in cited)


def _in_package(one: Seen, given: Package) -> bool:
    """What this referral gives, and after its acceptance what its consent names."""
    return any(
        granted.referral_id == given.referral_id
        or (granted.consent_id is not None and granted.consent_id == given.consent_id)
        or (
            granted.basis == "CONSENT"
            and given.holds(one.original, granted.person, granted.field_code)
        )
        for granted in one.granted
    )


def _days_left(referral: Referral, now: datetime) -> int:
    return (date.fromisoformat(referral.respond_by) - now.astimezone(JST).date()).days


def _note(sending: Seen, open_part: OpenPart) -> Value | None:
    for part in opened_parts(sending.event, open_part):
        text = (part.fields or {}).get("note")
        if isinstance(text, str):
            event = sending.event
            return Value("note", text, event.agency, (id_text(event.event_id),))
    return None


def _interim(one: Seen, open_part: OpenPart) -> Interim:
    event = one.event
    texts = [(part.fields or {}).get("note") for part in opened_parts(event, open_part)]
    return Interim(
        interim=event.body["interim"],
        on=day_text(event.body["on"]),
        agency_id=event.agency,
        note=next((text for text in texts if isinstance(text, str)), ""),
        event_id=id_text(event.event_id),
    )
