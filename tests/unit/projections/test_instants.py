"""Every instant an event names is found, whatever field it is in."""

from __future__ import annotations

from datetime import datetime

import pytest

from projections.instants import instants, next_change, next_midnight
from schemas.catalogue import catalogue
from schemas.times import JST, from_micros, to_micros
from tests.unit.projections.household.story import Story, uid

CLOSES = to_micros(datetime(2026, 6, 9, 12, tzinfo=JST))


def conference(closes_at: int | None) -> Story:
    story = Story()
    story.tell(
        "MU-1",
        "SupportConferenceConvened",
        conference_id=uid("SC"),
        members=[],
        confidentiality_acks=[],
        closes_at=closes_at,
    )
    return story


@pytest.mark.parametrize("closes_at", [None, CLOSES])
def test_the_instants_of_envelope_and_payload_are_found(closes_at: int | None) -> None:
    (event,) = conference(closes_at).events
    named = [event.envelope[n] for n in ("occurred_at", "recorded_at", "ingested_at")]
    assert sorted(instants(event)) == sorted([*named, *([closes_at] if closes_at else [])])


def test_the_next_change_is_at_the_instant_and_right_after_it() -> None:
    (event,) = conference(CLOSES).events
    assert next_change(event, CLOSES - 5) == CLOSES
    assert next_change(event, CLOSES - 1) == CLOSES
    assert next_change(event, CLOSES) == CLOSES + 1
    assert next_change(event, CLOSES + 1) is None


def test_midnight_is_japans() -> None:
    late = datetime(2026, 6, 9, 14, 59, tzinfo=from_micros(0).tzinfo)
    assert next_midnight(late) == to_micros(datetime(2026, 6, 10, tzinfo=JST))
    midnight = datetime(2026, 6, 10, tzinfo=JST)
    assert next_midnight(midnight) == to_micros(datetime(2026, 6, 11, tzinfo=JST))


def test_no_sealed_field_is_an_instant() -> None:
    """What is sealed is not looked at, so no board may come to depend on an instant in it."""
    sealed = [repr(event.sealed) for event in catalogue().all() if event.sealed]
    assert sealed
    assert not [one for one in sealed if "timestamp-micros" in one]
