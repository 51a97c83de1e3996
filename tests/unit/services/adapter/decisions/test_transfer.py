"""Transfer of a case to another municipality."""

from __future__ import annotations

import pytest

from schemas.times import to_days
from tests.samples import MUNICIPALITY
from tests.valid_events import OTHER_MUNICIPALITY, AgencyStream, day, standing_rules, valid_body


@pytest.fixture
def sender() -> AgencyStream:
    stream = AgencyStream("MU-1")
    stream.say("CaseTransferSent", to_municipality=OTHER_MUNICIPALITY)
    return stream


def test_a_case_is_transferred_to_another_municipality() -> None:
    body = valid_body("CaseTransferSent", to_municipality=MUNICIPALITY)
    assert standing_rules(body) == {"TRANSFER_TO_SELF"}


@pytest.mark.parametrize(("due", "rules"), [(8, set()), (7, {"DUE_BEFORE_SENT"})])
def test_the_answer_is_not_due_before_the_sending(due: int, rules: set[str]) -> None:
    body = valid_body("CaseTransferSent", at=day(8), answer_due=to_days(day(due).date()))
    assert standing_rules(body) == rules


def test_a_transfer_is_sent_once(sender: AgencyStream) -> None:
    assert sender.refusal("CaseTransferSent") == "ALREADY_SENT"
    assert sender.refusal("CaseTransferSent", revises=True) == "ACCEPTED"


def test_information_may_be_taken_before_the_case(sender: AgencyStream) -> None:
    answer = {"to_municipality": OTHER_MUNICIPALITY}
    for kind in ("INFORMATION_ONLY", "CASE_TRANSFER"):
        fields = {**answer, "transfer_type": kind}
        assert sender.refusal("CaseTransferAcknowledged", **fields) == "ACCEPTED"
        assert sender.refusal("CaseTransferAcknowledged", **fields) == "ALREADY_ACKNOWLEDGED"


def test_the_receiver_signs(sender: AgencyStream) -> None:
    fields = {"to_municipality": "999999"}
    assert sender.refusal("CaseTransferAcknowledged", **fields) == "WRONG_RECEIVER"


def test_a_transfer_that_another_agency_sent_is_acknowledged_unknown() -> None:
    assert AgencyStream("MU-1").refusal("CaseTransferAcknowledged") == "ACCEPTED"
