"""A request on its desk's board: whose it is, who took it, in which band it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from projections.household.view import Request
from projections.queue.request import desk_of, queue_item
from projections.stored_event import StoredEvent
from schemas.times import to_micros
from tests.unit.projections.household.story import LATER, Story, at, day, ids_of, text, uid
from tests.unit.projections.queue.asking import (
    BY_CONSENT,
    RULES,
    asks,
    begun,
    consent,
    does,
    facts,
    item,
    open_requests,
    reading,
)

ROOM = {"legal_basis": "SUPPORT_CONFERENCE", "compartment": "SUPPORT_CONF"}


def _claims(story: Story, worker: str, when: str) -> StoredEvent:
    return does(story, "CT-1", "CoordinationClaimed", when, worker=worker)


def _releases(story: Story, worker: str, when: str) -> StoredEvent:
    return does(story, "CT-1", "CoordinationReleased", when, worker=worker, reason="HANDOVER")


def _overrides(story: Story, band: str | None, when: str, reason: str = "SAFETY") -> StoredEvent:
    return does(story, "CT-1", "PriorityOverridden", when, band=band, reason=reason)


def _triaged(story: Story, outcome: str, when: str = "06-05", agency: str = "CT-1") -> StoredEvent:
    return does(story, agency, "CoordinationTriaged", when, outcome=outcome)


def _flagged(story: Story, flag_id: str, what: str, when: str, **more: Any) -> StoredEvent:
    return does(story, "HOK-1", f"UrgencyFlag{what}", when, flag_id=flag_id, **more)


@pytest.mark.parametrize(
    ("state", "status", "desk"),
    [
        ("REQUESTED", "GRANTED", "CT"),
        ("REQUESTED", "NOT_OBTAINED", "MU"),
        ("REQUESTED", "REFUSED", "MU"),
        ("CONFERENCE_TRACK", "NOT_OBTAINED", "MU"),
        ("CONFERENCE_TRACK", "GRANTED", "MU"),
        ("ACCEPTED", "NOT_OBTAINED", "CT"),
        ("PLANNING", "REFUSED", "CT"),
        ("AWAITING_CONFERENCE", "GRANTED", "CT"),
    ],
)
def test_a_request_is_on_the_desk_of(state: str, status: str, desk: str) -> None:
    assert desk_of(Request("R", state, "2026-06-03", status, ())) == desk


def test_a_request_waits_on_the_queue() -> None:
    (request,) = open_requests(begun())
    assert (request.request_id, request.state) == (text("R"), "REQUESTED")


@pytest.mark.parametrize("compartment", ["ABUSE_DV", "PROTECTED"])
def test_what_the_abuse_desk_or_a_protection_keeps_is_on_no_queue(compartment: str) -> None:
    story = begun(envelope=BY_CONSENT | {"compartment": compartment})
    assert open_requests(story) == []


@pytest.mark.parametrize("outcome", ["RETURN", "ADVICE_ONLY"])
def test_a_triage_that_sends_it_away_takes_it_off(outcome: str) -> None:
    story = begun()
    _triaged(story, outcome)
    assert len(open_requests(story, at("06-04"))) == 1
    assert open_requests(story) == []


def test_a_decision_takes_it_off_and_a_closing_does() -> None:
    story = begun()
    _triaged(story, "ACCEPT")
    story.tell("HOK-1", "CaseClosed", "06-20", reason="MOVED")
    assert len(open_requests(story, at("06-19"))) == 1
    assert open_requests(story) == []
    decided = begun()
    fields: dict[str, Any] = {"plan_id": "PL", "decision_date": day("06-20"), "decision_no": "1"}
    decided.tell("MU-1", "SupportDecided", "06-20", **fields)
    assert len(open_requests(decided, at("06-19"))) == 1
    assert open_requests(decided) == []


def test_it_is_not_there_before_it_was_made_nor_without_its_request() -> None:
    assert open_requests(begun(), at("06-02")) == []
    story = Story()
    _triaged(story, "ACCEPT")
    assert open_requests(story) == []


def test_an_accepted_request_of_the_conference_track_comes_back_to_the_team() -> None:
    story = begun(status="NOT_OBTAINED", envelope=ROOM)
    desks = [desk_of(open_requests(story)[0])]
    _triaged(story, "TO_SUPPORT_CONF", "06-05", "MU-1")
    desks.append(desk_of(open_requests(story)[0]))
    _triaged(story, "ACCEPT", "07-01")
    desks.append(desk_of(open_requests(story)[0]))
    assert desks == ["MU", "MU", "CT"]


def test_the_first_who_claims_holds_it() -> None:
    story = begun()
    assert (item(story).claimed_by, item(story).claimed_at) == ("", None)
    _claims(story, "u-01", "06-04 09:00")
    _claims(story, "u-02", "06-04 10:00")
    held = item(story)
    assert (held.claimed_by, held.claimed_at) == ("u-01", to_micros(at("06-04 09:00")))


def test_a_claim_that_arrived_late_and_was_made_first_wins() -> None:
    story = begun()
    _claims(story, "u-02", "06-04 10:00")
    _claims(story, "u-01", "06-04 09:00")
    assert item(story).claimed_by == "u-01"


def test_once_released_the_next_may_claim() -> None:
    story = begun()
    _claims(story, "u-01", "06-04 09:00")
    _releases(story, "u-01", "06-04 11:00")
    assert item(story).claimed_by == ""
    _claims(story, "u-02", "06-04 12:00")
    assert item(story).claimed_by == "u-02"


def test_who_does_not_hold_it_cannot_release_it() -> None:
    story = begun()
    _claims(story, "u-01", "06-04 09:00")
    _releases(story, "u-02", "06-04 11:00")
    _claims(story, "u-02", "06-04 12:00")
    assert item(story).claimed_by == "u-01"


def test_a_namesake_of_another_agency_cannot_release_it() -> None:
    story = begun()
    _claims(story, "u-01", "06-04 09:00")
    does(story, "MU-1", "CoordinationReleased", "06-04 10:00", worker="u-01", reason="OTHER")
    assert item(story).claimed_by == "u-01"


def test_a_false_alarm_that_was_cleared_unanswered_is_not_due() -> None:
    story = begun()
    _flagged(story, "FL", "Raised", "06-04 09:00", flag="LIFE_DANGER", person="P1")
    assert item(story, at("06-04 09:30")).rank.due == to_micros(at("06-05 09:00"))
    _flagged(story, "FL", "Cleared", "06-04 10:00", reason="FALSE_ALARM")
    assert item(story, at("06-04 11:00")).rank.due == to_micros(at("06-08 17:15"))


def test_what_is_said_of_another_request_changes_nothing() -> None:
    story = begun()
    for name, more in (
        ("CoordinationClaimed", {"worker": "u-01"}),
        ("PriorityOverridden", {"band": "P1", "reason": "SAFETY"}),
    ):
        does(story, "CT-1", name, "06-04", request_id="S", **more)
    assert (item(story).claimed_by, item(story).band) == ("", "P4")


def test_an_override_moves_the_band_and_keeps_the_one_of_the_rules() -> None:
    story = begun()
    _overrides(story, "P2", "06-04")
    over = item(story)
    assert (over.band, over.rule_band, over.override_reason) == ("P2", "P4", "SAFETY")
    _overrides(story, "P3", "06-05", "NEW_FACTS")
    over = item(story)
    assert (over.band, over.rule_band, over.override_reason) == ("P3", "P4", "NEW_FACTS")


def test_an_override_without_a_band_takes_the_earlier_one_back() -> None:
    story = begun()
    _overrides(story, "P1", "06-04")
    _overrides(story, None, "06-05")
    back = item(story)
    assert (back.band, back.rule_band, back.override_reason) == ("P4", "P4", "")
    assert item(story, at("06-04 12:00")).band == "P1"


def test_an_open_flag_puts_it_first_until_it_is_cleared() -> None:
    story = begun()
    raised = _flagged(story, "FL", "Raised", "06-04", flag="LIFELINE_STOPPED", person="P1")
    flagged = item(story, at("06-04 12:00"))
    assert (flagged.band, flagged.rank.due) == ("P2", to_micros(at("06-05 17:15")))
    response = flagged.clocks[0]
    assert (response.clock, response.about) == ("P2_RESPONSE", text("FL"))
    assert response.event_ids == ids_of(raised)
    _flagged(story, "FL", "Responded", "06-05 11:00", response="VISIT")
    answered = item(story, at("06-05 12:00"))
    assert (answered.band, answered.clocks[0].met_at) == ("P2", to_micros(at("06-05 11:00")))
    assert answered.rank.due == to_micros(at("06-08 17:15"))
    _flagged(story, "FL", "Cleared", "06-06", reason="RESOLVED")
    assert item(story, at("06-06 12:00")).band == "P4"


def test_the_more_urgent_flag_counts_even_where_the_other_came_last() -> None:
    story = begun()
    _flagged(story, "F1", "Raised", "06-04 09:00", flag="LIFE_DANGER", person="P1")
    _flagged(story, "F2", "Raised", "06-04 10:00", flag="LIFELINE_STOPPED", person="P1")
    assert item(story, at("06-04 12:00")).band == "P1"


def test_the_place_is_by_what_is_shown() -> None:
    one = item(begun(), at("06-10"))
    assert one.rank.minus_score == -one.score.total
    assert one.requested_at == one.rank.requested_at == to_micros(at("06-03"))
    assert (one.rank.request_id, one.rules_version) == (text("R"), 1)
    assert (one.case_id, one.lead, one.issues) == (text("case"), "HOK-1", ("ELDERCARE",))


def test_who_it_is_about_is_named_to_the_desk_that_may_know() -> None:
    story = begun()
    named = {("P1", "IDENTITY"): {"value": "山田花子"}}
    payload: dict[str, Any] = {"person": "P1", "attribute": "NAME"}
    story.tell(
        "HOK-1",
        "AttributeAsserted",
        "06-01",
        people=["P1"],
        case=None,
        sealed=named,
        **payload,
    )
    assert (item(story).name, item(story).person_refs) == ("山田花子", (text("P1"),))


def test_what_nobody_may_read_still_has_a_state_and_clocks() -> None:
    story = Story()
    story.opened(issues=["DEBT", "ELDERCARE"])
    asks(story)
    _triaged(story, "ACCEPT")
    _overrides(story, "P2", "06-05")
    blind = item(story, at("06-10"), desk="PA-1")
    assert reading(story, at("06-10"), "PA-1").view is None
    assert (blind.state, blind.band, blind.rule_band) == ("ACCEPTED", "P2", "P4")
    assert [clock.clock for clock in blind.clocks] == ["TRIAGE", "ASSESSMENT", "PLAN_DRAFT"]
    assert (blind.score.terms["I"], blind.score.terms["L"]) == (0, 0)
    assert (blind.score.terms["F"], blind.score.terms["W"]) == (1, 5)
    assert (blind.name, blind.issues, blind.lead) == ("", (), "")


def test_who_may_name_the_person_is_told_in_order() -> None:
    story = begun()
    (request,) = open_requests(story)
    told = facts(story.events)
    rooms = ("OR-1", "HOK-1")
    one = queue_item(request, uid("case"), told, reading(story), "CT-1", rooms, LATER, RULES)
    assert one.name_visible_to == ("HOK-1", "OR-1")


def test_a_request_without_its_event_is_no_item() -> None:
    story = begun()
    (request,) = open_requests(story)
    other = replace(request, request_id=text("S"))
    told = facts(story.events)
    with pytest.raises(ValueError, match="has no request event"):
        queue_item(other, uid("case"), told, reading(story), "CT-1", (), LATER, RULES)


def test_a_request_that_names_nobody_is_about_whom_its_case_is() -> None:
    story = Story()
    consent(story)
    story.opened()
    fields: dict[str, Any] = {"request_id": "R", "consent_status": "GRANTED"}
    story.tell("HOK-1", "CoordinationRequested", "06-03", envelope=BY_CONSENT, **fields)
    assert item(story).person_refs == (text("P1"),)
