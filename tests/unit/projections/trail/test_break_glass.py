"""A break-glass is a task until another person has reviewed it (threat 20)."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from projections.trail.break_glass import State, break_glasses, to_review
from tests.samples import sample_uuid
from tests.unit.projections.trail.trail_events import GLASS, Trail
from tests.valid_events import day

USED = day(20, 2)
EXPIRES = USED + timedelta(hours=4)


@pytest.fixture
def trail() -> Trail:
    trail = Trail()
    trail.used(USED, EXPIRES)
    return trail


def test_it_is_open_then_expired_and_a_task_all_the_while(trail: Trail) -> None:
    (glass,) = break_glasses(trail.events)

    assert (glass.viewer_agency, glass.viewer) == ("CT-1", "u-31")
    moment = timedelta(microseconds=1)
    assert [glass.state(at) for at in (USED, EXPIRES - moment, EXPIRES)] == [
        State.OPEN,
        State.OPEN,
        State.EXPIRED,
    ]
    assert to_review(trail.events) == (glass,)


def test_a_review_by_another_person_ends_the_task(trail: Trail) -> None:
    trail.reviewed(day(22, 9), "MU-1", "u-2", verdict="REJECTED")
    (glass,) = break_glasses(trail.events)

    assert glass.review is not None
    assert (glass.review.reviewer, glass.review.verdict) == ("u-2", "REJECTED")
    assert glass.state(USED) is State.REVIEWED
    assert to_review(trail.events) == ()


def test_the_users_own_review_counts_for_nothing(trail: Trail) -> None:
    trail.reviewed(day(22, 9), "CT-1", "u-31")

    assert len(to_review(trail.events)) == 1


def test_a_namesake_of_another_agency_is_another_person(trail: Trail) -> None:
    trail.reviewed(day(22, 9), "MU-1", "u-31")

    assert to_review(trail.events) == ()


def test_a_corrected_review_replaces_the_first(trail: Trail) -> None:
    review = {"record": "review", "verdict": "APPROVED"}
    trail.reviewed(day(22, 9), "MU-1", "u-2", **review)
    trail.reviewed(
        day(22, 9), "MU-1", "u-2", record="review", verdict="REJECTED", source_revision=2
    )
    (glass,) = break_glasses(trail.events)

    assert glass.review is not None
    assert glass.review.verdict == "REJECTED"


def test_arrival_order_and_repetition_do_not_matter(trail: Trail) -> None:
    trail.used(day(21), day(21, 12), break_glass_id=sample_uuid("B2"))
    trail.reviewed(day(22, 9), "MU-1", "u-2")
    told = break_glasses(trail.events)
    shuffled = trail.events * 2
    Random(7).shuffle(shuffled)

    assert [glass.break_glass_id for glass in told] == [GLASS, sample_uuid("B2")]
    assert break_glasses(shuffled) == told
