"""What the acceptance scenarios expect of the view, from the events alone, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from projections.household.view import Case, HouseholdView
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import (
    Story,
    at,
    day,
    household,
    ids_of,
    text,
    uid,
)


def _consent(story: Story, agency: str, when: str, name: str, who: str, *agencies: str) -> None:
    story.tell(
        agency,
        "ConsentGranted",
        when,
        people=[who],
        consent_id=name,
        person=who,
        grantor="SELF",
        agencies=list(agencies),
        field_codes=["IDENTITY", "ISSUES"],
        purposes=["COORDINATION"],
        method="WRITTEN",
        envelope={"consent_id": uid(name)},
    )


def _under(consent: str) -> dict[str, Any]:
    return {"envelope": {"legal_basis": "CONSENT", "consent_id": uid(consent)}}


def _orders(story: Story) -> Iterator[list[StoredEvent]]:
    yield story.events
    for seed in range(5):
        doubled = story.events * 2
        Random(seed).shuffle(doubled)
        yield doubled


def _view(story: Story, when: str) -> HouseholdView:
    """The view of H1, the same in every order."""
    views = []
    original = story.events
    for events in _orders(story):
        story.events = events
        views.append(story.view(household("H1"), at(when)))
    story.events = original
    assert all(view == views[0] for view in views)
    return views[0]


def _case(story: Story, when: str) -> Case:
    (case,) = _view(story, when).cases
    return case


def test_s2_double_care_shows_three_members_their_lead_and_no_plan() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="PARENT", P3="CHILD")
    story.opened("KOD-1", issues=["CHILDCARE", "ELDERCARE", "JOB_TROUBLE"])
    _consent(story, "KOD-1", "06-01 09:10", "C1", "P1", "KOD-1", "HOK-1", "CT-1")
    referral: dict[str, Any] = {
        "referral_id": "F1",
        "to_agency": "HOK-1",
        "respond_by": day("06-08"),
    }
    story.tell(
        "KOD-1",
        "ReferralSent",
        "06-01 09:20",
        people=["P1"],
        field_codes=["ISSUES"],
        **referral,
        **_under("C1"),
    )
    _consent(story, "KOD-1", "06-03", "C2", "P2", "KOD-1", "HOK-1", "CT-1")
    story.tell("HOK-1", "ReferralAccepted", "06-04", referral_id="F1", **_under("C1"))
    story.tell(
        "KOD-1",
        "CoordinationRequested",
        "06-05",
        people=["P1"],
        request_id="R",
        consent_status="GRANTED",
        existing_agencies=["KOD-1", "HOK-1"],
        lead_agency="KOD-1",
        **_under("C1"),
    )
    waiting = _case(story, "06-05 12:00")
    assert [request.state for request in waiting.requests] == ["REQUESTED"]
    triage: dict[str, Any] = {"request_id": "R", "outcome": "ADVICE_ONLY", "lead_agency": "KOD-1"}
    story.tell("CT-1", "CoordinationTriaged", "06-09", **triage, **_under("C1"))
    view = _view(story, "06-09 12:00")
    assert len(view.members) == 3
    assert view.needs_checking == ()
    (case,) = view.cases
    assert (case.lead.value, case.plan) == ("KOD-1", None)
    assert [referral.state for referral in case.referrals] == ["ACCEPTED"]
    assert [request.state for request in case.requests] == ["ADVICE_ONLY"]


def _rerouted() -> Story:
    story = Story()
    story.household("H1", P1="HEAD")
    story.opened("SHO-1", issues=["DEBT", "RENT_LOAN"])
    _consent(story, "SHO-1", "06-01 09:10", "C1", "P1", "SHO-1", "HOK-1")
    common: dict[str, Any] = {"people": ["P1"], "field_codes": ["ISSUES"]}
    story.tell(
        "SHO-1",
        "ReferralSent",
        "06-01 09:20",
        referral_id="F1",
        to_agency="HOK-1",
        respond_by=day("06-08"),
        **common,
        **_under("C1"),
    )
    decline: dict[str, Any] = {
        "referral_id": "F1",
        "reason": "OUT_OF_SCOPE",
        "suggested_agency": "JIR-1",
    }
    story.tell("HOK-1", "ReferralDeclined", "06-02", **decline, **_under("C1"))
    _consent(story, "SHO-1", "06-04", "C2", "P1", "SHO-1", "JIR-1")
    story.tell(
        "SHO-1",
        "ReferralRerouted",
        "06-04 09:10",
        referral_id="F2",
        parent_id="F1",
        to_agency="JIR-1",
        respond_by=day("06-11"),
        **common,
        **_under("C2"),
    )
    return story


def test_s9_the_lead_stays_with_the_sender_until_it_is_changed() -> None:
    story = _rerouted()
    story.tell("SHO-1", "UrgencyFlagRaised", "06-05", flag_id="U", flag="HOUSING_LOSS_14D")
    before = _case(story, "06-08 13:59")
    assert before.lead.value == "SHO-1"
    assert [referral.state for referral in before.referrals] == ["DECLINED", "SENT"]
    assert [(flag.state, flag.band) for flag in before.flags] == [("OPEN", "P2")]
    story.tell("JIR-1", "ReferralAccepted", "06-08 14:00", referral_id="F2", **_under("C2"))
    lead: dict[str, Any] = {"lead_agency": "JIR-1", "referral_id": "F2"}
    story.tell("JIR-1", "LeadAgencyChanged", "06-08 14:00", **lead, **_under("C2"))
    story.tell("JIR-1", "UrgencyFlagResponded", "06-08 15:00", flag_id="U", response="VISIT")
    view = _view(story, "06-08 15:00")
    (after,) = view.cases
    assert view.needs_checking == ()
    assert after.lead.value == "JIR-1"
    assert [referral.state for referral in after.referrals] == ["DECLINED", "ACCEPTED"]
    assert [flag.state for flag in after.flags] == ["RESPONDED"]
    assert [agency.value for agency in after.agencies] == ["JIR-1", "SHO-1"]


def test_s6_after_the_move_the_case_is_closed_and_the_lead_still_named() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    story.opened("JIR-1")
    _consent(story, "JIR-1", "06-12", "C1", "P1", "JIR-1", "MU-1")
    transfer: dict[str, Any] = {"transfer_id": "T", "to_municipality": "131024"}
    story.tell(
        "MU-1",
        "CaseTransferSent",
        "06-16",
        people=["P1"],
        transfer_type="CASE_TRANSFER",
        package_sha256=bytes(32),
        answer_due=day("06-23"),
        **transfer,
        **_under("C1"),
    )
    answered = [
        story.tell(
            "MU-1", "CaseTransferAcknowledged", when, transfer_type=kind, **transfer, **_under("C1")
        )
        for when, kind in (("06-17", "INFORMATION_ONLY"), ("06-18", "CASE_TRANSFER"))
    ]
    assert _case(story, "06-18 12:00").state == "OPEN"
    moved: dict[str, Any] = {"household_id": "H1", "kind": "SUPPORT", "effective_on": day("06-19")}
    story.tell(
        "JIR-1",
        "HouseholdMovedOut",
        "06-19",
        case=None,
        people=["P1", "P2"],
        members=["P1", "P2"],
        envelope={"recorded_at": answered[-1].envelope["recorded_at"] + 4 * 86_400_000_000},
        **moved,
    )
    story.tell("JIR-1", "CaseClosed", "06-22", reason="TRANSFERRED", **_under("C1"))
    view = _view(story, "06-23")
    (case,) = view.cases
    assert (case.state, case.lead.value) == ("CLOSED", "JIR-1")
    assert [member.left_on for member in view.members] == ["2026-06-19"] * 2


@pytest.mark.parametrize("arrived", [1, 2])
def test_s11_an_acceptance_waits_for_its_referral(arrived: int) -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    accepted = story.tell("HOK-1", "ReferralAccepted", "06-03", people=["P1"], referral_id="F1")
    if arrived == 2:
        story.tell(
            "SHO-1",
            "ReferralSent",
            "06-01",
            people=["P1"],
            referral_id="F1",
            to_agency="HOK-1",
            field_codes=["ISSUES"],
            respond_by=day("06-08"),
        )
    (referral,) = _case(story, "06-06").referrals
    expected = ("PENDING_PARENT", True) if arrived == 1 else ("ACCEPTED", False)
    checked = ids_of(accepted)[0] in _view(story, "06-06").needs_checking
    assert (referral.state, checked) == expected
    assert referral.since.startswith("2026-06-03")


def test_s1_the_whole_way_to_a_decision_and_its_roles() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    story.opened(issues=["ELDERCARE", "HEALTH_DISABILITY", "FAMILY_REL"])
    _consent(story, "HOK-1", "06-01 09:10", "C1", "P1", "HOK-1", "JIR-1", "CT-1")
    _consent(story, "HOK-1", "06-24", "C2", "P2", "HOK-1", "JIR-1", "CT-1", "OR-1")
    story.tell(
        "OR-1", "IssueRecorded", "06-24", people=["P2"], person="P2", issue="HIKIKOMORI_TRUANCY"
    )
    story.tell(
        "CT-1",
        "PlanDrafted",
        "07-01",
        people=["P1", "P2"],
        plan_id="plan",
        plan_version=1,
        period_end=day("12-31"),
        subject_consents=[
            {"person": uid("P1"), "consent_id": uid("C1")},
            {"person": uid("P2"), "consent_id": uid("C2")},
        ],
        sealed={("P1", "PLAN"): {"goals": [{"no": 1, "text": "見守り"}]}},
        **_under("C1"),
    )
    for who in ("P1", "P2"):
        agreed: dict[str, Any] = {
            "plan_id": "plan",
            "plan_version": 1,
            "person": who,
            "method": "WRITTEN",
        }
        story.tell("CT-1", "PlanAgreed", "07-01 09:10", people=[who], **agreed, **_under("C1"))
    story.tell(
        "CT-1",
        "MultilayerConferenceConvened",
        "07-08",
        conference_id="M",
        plan_ids=["plan"],
        attendees=["CT-1", "HOK-1", "JIR-1"],
        agenda=["PLAN_REVIEW"],
        result="ADEQUATE",
        **_under("C1"),
    )
    decision: dict[str, Any] = {
        "plan_id": "plan",
        "decision_date": day("07-09"),
        "decision_no": "8福第12号",
    }
    story.tell("MU-1", "SupportDecided", "07-09", **decision, **_under("C1"))
    for agency, task in (("HOK-1", "LEAD"), ("JIR-1", "EMPLOYMENT")):
        role: dict[str, Any] = {"is_lead": task == "LEAD", "task": task, "start": day("07-09")}
        story.tell("MU-1", "RoleAssigned", "07-09", agency=agency, **role, **_under("C1"))
    view = _view(story, "07-09 12:00")
    (case,) = view.cases
    assert view.needs_checking == ()
    assert case.plan is not None
    assert (case.plan.state, case.plan.decision_no) == ("DECIDED", "8福第12号")
    assert (case.lead.value, case.lead.agency_id) == ("HOK-1", "MU-1")
    assert [(role.agency_id, role.is_lead) for role in case.roles] == [
        ("HOK-1", True),
        ("JIR-1", False),
    ]
    assert ("HIKIKOMORI_TRUANCY", text("P2")) in [(i.value, i.person_ref) for i in case.issues]
