"""ケース移管: what the members' consents let another municipality have (scenario S6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from projections.household.members import stated_households
from projections.stored_event import StoredEvent
from projections.visibility.consents import Consent
from projections.visibility.decision import ConsentState, Situation, decide
from projections.visibility.departures import Departure, undisclosed_departures
from projections.visibility.policy import Policy
from projections.visibility.reader import Reader
from projections.visibility.reduce import codes_of, persons_of, reduced
from projections.visibility.sight import protection_cuts
from projections.visibility.situation import situation_of
from projections.visibility.standing import NOTHING_CLOSED, Closed, Standing, standing

TRANSFER = "TRANSFER"
_NOBODY = Reader("-", "", "", TRANSFER)
"""The other municipality is no agency of this one: no ground but the consent can meet it."""


def transferable(
    events: Sequence[StoredEvent],
    case_id: bytes,
    to_municipality: str,
    now: datetime,
    policy: Policy,
    doubtful: Sequence[StoredEvent] = (),
    closed: Closed = NOTHING_CLOSED,
) -> tuple[StoredEvent, ...]:
    """The effective, attributed events reduced to what consents for the transfer of that case to
    that municipality cover; ``doubtful`` are events in conflict.

    Nothing of a person under protection, of abuse, of a conference or of a council is among it,
    nor anything of a person who left people of this case for where nobody says: the two must not
    differ (threat 14).
    """
    stands = standing(events, doubtful, now, closed)
    cuts = protection_cuts(stands)

    def covered(event: StoredEvent, person: bytes, code: str) -> bool:
        if person in stands.protected:
            return False
        found = situation_of(event, person, code, _NOBODY, stands, cuts).situation
        by_consent = any(
            _covers(consent, event.agency, code, to_municipality, stands)
            and consent.granted_at >= cuts.get(person, 0)
            for consent in stands.consents.get(person, ())
        )
        state = ConsentState.LIVE if by_consent else ConsentState.NONE
        return decide(policy, _by_consent_alone(found, state)).allowed

    def covered_whole(event: StoredEvent) -> bool:
        people = persons_of(event, stands.subjects(event))
        return all(covered(event, person, code) for person in people for code in codes_of(event))

    departures = undisclosed_departures(events, stands.active, stands.today, covered_whole)
    gone = _gone_from(departures, events, stands, case_id)
    kept = []
    for event in events:

        def may(person: bytes, code: str, event: StoredEvent = event) -> bool:
            return person not in gone and covered(event, person, code)

        left = reduced(event, stands.subjects(event), may)
        if left is not None:
            kept.append(left)
    return tuple(kept)


def _gone_from(
    departures: Sequence[Departure],
    events: Sequence[StoredEvent],
    stands: Standing,
    case_id: bytes,
) -> frozenset[bytes]:
    """Those who left a household in which somebody of the case stayed."""
    households = stated_households(events, stands.today)
    asked = stands.persons_of_case.get(case_id, frozenset())
    return frozenset(
        one.person
        for one in departures
        if any(
            member.left_on is None and person in asked
            for person, member in households[one.household_id].members.items()
        )
    )


def _covers(
    consent: Consent, source: str, field_code: str, to_municipality: str, stands: Standing
) -> bool:
    return (
        TRANSFER in consent.purposes
        and to_municipality in consent.municipalities
        and field_code in consent.field_codes
        and consent.names(source)
        and consent.in_time(stands.now)
        and not consent.withdrawn_for(stands.now, source)
    )


def _by_consent_alone(found: Situation, state: ConsentState) -> Situation:
    return Situation(
        who="",
        own=False,
        restricted=False,
        basis=found.basis,
        compartment=found.compartment,
        field_code=found.field_code,
        consent=state,
        protected=found.protected,
        closed=found.closed,
        cited=found.cited,
    )
