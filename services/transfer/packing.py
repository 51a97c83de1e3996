"""Makes a package: what the consents for the transfer cover, and nothing before it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from projections.household.build import attributed_view
from projections.household.cases import case_events
from projections.household.opened import OpenPart
from projections.household.reach import CASE
from projections.household.reading import NOT_CONSENTED
from projections.household.text import day_text, id_text, instant_text
from projections.household.view import HouseholdMember, HouseholdView
from projections.people.attribution import Attributed, attribute
from projections.revisions import Settled, settle
from projections.stored_event import StoredEvent
from projections.visibility.consents import Consent, consents
from schemas.times import to_micros
from services.transfer.container import package_sha256, seal_package
from services.transfer.files import write_new
from services.transfer.keys import PublicKeys, TransferKeys
from services.transfer.package import (
    Content,
    Header,
    PackedConsent,
    check_transfer,
    parse_content,
)
from services.transfer.refusal import TransferRefused

TRANSFER = "TRANSFER"

Transferable = Callable[[Settled, bytes, str, datetime], Sequence[StoredEvent]]
"""The visibility decision: (attributed events, the case, the other municipality, now) → the events
it may be given, reduced to what it may know of them."""

_COMPARTMENTS = frozenset({"AGENCY", "CONSENT", "NONE"})
_BASES = frozenset({"OWN", "CONSENT", "NONE"})


@dataclass(frozen=True, slots=True)
class Order:
    """Which case goes to whom."""

    case_id: bytes
    transfer_id: str
    transfer_type: str
    answer_due: date


@dataclass(frozen=True, slots=True)
class Packed:
    """A package in memory: ``given`` are the events it tells of, ``people`` whom it is about,
    ``relied_on`` their consents, ``via_links`` the links by which several references are one of
    them."""

    header: Header
    content: Content
    package: bytes
    given: tuple[StoredEvent, ...]
    people: frozenset[bytes]
    relied_on: tuple[Consent, ...]
    via_links: frozenset[bytes]

    @property
    def sha256(self) -> str:
        """What CaseTransferSent records, in hex."""
        return package_sha256(self.package)


class Disclosures(Protocol):
    """Where a disclosure becomes an event of the backbone's own stream."""

    def made(self, packed: Packed) -> None:
        """Return once it is durable; otherwise raise, and nothing is handed over."""


def pack(
    order: Order,
    events: Iterable[StoredEvent],
    transferable: Transferable,
    open_part: OpenPart,
    sender: TransferKeys,
    receiver: PublicKeys,
    now: datetime,
) -> Packed | None:
    """The package of a case, or None where no live consent for the transfer opens anything.

    ``events``: everything about the case's household (``household.closure.collect``). Raises
    TransferRefused: MALFORMED, TO_SELF, DUE_BEFORE_SENT, TOO_LARGE.
    """
    header = _header(order, sender.public, receiver, now)
    facts = attribute(settle(event for event in events if not _audit(event)))
    settled = facts.settled
    leaving = transferable(settled, order.case_id, receiver.municipality, now)
    visible = _of_the_case(order.case_id, filter(_may_leave, leaving))
    view = attributed_view(
        (CASE, order.case_id),
        replace(facts, settled=Settled(visible, (), ())),
        open_part,
        now,
        facts,
    )
    told = frozenset(entry.event_id for entry in view.timeline)
    given = tuple(event for event in visible if id_text(event.event_id) in told)
    people = _named(view, given)
    relied_on = _live(
        consents(settled.effective, settled.conflicted), people, receiver.municipality, now
    )
    if not given or not relied_on:
        return None
    content = Content(
        household=_without_others(view, people),
        consents=tuple(_packed(consent, settled.effective) for consent in relied_on),
        packed_at=instant_text(to_micros(now)),
    )
    if parse_content(content.to_bytes()) != content:
        raise TransferRefused("content", "MALFORMED", "cannot be read back; report this mistake")
    package = seal_package(header, content, sender, receiver)
    return Packed(header, content, package, given, people, relied_on, _links(facts, people))


def hand_over(packed: Packed, disclosures: Disclosures, path: Path) -> None:
    """Record the disclosure, then let the file be there.

    A file that could not be written afterwards was disclosed all the same as far as the audit
    goes. Raises what ``disclosures`` raises; TransferRefused (FILE_EXISTS), OSError.
    """
    if path.exists():
        raise TransferRefused(path.name, "FILE_EXISTS", "choose another name, or move it away")
    disclosures.made(packed)
    write_new(path, packed.package)


def _header(order: Order, sender: PublicKeys, receiver: PublicKeys, now: datetime) -> Header:
    check_transfer(order.transfer_id, order.transfer_type, "order")
    if sender.municipality == receiver.municipality:
        raise TransferRefused("to", "TO_SELF", "name another municipality, or refer")
    if order.answer_due < now.date():
        raise TransferRefused(
            "answer_due", "DUE_BEFORE_SENT", "give today or a later day for the answer"
        )
    return Header(
        transfer_id=order.transfer_id,
        transfer_type=order.transfer_type,
        from_municipality=sender.municipality,
        to_municipality=receiver.municipality,
        answer_due=order.answer_due.isoformat(),
        sender_key=sender.key_id,
        receiver_key=receiver.key_id,
    )


def _audit(event: StoredEvent) -> bool:
    return bool(event.envelope["legal_basis"] == "AUDIT")


def _of_the_case(case_id: bytes, events: Iterable[StoredEvent]) -> tuple[StoredEvent, ...]:
    """What belongs to the case or to none: another case of the same people is not transferred."""
    events = list(events)
    of_the_case = {event.event_id for event in case_events(case_id, events)}
    return tuple(e for e in events if e.case_id is None or e.event_id in of_the_case)


def _named(view: HouseholdView, given: Iterable[StoredEvent]) -> frozenset[bytes]:
    """Whom the package tells of."""
    shown = {member.person_ref for member in view.members}
    people = {person for event in given for person in event.envelope["person_refs"]}
    return frozenset(person for person in people if id_text(person) in shown)


def _links(facts: Attributed, people: frozenset[bytes]) -> frozenset[bytes]:
    refs = {ref for person in people for ref in facts.refs_of.get(person, ())}
    links = facts.links
    return frozenset(link for link in links.live if not refs.isdisjoint(links.refs.get(link, ())))


def _without_others(view: HouseholdView, people: frozenset[bytes]) -> HouseholdView:
    named = frozenset(id_text(person) for person in people)
    members = [m if m.person_ref in named else _UNNAMED for m in view.members]
    members.sort(key=lambda member: not member.person_ref)
    return replace(view, members=tuple(members))


_UNNAMED = HouseholdMember("", NOT_CONSENTED, "", False, "", (), (), ())
"""Whoever has not consented is nobody there (V3)."""


def _may_leave(event: StoredEvent) -> bool:
    """A second line behind the decision: abuse, protection and what was said in a conference or a
    council never leave the municipality, whatever a consent names."""
    envelope = event.envelope
    return envelope["compartment"] in _COMPARTMENTS and envelope["legal_basis"] in _BASES


def _live(
    known: Mapping[bytes, tuple[Consent, ...]],
    people: frozenset[bytes],
    municipality: str,
    now: datetime,
) -> tuple[Consent, ...]:
    """The consents of these people that name the municipality for a transfer, live now."""
    instant = to_micros(now)
    live = [
        consent
        for person in people
        for consent in known.get(person, ())
        if TRANSFER in consent.purposes
        and municipality in consent.municipalities
        and consent.in_time(instant)
        and not consent.withdrawn_for(instant)
    ]
    return tuple(sorted(live, key=lambda consent: (consent.person, consent.consent_id)))


def _packed(consent: Consent, effective: Iterable[StoredEvent]) -> PackedConsent:
    body = next(event.body for event in effective if event.event_id == consent.event_id)
    document = body["document_hash"]
    return PackedConsent(
        consent_id=id_text(consent.consent_id),
        person_ref=id_text(consent.person),
        grantor=body["grantor"],
        method=body["method"],
        recorded_by=consent.recorded_by,
        agencies=tuple(sorted(consent.agencies)),
        field_codes=tuple(sorted(consent.field_codes)),
        purposes=tuple(sorted(consent.purposes)),
        municipalities=tuple(sorted(consent.municipalities)),
        granted_at=instant_text(consent.granted_at),
        valid_until=day_text(body["valid_until"]),
        document_hash="" if document is None else document.hex(),
    )
