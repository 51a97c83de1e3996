"""What another municipality may be given of a case: what consents for a transfer there cover.

To the decision the municipality is a reader like any other, named by the consents that name it
and have the purpose TRANSFER. What is compartmented or was said in a conference or a council stays,
even where a consent would open it to an agency of this municipality.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from projections.people.attribution import attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from projections.visibility.sight import look
from projections.visibility.withhold import withheld

MEMBER = "MEMBER"
TRANSFER = "TRANSFER"
_COMPARTMENTS = frozenset({"AGENCY", "CONSENT"})
_BASES = frozenset({"OWN", "CONSENT"})


def transferable(
    events: Sequence[StoredEvent], to_municipality: str, now: datetime
) -> tuple[StoredEvent, ...]:
    """The events it may be given, reduced to what it may know of them, people joined.

    ``events``: everything about the case's household (``household.closure.collect``). Raises
    ValueError for a naive ``now``.
    """
    settled = attribute(settle(e for e in events if e.envelope["legal_basis"] != "AUDIT")).settled
    effective = [_naming(event, to_municipality) for event in settled.effective]
    reader = Reader(to_municipality, MEMBER, to_municipality, TRANSFER)
    sight = look(effective, reader, now, policy(), settled.conflicted)
    people = frozenset(p for one in sight.seen for p in one.event.envelope["person_refs"])
    originals = {event.event_id: event for event in settled.effective}
    return tuple(
        _restored(one.event, originals[one.event.event_id])
        for one in withheld(sight, people, effective)
        if one.event.envelope["compartment"] in _COMPARTMENTS
        and one.event.envelope["legal_basis"] in _BASES
    )


def _naming(event: StoredEvent, municipality: str) -> StoredEvent:
    if event.name != "ConsentGranted" or municipality not in event.body["municipalities"]:
        return event
    agencies = [*event.body["agencies"], municipality]
    return event._replace(body={**event.body, "agencies": agencies})


def _restored(event: StoredEvent, original: StoredEvent) -> StoredEvent:
    if event.name != "ConsentGranted" or not event.body["agencies"]:
        return event
    return event._replace(body={**event.body, "agencies": original.body["agencies"]})
