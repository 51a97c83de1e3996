"""Consents: answered once per id; a withdrawal is refused only where it changes nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from schemas.times import to_days, to_micros
from tests.valid_events import AgencyStream, day, standing_rules, valid_body


@pytest.fixture
def stream() -> AgencyStream:
    return AgencyStream("HOK-1")


def test_a_consent_that_opens_violence_is_itself_kept_apart() -> None:
    opens = {"compartments": ["ABUSE_DV"]}
    assert standing_rules(valid_body("ConsentGranted", **opens)) == {"COMPARTMENT_MISMATCH"}
    assert standing_rules(valid_body("ConsentGranted", compartment="ABUSE_DV", **opens)) == set()


def test_a_consent_does_not_end_before_it_begins() -> None:
    for until, rules in ((day(7), {"EXPIRED_WHEN_GRANTED"}), (day(8), set[str]())):
        body = valid_body("ConsentGranted", at=day(8), valid_until=to_days(until.date()))
        assert standing_rules(body) == rules
    assert standing_rules(valid_body("ConsentGranted", valid_until=None)) == set()


@pytest.mark.parametrize(
    ("first", "rule"),
    [("ConsentGranted", "ALREADY_GRANTED"), ("ConsentRefused", "ALREADY_REFUSED")],
)
@pytest.mark.parametrize("second", ["ConsentGranted", "ConsentRefused"])
def test_a_consent_is_answered_once(
    stream: AgencyStream, first: str, second: str, rule: str
) -> None:
    assert stream.refusal(first) == "ACCEPTED"
    assert stream.refusal(second) == rule
    assert stream.refusal(second, revises=True) == "ACCEPTED"


def test_a_consent_recorded_elsewhere_is_withdrawn_unknown(stream: AgencyStream) -> None:
    assert stream.refusal("ConsentWithdrawn") == "ACCEPTED"


def test_after_its_withdrawal_a_consent_is_given_anew_under_another_id(
    stream: AgencyStream,
) -> None:
    stream.say("ConsentWithdrawn", at=day(5))
    assert stream.refusal("ConsentGranted", at=day(6)) == "ALREADY_WITHDRAWN"
    assert stream.refusal("ConsentGranted", at=day(4)) == "ACCEPTED"


def test_an_earlier_withdrawal_that_arrives_later_moves_nothing(stream: AgencyStream) -> None:
    stream.say("ConsentWithdrawn", at=day(5), effective_at=to_micros(day(5)))
    stream.say("ConsentWithdrawn", at=day(3), effective_at=to_micros(day(3)))
    assert stream.refusal("ConsentGranted", at=day(6)) == "ALREADY_WITHDRAWN"
    assert stream.refusal("ConsentGranted", at=day(4)) == "ACCEPTED"


def test_what_was_refused_cannot_be_withdrawn(stream: AgencyStream) -> None:
    stream.say("ConsentRefused")
    assert stream.refusal("ConsentWithdrawn") == "NOTHING_TO_WITHDRAW"
    assert stream.refusal("ConsentWithdrawn", revises=True) == "NOTHING_TO_WITHDRAW"


def test_an_agency_that_the_consent_does_not_name_is_a_slip(stream: AgencyStream) -> None:
    stream.say("ConsentGranted", agencies=["HOK-1", "SHO-1"])
    assert stream.refusal("ConsentWithdrawn", agencies=["SHO-2"]) == "NOT_IN_CONSENT"
    assert stream.refusal("ConsentWithdrawn", agencies=["SHO-1"]) == "ACCEPTED"


@pytest.mark.parametrize(
    ("agencies", "since", "rule"),
    [
        (["SHO-1"], day(10), "ALREADY_WITHDRAWN"),
        (["SHO-1"], day(11), "ALREADY_WITHDRAWN"),
        (["SHO-1"], day(9), "ACCEPTED"),
        (["SHO-1", "HOK-1"], day(10), "ACCEPTED"),
        (["HOK-1"], day(10), "ACCEPTED"),
        ([], day(10), "ACCEPTED"),
    ],
)
def test_a_withdrawal_is_refused_only_where_it_changes_nothing(
    stream: AgencyStream, agencies: list[str], since: datetime, rule: str
) -> None:
    stream.say("ConsentGranted", at=day(1), agencies=["HOK-1", "SHO-1"])
    stream.say("ConsentWithdrawn", agencies=["SHO-1"], effective_at=to_micros(day(10)))
    again = {"agencies": agencies, "effective_at": to_micros(since)}
    assert stream.refusal("ConsentWithdrawn", **again) == rule


def test_after_a_full_withdrawal_no_agency_is_left_to_withdraw(stream: AgencyStream) -> None:
    stream.say("ConsentWithdrawn", agencies=[], effective_at=to_micros(day(10)))
    for agencies in ([], ["SHO-1"]):
        again = {"agencies": agencies, "effective_at": to_micros(day(12))}
        assert stream.refusal("ConsentWithdrawn", **again) == "ALREADY_WITHDRAWN"
