from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas.catalogue import EventType, catalogue
from schemas.codec import Body, Decoded, codec
from schemas.times import to_days, to_micros
from schemas.upcast import STEPS, upcast
from tests.golden_records import Golden
from tests.samples import sample_body

OLD = catalogue().version("ReferralCompleted", 1)
NEW = catalogue().latest("ReferralCompleted")
EARLIER = [event for event in catalogue().all() if event is not catalogue().latest(event.name)]


def resolved(body: Body, event: EventType) -> Body:
    """What Avro's schema resolution gives a reader of the event's schema."""
    fields = {field["name"]: field for field in event.wire["fields"]}
    return {
        name: body[name] if name in body else field["default"] for name, field in fields.items()
    }


def test_the_golden_first_version_upcasts_to_the_second() -> None:
    body, value = Golden(OLD, sealed=False).load()

    event = upcast(codec().decode(value))

    assert event.type is NEW
    assert event.body == {**body, "completed_on": to_days(date(2026, 6, 1))}


def test_the_day_of_completion_is_japans() -> None:
    body = sample_body(OLD)
    body["envelope"]["occurred_at"] = to_micros(datetime(2026, 6, 1, 15, 0, tzinfo=UTC))

    assert upcast(Decoded(OLD, body)).body["completed_on"] == to_days(date(2026, 6, 2))


def test_a_step_is_avros_resolution_and_what_the_newer_version_means() -> None:
    body = sample_body(OLD)

    lifted = upcast(Decoded(OLD, body)).body

    assert {**lifted, "completed_on": None} == resolved(body, NEW)


def test_an_upcast_body_can_be_written_as_the_newest_version() -> None:
    for event in EARLIER:
        lifted = upcast(Decoded(event, sample_body(event)))
        assert codec().decode(codec().encode(lifted.type, lifted.body)).body == lifted.body


def test_an_upcast_leaves_the_body_it_was_given_alone() -> None:
    body = sample_body(OLD)

    upcast(Decoded(OLD, body))

    assert body == sample_body(OLD)


def test_every_version_but_the_newest_has_a_step_and_nothing_else_has() -> None:
    assert EARLIER
    assert set(STEPS) == {(event.name, event.version) for event in EARLIER}


@pytest.mark.parametrize("name", ["CaseClosed", "ReferralCompleted"])
def test_an_event_of_the_newest_version_is_returned_as_it_is(name: str) -> None:
    event = Decoded(catalogue().latest(name), sample_body(catalogue().latest(name)))

    assert upcast(event) is event
