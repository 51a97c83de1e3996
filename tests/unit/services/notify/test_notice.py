"""What a notice says, and what it never says."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from projections.queue.rules import rules
from schemas.codes import code_list
from schemas.times import JST, to_micros
from services.notify.alarm import LateClock, key_of
from services.notify.clocks import CLOCKS
from services.notify.mail_text import subject, text
from services.notify.notice import RETICENT, Notice, Place, notice, trial_notice
from services.notify.webhook import event_of
from tests.samples import sample_uuid

DUE = datetime(2026, 6, 4, 17, 15, tzinfo=JST)
ABOUT = str(sample_uuid("request").hex())
CONSOLE = "https://console.example.jp/"


def told(agency: str, clock: str) -> Notice:
    """The notice of a clock that ran out at DUE."""
    alarm = LateClock(clock, ABOUT, to_micros(DUE))
    return notice(Place("131016", agency, CONSOLE), "a" * 32, alarm, 4)


def said(one: Notice) -> str:
    """Everything it says, by mail and by webhook."""
    return subject(one) + text(one) + json.dumps(json.loads(event_of(one)), ensure_ascii=False)


def test_a_clock_of_a_request_leads_to_the_request_and_one_of_a_flag_to_the_board() -> None:
    assert told("CT-1", "TRIAGE").link == f"{CONSOLE}requests/{ABOUT}"
    assert told("CT-1", "P1_RESPONSE").link == CONSOLE


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("agency", sorted(f"{code}-1" for code in RETICENT))
def test_a_desk_that_holds_abuse_is_told_a_number_and_a_link(agency: str, clock: str) -> None:
    words = said(told(agency, clock))
    assert "期限超過があります（4件）" in words
    assert "Something is overdue (4)" in words
    hidden = (agency, ABOUT, clock, CLOCKS[clock].ja, CLOCKS[clock].en, "2026", "17:15")
    assert [one for one in hidden if one in words] == []


def test_the_desks_that_hold_abuse_are_agencies() -> None:
    assert code_list("agency").codes.keys() >= RETICENT


def test_a_clock_that_is_not_known_is_not_named() -> None:
    words = said(told("CT-1", "CHILD_SAFETY_CHECK"))
    assert "A deadline" in words
    assert "CHILD" not in words


def test_every_clock_of_the_rules_for_requests_and_flags_has_its_words() -> None:
    limits = {*rules().hours, *rules().business_days}
    assert CLOCKS.keys() <= limits
    assert {"P1_RESPONSE", "P2_RESPONSE", "TRIAGE"} <= CLOCKS.keys()


def test_what_is_sent_again_is_the_same() -> None:
    one, other = (event_of(told("CT-1", "TRIAGE")) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("agency", ["CT-1", "AB-1"])
def test_a_trial_says_that_it_is_one(agency: str) -> None:
    words = said(trial_notice(Place("131016", agency, CONSOLE), "b" * 32))
    assert "通知の試験" in words
    assert ("CT-1" in words, "AB-1" in words) == (agency == "CT-1", False)


def test_every_alarm_has_an_id_of_its_own_at_every_destination() -> None:
    alarm = LateClock("TRIAGE", ABOUT, 1)
    alarms = [alarm, LateClock("TRIAGE", ABOUT, 2), LateClock("ASSESSMENT", ABOUT, 1)]
    keys = {key_of("131016", "CT-1", name, one) for name in ("a", "b") for one in alarms}
    keys |= {key_of("131016", "MU-1", "a", alarm), key_of("139564", "CT-1", "a", alarm)}
    assert len(keys) == 8
    assert key_of("131016", "CT-1", "a", alarm) in keys
