"""How a referral stands to one fact: its package, its loop, or nothing (V5)."""

from __future__ import annotations

from projections.stored_event import StoredEvent
from projections.visibility.consents import REFERRAL
from projections.visibility.decision import PackageState
from projections.visibility.packages import Package
from projections.visibility.reader import Reader
from projections.visibility.standing import Standing

_BY_RECIPIENT = (
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralInterim",
    "ReferralCompleted",
    "ReferralCancellationRequested",
    "ReferralCancelled",
)
_BY_SENDER = ("ReferralWithdrawn", "ReferralCancellationRequested", "ReferralCancelled")


def package_state(
    event: StoredEvent,
    person: bytes,
    field_code: str,
    reader: Reader,
    standing: Standing,
    cut: int,
) -> tuple[PackageState, Package | None]:
    """The state, and the referral it rests on."""
    ended: Package | None = None
    for package in standing.packages:
        if reader.agency_id not in (package.sender, package.recipient):
            continue
        if not _rests_on_a_live_ground(package, person, field_code, standing, cut):
            continue
        if _in_loop(event, package, reader):
            return PackageState.LOOP, package
        if package.recipient == reader.agency_id and package.holds(event, person, field_code):
            abuse = package.basis == "ABUSE_DUTY"
            if package.is_open and (abuse or reader.purpose == REFERRAL):
                return (PackageState.ABUSE_DUTY if abuse else PackageState.CONSENT), package
            ended = package
    return (PackageState.NONE, None) if ended is None else (PackageState.ENDED, ended)


def accepted_consents(source: str, reader: Reader, standing: Standing) -> frozenset[bytes]:
    """The consents of referrals between the two that were accepted."""
    both = {source, reader.agency_id}
    return frozenset(
        package.consent_id
        for package in standing.packages
        if package.is_accepted
        and package.consent_id is not None
        and {package.sender, package.recipient} == both
    )


def _in_loop(event: StoredEvent, package: Package, reader: Reader) -> bool:
    if event.body.get("referral_id") != package.referral_id:
        return False
    if reader.agency_id == package.sender:
        return event.agency == package.recipient and event.name in _BY_RECIPIENT
    return event.agency == package.sender and event.name in _BY_SENDER


def _rests_on_a_live_ground(
    package: Package, person: bytes, field_code: str, standing: Standing, cut: int
) -> bool:
    """A duty needs no consent; a consent must be this person's, live, given for referrals, and name
    both agencies and the field.

    The sending itself (SERVICES) is what the consent was given for.
    """
    if package.basis != "CONSENT":
        return package.basis == "ABUSE_DUTY"
    return any(
        consent.consent_id == package.consent_id
        and REFERRAL in consent.purposes
        and consent.names(package.sender, package.recipient)
        and (field_code in consent.field_codes or field_code == "SERVICES")
        and consent.granted_at >= cut
        and consent.in_time(standing.now)
        and not consent.withdrawn_for(standing.now, package.sender, package.recipient)
        for consent in standing.consents.get(person, ())
    )
