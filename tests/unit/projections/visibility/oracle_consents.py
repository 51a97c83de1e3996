"""What a person's consents open, and the packages of referrals (V1, V4, V5)."""

from __future__ import annotations

from collections.abc import Iterator

from projections.stored_event import StoredEvent, by_time
from tests.unit.projections.visibility.oracle_facts import Fact, named, subjects_of
from tests.unit.projections.visibility.oracle_world import (
    World,
    end_of,
    overridden_until,
)

OF_A_REFERRAL = (
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralWithdrawn",
    "ReferralCancelled",
)


def consent_opens(world: World, fact: Fact, person: bytes | None) -> bool:
    """A live consent names both agencies, the field and the reader's purpose."""
    return world.reader.purpose != "REFERRAL" and any(
        fact.code in consent.body["field_codes"]
        and world.reader.purpose in consent.body["purposes"]
        for consent in live_consents(world, person, fact.event.agency, world.reader.agency_id)
    )


def consent_opens_abuse(world: World, fact: Fact, person: bytes | None) -> bool:
    """Such a consent that also names ABUSE_DV and came after what it opens (V4)."""
    if world.reader.purpose == "REFERRAL" or person is None:
        return False
    known = [event.envelope["occurred_at"] for event in abuse_of(world, person)]
    return any(
        fact.code in consent.body["field_codes"]
        and world.reader.purpose in consent.body["purposes"]
        and "ABUSE_DV" in consent.body["compartments"]
        and known
        and consent.envelope["occurred_at"] > min(known)
        for consent in live_consents(world, person, fact.event.agency, world.reader.agency_id)
    )


def abuse_of(world: World, person: bytes) -> list[StoredEvent]:
    """What is known of abuse or violence against this person."""
    return [
        event
        for event in world.events
        if person in event.envelope["person_refs"]
        and (
            event.envelope["compartment"] in ("ABUSE_DV", "PROTECTED")
            or event.envelope["legal_basis"] == "ABUSE_DUTY"
        )
    ]


def promoted_opens(world: World, fact: Fact, person: bytes | None) -> bool:
    """A multilayer conference took over from the room, and a live consent covers the fact."""
    of_conference = fact.compartment == "SUPPORT_CONF"
    room = fact.event.envelope["conference_id" if of_conference else "council_case_id"]
    promoted = room is not None and any(
        sitting.body["promoted_from"] == room and sitting.envelope["occurred_at"] <= world.now
        for sitting in named(world.events, "MultilayerConferenceConvened")
    )
    return promoted and consent_opens(world, fact, person)


def package_opens(world: World, fact: Fact, person: bytes | None) -> bool:
    """The package of a referral to the reader that waits for its answer and cites a consent."""
    return world.reader.purpose == "REFERRAL" and any(
        referral_state(world, sent) == "SENT"
        and packed(world, sent, fact, person)
        and any(
            "REFERRAL" in consent.body["purposes"] and fact.code in consent.body["field_codes"]
            for consent in cited_consents(world, sent, person)
        )
        for sent in sent_to_reader(world)
    )


def accepted_referral_opens(world: World, fact: Fact, person: bytes | None) -> bool:
    """What the consent of an accepted referral names, between its sender and its recipient."""
    if world.reader.purpose != "REFERRAL":
        return False
    for sent in named(world.events, "ReferralSent", "ReferralRerouted"):
        pair = {sent.agency, sent.body["to_agency"]}
        if (
            pair == {fact.event.agency, world.reader.agency_id}
            and sent.envelope["occurred_at"] <= world.now
            and referral_state(world, sent) == "ACCEPTED"
            and person in subjects_of(sent, world.events)
            and any(
                "REFERRAL" in consent.body["purposes"] and fact.code in consent.body["field_codes"]
                for consent in cited_consents(world, sent, person)
            )
        ):
            return True
    return False


def duty_package_opens(world: World, fact: Fact, person: bytes | None) -> bool:
    """The package of a referral under the duty to report, until it ends."""
    return any(
        sent.envelope["legal_basis"] == "ABUSE_DUTY"
        and referral_state(world, sent) in ("SENT", "ACCEPTED")
        and packed(world, sent, fact, person)
        for sent in sent_to_reader(world)
    )


def packed(world: World, sent: StoredEvent, fact: Fact, person: bytes | None) -> bool:
    """Whether it lies in the referral's package: what the sender had said by then of its subjects,
    in that case or outside any, in the fields it names; and the sending itself."""
    if fact.event is sent:
        return fact.code in ("SERVICES", *sent.body["field_codes"])
    return (
        fact.event.agency == sent.agency
        and person in subjects_of(sent, world.events)
        and fact.event.case_id in (sent.case_id, None)
        and fact.occurred_at <= sent.envelope["occurred_at"]
        and fact.code in sent.body["field_codes"]
    )


def sent_to_reader(world: World) -> Iterator[StoredEvent]:
    """The referrals sent to the reader's agency by now."""
    for sent in named(world.events, "ReferralSent", "ReferralRerouted"):
        if (
            sent.body["to_agency"] == world.reader.agency_id
            and sent.envelope["occurred_at"] <= world.now
        ):
            yield sent


def referral_state(world: World, sent: StoredEvent) -> str:
    """SENT, ACCEPTED or ENDED: of competing steps the earlier counts; a cancellation ends both. Of
    two that claim one id the earlier counts."""
    claims = named(world.events, "ReferralSent", "ReferralRerouted")
    referral_id = sent.body["referral_id"]
    sent = min((e for e in claims if e.body["referral_id"] == referral_id), key=by_time)
    sender, recipient = sent.agency, sent.body["to_agency"]
    deadline = end_of(sent.body["respond_by"])
    first = ""
    for step in sorted(named(world.events, *OF_A_REFERRAL), key=by_time):
        at = step.envelope["occurred_at"]
        if step.body["referral_id"] != referral_id or at > world.now:
            continue
        if step.name == "ReferralCancelled":
            if step.agency in (sender, recipient):
                return "ENDED"
        elif step.agency == (sender if step.name == "ReferralWithdrawn" else recipient):
            first = first or (step.name if at <= deadline else "")
    if first:
        return "ACCEPTED" if first == "ReferralAccepted" else "ENDED"
    return "SENT" if world.now <= deadline else "ENDED"


def cited_consents(world: World, sent: StoredEvent, person: bytes | None) -> list[StoredEvent]:
    """The live consents of this person that the referral cites."""
    return [
        consent
        for consent in live_consents(world, person, sent.agency, sent.body["to_agency"])
        if consent.body["consent_id"] == sent.envelope["consent_id"]
    ]


def live_consents(
    world: World, person: bytes | None, source: str, recipient: str
) -> list[StoredEvent]:
    """The person's consents that name both agencies and hold now: given, not run out, not withdrawn
    for either, and not overridden by a protection or an undisclosed departure (V1, V4)."""
    if person is None:
        return []
    return [
        consent
        for consent in named_together(world, person, source, recipient)
        if all(consent.envelope["occurred_at"] > cut for cut in overridden_until(world, person))
    ]


def named_together(world: World, person: bytes, source: str, recipient: str) -> list[StoredEvent]:
    """The same before anything overrides them."""
    return [
        consent
        for consent in named(world.events, "ConsentGranted")
        if consent.body["person"] == person
        and source in consent.body["agencies"]
        and recipient in consent.body["agencies"]
        and consent.envelope["occurred_at"] <= world.now
        and (consent.body["valid_until"] is None or world.today <= consent.body["valid_until"])
        and not _withdrawn(world, consent, source, recipient)
    ]


def _withdrawn(world: World, consent: StoredEvent, source: str, recipient: str) -> bool:
    return any(
        withdrawal.body["consent_id"] == consent.body["consent_id"]
        and withdrawal.body["effective_at"] <= world.now
        and (
            not withdrawal.body["agencies"]
            or source in withdrawal.body["agencies"]
            or recipient in withdrawal.body["agencies"]
        )
        for withdrawal in named(world.events, "ConsentWithdrawn")
    )
