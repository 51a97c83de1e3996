"""Plans: versions count up, people agree to what was drafted, the municipality decides once."""

from __future__ import annotations

import pytest

from schemas.times import to_days
from tests.samples import OTHER_PERSON, PERSON, sample_uuid
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

CONSENTS = [{"person": PERSON, "consent_id": sample_uuid("c1")}]


@pytest.fixture
def team() -> AgencyStream:
    stream = AgencyStream("CT-1")
    stream.say("PlanDrafted", plan_version=1, subject_consents=CONSENTS, at=day(1))
    return stream


def test_a_plan_cites_the_consent_of_every_subject() -> None:
    body = valid_body("PlanDrafted", subject_consents=CONSENTS)
    assert standing_rules(body) == set()
    body["envelope"]["person_refs"] = [PERSON, OTHER_PERSON]
    assert standing_rules(body) == {"SUBJECT_CONSENT_MISSING"}


def test_a_plan_names_each_subject_once() -> None:
    body = valid_body("PlanDrafted", subject_consents=[*CONSENTS, *CONSENTS])
    assert standing_rules(body) == {"SUBJECT_TWICE"}


@pytest.mark.parametrize(("end", "rules"), [(8, set()), (7, {"ENDS_BEFORE_DRAFTED"})])
def test_a_plan_looks_ahead(end: int, rules: set[str]) -> None:
    body = valid_body("PlanDrafted", at=day(8), period_end=to_days(day(end).date()))
    assert standing_rules(body) == rules


@pytest.mark.parametrize(
    ("end", "rules"), [(None, set()), (100, set()), (99, {"ENDS_BEFORE_START"})]
)
def test_a_role_lasts_from_its_start(end: int | None, rules: set[str]) -> None:
    assert standing_rules(valid_body("RoleAssigned", start=100, end=end)) == rules


@pytest.mark.parametrize(
    ("agency", "fields", "rules"),
    [
        ("CT-1", {"lead_agency": "JIR-1", "referral_id": None}, set()),
        ("MU-1", {"lead_agency": "JIR-1", "referral_id": None}, set()),
        ("JIR-1", {"lead_agency": "JIR-1"}, set()),
        ("JIR-1", {"lead_agency": "HOK-1"}, {"LEAD_OF_ANOTHER"}),
        ("JIR-1", {"lead_agency": "JIR-1", "referral_id": None}, {"REFERRAL_REQUIRED"}),
    ],
)
def test_an_agency_takes_the_lead_for_itself_and_for_a_referral(
    agency: str, fields: dict[str, object], rules: set[str]
) -> None:
    assert standing_rules(valid_body("LeadAgencyChanged", agency=agency, **fields)) == rules


def test_an_agency_takes_the_lead_of_a_referral_it_accepted() -> None:
    agency = AgencyStream("JIR-1")
    assert agency.refusal("LeadAgencyChanged") == "NOT_ACCEPTED_BY_YOU"
    agency.say("ReferralAccepted")
    assert agency.refusal("LeadAgencyChanged") == "ACCEPTED"


@pytest.mark.parametrize("agency", ["CT-1", "MU-1"])
def test_the_team_and_the_municipality_move_the_lead_without_a_referral(agency: str) -> None:
    assert AgencyStream(agency).refusal("LeadAgencyChanged") == "ACCEPTED"


@pytest.mark.parametrize(("size", "rules"), [(1, set()), (0, {"NOT_POSITIVE"})])
def test_a_household_has_someone_in_it(size: int, rules: set[str]) -> None:
    assert standing_rules(valid_body("AssessmentCompleted", household_size=size)) == rules


@pytest.mark.parametrize(
    ("version", "outcome"),
    [(0, "VERSION_NOT_NEXT"), (1, "ALREADY_DRAFTED"), (2, "ACCEPTED"), (3, "VERSION_NOT_NEXT")],
)
def test_versions_count_up_one_by_one(team: AgencyStream, version: int, outcome: str) -> None:
    assert team.refusal("PlanDrafted", plan_version=version) == outcome


def test_the_first_version_is_one() -> None:
    assert AgencyStream("CT-1").refusal("PlanDrafted", plan_version=2) == "VERSION_NOT_NEXT"


def test_a_draft_may_be_corrected(team: AgencyStream) -> None:
    assert team.refusal("PlanDrafted", plan_version=1, revises=True) == "ACCEPTED"


def test_a_person_agrees_once_to_a_version_that_names_them(team: AgencyStream) -> None:
    agreement = {"plan_version": 1, "at": day(2)}
    assert team.refusal("PlanAgreed", **{**agreement, "plan_version": 2}) == "NOT_DRAFTED_BY_YOU"
    assert team.refusal("PlanAgreed", person=OTHER_PERSON, **agreement) == "NOT_A_SUBJECT"
    assert team.refusal("PlanAgreed", **agreement) == "ACCEPTED"
    assert team.refusal("PlanAgreed", **agreement) == "ALREADY_AGREED"
    assert team.refusal("PlanAgreed", revises=True, **agreement) == "ACCEPTED"


def test_an_agreement_to_a_replaced_version_is_only_late(team: AgencyStream) -> None:
    team.say("PlanDrafted", plan_version=2, subject_consents=CONSENTS, at=day(10))
    assert team.refusal("PlanAgreed", plan_version=1, at=day(11)) == "ALREADY_REPLACED"
    assert team.refusal("PlanAgreed", plan_version=1, at=day(9)) == "ACCEPTED"
    assert team.refusal("PlanAgreed", plan_version=2, at=day(11)) == "ACCEPTED"


def test_the_municipality_decides_a_version_once() -> None:
    desk = AgencyStream("MU-1")
    desk.say("SupportDecided", plan_version=1, decision_no="1")
    again = {"plan_version": 1, "decision_no": "2"}
    assert desk.refusal("SupportDecided", **again) == "ALREADY_DECIDED"
    assert desk.refusal("SupportDecided", revises=True, **again) == "ACCEPTED"
    assert desk.refusal("SupportDecided", plan_version=2, decision_no="3") == "ACCEPTED"


def test_without_a_version_the_number_tells_decisions_apart() -> None:
    desk = AgencyStream("MU-1")
    desk.say("SupportDecided", plan_version=None, decision_no="1")
    assert desk.refusal("SupportDecided", plan_version=None, decision_no="2") == "ACCEPTED"
    assert desk.refusal("SupportDecided", plan_version=None, decision_no="1") == "ALREADY_DECIDED"


@pytest.mark.parametrize("name", ["MonitoringRecorded", "EvaluationRecorded"])
def test_the_team_follows_its_own_plans_and_others_any(team: AgencyStream, name: str) -> None:
    assert team.refusal(name) == "ACCEPTED"
    assert AgencyStream("CT-1").refusal(name) == "NOT_DRAFTED_BY_YOU"
    assert AgencyStream("JIR-1").refusal(name) == "ACCEPTED"
