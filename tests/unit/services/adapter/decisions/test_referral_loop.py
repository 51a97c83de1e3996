"""One referral as each side's own stream shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.times import to_days
from services.adapter.refusal import Refused
from tests.samples import sample_uuid
from tests.valid_events import AgencyStream, day

DUE = to_days(day(8).date())
ALL = (
    "ReferralSent",
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralWithdrawn",
    "ReferralCancellationRequested",
    "ReferralCancelled",
    "ReferralInterim",
    "ReferralCompleted",
)


@pytest.fixture
def sender() -> AgencyStream:
    stream = AgencyStream("JIR-1")
    stream.say("ReferralSent", at=day(1), respond_by=DUE)
    return stream


@pytest.fixture
def recipient() -> AgencyStream:
    stream = AgencyStream("HOK-1")
    stream.say("ReferralAccepted", at=day(2))
    return stream


@pytest.fixture
def stranger() -> AgencyStream:
    return AgencyStream("SHO-1")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("ReferralSent", "ACCEPTED"),
        ("ReferralAccepted", "ACCEPTED"),
        ("ReferralDeclined", "ACCEPTED"),
        ("ReferralWithdrawn", "NOT_SENT_BY_YOU"),
        ("ReferralCancellationRequested", "NOT_YOUR_REFERRAL"),
        ("ReferralCancelled", "NOT_YOUR_REFERRAL"),
        ("ReferralInterim", "NOT_ACCEPTED_BY_YOU"),
        ("ReferralCompleted", "NOT_ACCEPTED_BY_YOU"),
    ],
)
def test_with_a_referral_that_the_stream_does_not_know(
    stranger: AgencyStream, name: str, outcome: str
) -> None:
    assert stranger.refusal(name) == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("ReferralSent", "ALREADY_SENT"),
        ("ReferralAccepted", "NOT_YOURS_TO_ANSWER"),
        ("ReferralDeclined", "NOT_YOURS_TO_ANSWER"),
        ("ReferralWithdrawn", "ACCEPTED"),
        ("ReferralCancellationRequested", "ACCEPTED"),
        ("ReferralCancelled", "ACCEPTED"),
        ("ReferralInterim", "NOT_ACCEPTED_BY_YOU"),
        ("ReferralCompleted", "NOT_ACCEPTED_BY_YOU"),
    ],
)
def test_what_the_sender_may_do(sender: AgencyStream, name: str, outcome: str) -> None:
    assert sender.refusal(name, at=day(3)) == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("ReferralSent", "ALREADY_ANSWERED"),
        ("ReferralAccepted", "ALREADY_ACCEPTED"),
        ("ReferralDeclined", "TRANSITION_NOT_ALLOWED"),
        ("ReferralWithdrawn", "NOT_SENT_BY_YOU"),
        ("ReferralCancellationRequested", "ACCEPTED"),
        ("ReferralCancelled", "ACCEPTED"),
        ("ReferralInterim", "ACCEPTED"),
        ("ReferralCompleted", "ACCEPTED"),
    ],
)
def test_what_the_recipient_may_do_after_accepting(
    recipient: AgencyStream, name: str, outcome: str
) -> None:
    assert recipient.refusal(name, at=day(3)) == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("ReferralSent", "ALREADY_ANSWERED"),
        ("ReferralAccepted", "TRANSITION_NOT_ALLOWED"),
        ("ReferralDeclined", "ALREADY_DECLINED"),
        ("ReferralCancellationRequested", "NOT_YOUR_REFERRAL"),
        ("ReferralCancelled", "NOT_YOUR_REFERRAL"),
        ("ReferralInterim", "NOT_ACCEPTED_BY_YOU"),
        ("ReferralCompleted", "NOT_ACCEPTED_BY_YOU"),
    ],
)
def test_what_the_recipient_may_do_after_declining(
    stranger: AgencyStream, name: str, outcome: str
) -> None:
    stranger.say("ReferralDeclined", at=day(2))
    assert stranger.refusal(name, at=day(3)) == outcome


def test_a_referral_runs_from_acceptance_to_completion(recipient: AgencyStream) -> None:
    recipient.say("ReferralInterim", at=day(3))
    recipient.say("ReferralInterim", at=day(4))
    recipient.say("ReferralCompleted", at=day(5))


@pytest.mark.parametrize(
    "name", ["ReferralInterim", "ReferralCancellationRequested", "ReferralCancelled"]
)
def test_nothing_follows_completion(recipient: AgencyStream, name: str) -> None:
    recipient.say("ReferralCompleted", at=day(5))
    assert recipient.refusal(name, at=day(6)) == "ALREADY_COMPLETED"


def test_a_referral_is_completed_once(recipient: AgencyStream) -> None:
    recipient.say("ReferralCompleted", at=day(5))
    assert recipient.refusal("ReferralCompleted", at=day(4)) == "ALREADY_COMPLETED"
    assert recipient.refusal("ReferralCompleted", at=day(4), revises=True) == "ACCEPTED"


def test_an_interim_note_from_before_the_completion_may_arrive_late(
    recipient: AgencyStream,
) -> None:
    recipient.say("ReferralCompleted", at=day(5))
    assert recipient.refusal("ReferralInterim", at=day(4)) == "ACCEPTED"


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("ReferralCompleted", "ReferralCancelled", "ALREADY_COMPLETED"),
        ("ReferralCancelled", "ReferralCompleted", "ALREADY_CANCELLED"),
    ],
)
def test_of_two_ends_the_earlier_may_arrive_late_and_crosses(
    recipient: AgencyStream, first: str, second: str, rule: str
) -> None:
    recipient.say(first, at=day(5))
    assert recipient.refusal(second, at=day(6)) == rule
    assert recipient.refusal(second, at=day(4)) == "CROSSED"


@pytest.mark.parametrize("answer", ["ReferralAccepted", "ReferralDeclined"])
def test_an_answer_to_a_withdrawn_referral_in_the_same_stream_is_kept_as_crossed(
    sender: AgencyStream, answer: str
) -> None:
    sender.say("ReferralWithdrawn", at=day(3))
    assert sender.refusal(answer, at=day(4)) == "CROSSED"


def test_an_answer_to_a_lapsed_referral_in_the_same_stream_is_kept_as_crossed(
    sender: AgencyStream,
) -> None:
    assert sender.refusal("ReferralAccepted", at=day(8, 23)) == "NOT_YOURS_TO_ANSWER"
    assert sender.refusal("ReferralAccepted", at=day(9)) == "CROSSED"


def test_a_referral_is_withdrawn_once(sender: AgencyStream) -> None:
    sender.say("ReferralWithdrawn", at=day(3))
    assert sender.refusal("ReferralWithdrawn", at=day(2)) == "ALREADY_WITHDRAWN"
    assert sender.refusal("ReferralCancellationRequested", at=day(4)) == "ALREADY_WITHDRAWN"


def test_who_asked_for_a_cancellation_does_not_confirm_it(sender: AgencyStream) -> None:
    sender.say("ReferralCancellationRequested", at=day(3))
    assert sender.refusal("ReferralCancelled", at=day(4)) == "NEEDS_THE_OTHER_SIDE"
    assert sender.refusal("ReferralCancellationRequested", at=day(4)) == "ALREADY_REQUESTED"
    assert sender.refusal("ReferralWithdrawn", at=day(4)) == "ALREADY_ANSWERED"


def test_only_the_sender_reroutes(sender: AgencyStream, stranger: AgencyStream) -> None:
    new = {"referral_id": sample_uuid("new"), "parent_id": sample_uuid("referral_id")}
    assert stranger.refusal("ReferralRerouted", **new) == "NOT_SENT_BY_YOU"
    assert sender.refusal("ReferralRerouted", **new) == "ACCEPTED"
    assert sender.refusal("ReferralRerouted", **new) == "ALREADY_SENT"
    assert sender.refusal("ReferralWithdrawn", referral_id=new["referral_id"]) == "ACCEPTED"


@pytest.mark.parametrize(
    ("before", "name"),
    [
        (None, "ReferralSent"),
        (None, "ReferralAccepted"),
        (None, "ReferralDeclined"),
        ("ReferralSent", "ReferralWithdrawn"),
        ("ReferralSent", "ReferralCancellationRequested"),
        ("ReferralAccepted", "ReferralCancelled"),
        ("ReferralAccepted", "ReferralInterim"),
        ("ReferralAccepted", "ReferralCompleted"),
    ],
)
def test_a_correction_never_fails_for_what_it_corrects(before: str | None, name: str) -> None:
    stream = AgencyStream("HOK-1")
    if before is not None:
        stream.say(before, at=day(2))
    assert stream.refusal(name, at=day(3)) == "ACCEPTED"
    assert stream.refusal(name, at=day(4), revises=True) == "ACCEPTED"


@given(st.lists(st.tuples(st.sampled_from(ALL), st.integers(1, 28)), max_size=12))
def test_whatever_was_said_no_end_is_said_twice_and_no_answer_changes(
    said: list[tuple[str, int]],
) -> None:
    stream, accepted = AgencyStream("HOK-1"), list[str]()
    for name, number in said:
        try:
            stream.say(name, at=day(number))
        except Refused:
            continue
        accepted.append(name)
    for once in set(ALL) - {"ReferralInterim"}:
        assert accepted.count(once) <= 1
    assert not {"ReferralAccepted", "ReferralDeclined"} <= set(accepted)
    if "ReferralCompleted" in accepted:
        assert accepted.index("ReferralAccepted") < accepted.index("ReferralCompleted")
