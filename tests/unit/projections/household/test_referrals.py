"""つなぎ across agencies: what wins, what crosses, what waits."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from projections.household.view import Referral
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, at, day, ids_of, text


def _sent(story: Story, when: str = "06-01", **more: Any) -> StoredEvent:
    fields: dict[str, Any] = {
        "referral_id": "F1",
        "to_agency": "HOK-1",
        "field_codes": ["ISSUES"],
        "respond_by": day("06-08"),
    }
    return story.tell("SHO-1", "ReferralSent", when, people=["P1"], **(fields | more))


def _does(story: Story, agency: str, what: str, when: str, **more: Any) -> StoredEvent:
    return story.tell(agency, f"Referral{what}", when, people=["P1"], referral_id="F1", **more)


def _referral(story: Story, when: str = "08-01") -> Referral:
    return story.case(at(when)).referrals[0]


def test_a_referral_waits_as_sent_until_the_day_of_its_answer_is_over() -> None:
    story = Story()
    sent = _sent(story)
    waiting = _referral(story, "06-08 23:59")
    assert (waiting.state, waiting.respond_by) == ("SENT", "2026-06-08")
    assert (waiting.from_agency, waiting.to_agency) == ("SHO-1", "HOK-1")
    lapsed = _referral(story, "06-09 00:00")
    assert (lapsed.state, lapsed.since) == ("LAPSED", "2026-06-09T00:00:00+09:00")
    assert lapsed.event_ids == ids_of(sent)


def test_an_acceptance_is_dated_by_when_it_occurred() -> None:
    story = Story()
    accepted = _does(story, "HOK-1", "Accepted", "06-03")
    sent = _sent(story)
    referral = _referral(story)
    assert (referral.state, referral.crossed) == ("ACCEPTED", False)
    assert referral.since == "2026-06-03T09:00:00+09:00"
    assert referral.event_ids == ids_of(sent, accepted)


def test_an_answer_without_its_referral_is_pending_and_needs_checking() -> None:
    story = Story()
    accepted = _does(story, "HOK-1", "Accepted", "06-03")
    referral = _referral(story)
    assert (referral.state, referral.to_agency) == ("PENDING_PARENT", "HOK-1")
    assert story.view().needs_checking == ids_of(accepted)
    _sent(story)
    assert story.view().needs_checking == ()


def test_a_decline_carries_its_reason_and_who_else_might() -> None:
    story = Story()
    _sent(story)
    _does(story, "HOK-1", "Declined", "06-02", reason="OUT_OF_SCOPE", suggested_agency="JIR-1")
    referral = _referral(story)
    assert (referral.state, referral.reason) == ("DECLINED", "OUT_OF_SCOPE")
    assert referral.suggested_agency == "JIR-1"


def test_a_rerouted_referral_names_its_parent() -> None:
    story = Story()
    _sent(story)
    _does(story, "HOK-1", "Declined", "06-02", reason="OUT_OF_SCOPE")
    story.tell(
        "SHO-1",
        "ReferralRerouted",
        "06-04",
        people=["P1"],
        referral_id="F2",
        parent_id="F1",
        to_agency="JIR-1",
        field_codes=["ISSUES"],
        respond_by=day("06-11"),
    )
    story.tell("JIR-1", "ReferralAccepted", "06-08 14:00", referral_id="F2")
    first, second = story.case().referrals
    assert (first.state, first.parent_id) == ("DECLINED", "")
    assert (second.state, second.parent_id) == ("ACCEPTED", text("F1"))


def test_a_late_answer_is_kept_and_shown_as_crossed() -> None:
    story = Story()
    _sent(story)
    late = _does(story, "HOK-1", "Accepted", "06-09 00:00")
    referral = _referral(story)
    assert (referral.state, referral.crossed) == ("LAPSED", True)
    assert ids_of(late)[0] in referral.event_ids


def test_an_answer_after_the_withdrawal_is_kept_and_shown_as_crossed() -> None:
    story = Story()
    _sent(story)
    late = _does(story, "HOK-1", "Accepted", "06-03 14:00")
    _does(story, "SHO-1", "Withdrawn", "06-03 10:00")
    referral = _referral(story)
    assert (referral.state, referral.crossed) == ("WITHDRAWN", True)
    assert ids_of(late)[0] in referral.event_ids


def test_the_earlier_of_answer_and_withdrawal_wins() -> None:
    story = Story()
    _sent(story)
    _does(story, "SHO-1", "Withdrawn", "06-03 14:00")
    _does(story, "HOK-1", "Accepted", "06-03 10:00")
    referral = _referral(story)
    assert (referral.state, referral.crossed) == ("ACCEPTED", True)


def test_a_tie_keeps_both_and_is_shown_the_same_in_any_order() -> None:
    story = Story()
    _sent(story)
    _does(story, "SHO-1", "Withdrawn", "06-03")
    _does(story, "HOK-1", "Accepted", "06-03")
    told = set()
    for order in permutations(story.events):
        story.events = list(order)
        told.add(_referral(story))
    (referral,) = told
    assert referral.crossed
    assert len(referral.event_ids) == 3


def test_after_acceptance_notes_then_completion() -> None:
    story = Story()
    _sent(story)
    _does(story, "HOK-1", "Accepted", "06-03")
    _does(story, "HOK-1", "Interim", "06-04", interim="SCHEDULED")
    noted = _referral(story)
    assert (noted.state, noted.reason) == ("INTERIM", "SCHEDULED")
    _does(story, "HOK-1", "Completed", "06-20", outcome="HELPED")
    done = _referral(story)
    assert (done.state, done.reason, done.crossed) == ("COMPLETED", "HELPED", False)


def test_a_cancellation_takes_two_steps() -> None:
    story = Story()
    _sent(story)
    _does(story, "HOK-1", "Accepted", "06-03")
    _does(story, "SHO-1", "CancellationRequested", "06-05", reason="OTHER")
    _does(story, "HOK-1", "Interim", "06-06", interim="NOTE")
    assert _referral(story).state == "CANCELLATION_REQUESTED"
    _does(story, "HOK-1", "Cancelled", "06-07")
    assert _referral(story).state == "CANCELLED"


def test_completion_and_cancellation_cross() -> None:
    story = Story()
    _sent(story)
    _does(story, "HOK-1", "Accepted", "06-03")
    _does(story, "HOK-1", "Completed", "06-05", outcome="HELPED")
    _does(story, "HOK-1", "CancellationRequested", "06-04")
    _does(story, "SHO-1", "Cancelled", "06-06")
    referral = _referral(story)
    assert (referral.state, referral.crossed) == ("COMPLETED", True)


@pytest.mark.parametrize(
    ("agency", "what"), [("JIR-1", "Accepted"), ("SHO-1", "Accepted"), ("HOK-1", "Withdrawn")]
)
def test_an_agency_the_referral_does_not_name_for_it_moves_nothing(agency: str, what: str) -> None:
    story = Story()
    _sent(story)
    stray = _does(story, agency, what, "06-03")
    assert _referral(story, "06-04").state == "SENT"
    assert story.view().needs_checking == ids_of(stray)
