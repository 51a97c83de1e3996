"""Protected addresses: guarded, one-sided, and binding the municipality's own statements."""

from __future__ import annotations

import pytest

from schemas.times import to_days
from tests.samples import OTHER_PERSON, PERSON, sample_uuid
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

MEASURES = pytest.mark.parametrize("name", ["AddressProtectionApplied", "AddressProtectionLifted"])
LEADING = ["ADDRESS", "PHONE", "EMAIL", "SCHOOL", "WORKPLACE"]
MISMATCH = "COMPARTMENT_MISMATCH"


@pytest.fixture
def desk() -> AgencyStream:
    stream = AgencyStream("MU-1")
    stream.say("AddressProtectionApplied", at=day(5), valid_until=to_days(day(25).date()))
    return stream


@MEASURES
def test_that_someone_is_protected_is_itself_kept_apart(name: str) -> None:
    assert standing_rules(valid_body(name, compartment="ABUSE_DV")) == set()
    assert standing_rules(valid_body(name, compartment="AGENCY")) == {MISMATCH}


@MEASURES
def test_nobody_is_protected_against_themselves(name: str) -> None:
    body = valid_body(name, persons=[PERSON, OTHER_PERSON], against=[OTHER_PERSON])
    assert standing_rules(body) == {"PROTECTED_AGAINST_SELF"}


@pytest.mark.parametrize(("until", "rules"), [(8, set()), (7, {"ENDS_BEFORE_START"})])
def test_a_protection_lasts_beyond_its_start(until: int, rules: set[str]) -> None:
    body = valid_body("AddressProtectionApplied", at=day(8), valid_until=to_days(day(until).date()))
    assert standing_rules(body) == rules


@pytest.mark.parametrize("attribute", LEADING)
@pytest.mark.parametrize("compartment", ["AGENCY", "ABUSE_DV"])
def test_what_leads_to_a_protected_person_lies_in_the_protected_compartment(
    desk: AgencyStream, attribute: str, compartment: str
) -> None:
    said = {"attribute": attribute, "at": day(6)}
    assert desk.refusal("AttributeAsserted", compartment=compartment, **said) == MISMATCH
    assert desk.refusal("AttributeAsserted", compartment="PROTECTED", **said) == "ACCEPTED"


def test_what_does_not_lead_to_the_person_is_free(desk: AgencyStream) -> None:
    assert desk.refusal("AttributeAsserted", attribute="NAME", at=day(6)) == "ACCEPTED"


def test_other_persons_are_free(desk: AgencyStream) -> None:
    other = {"attribute": "ADDRESS", "person": OTHER_PERSON, "at": day(6)}
    assert desk.refusal("AttributeAsserted", **other) == "ACCEPTED"


@pytest.mark.parametrize(
    ("number", "outcome"), [(4, "ACCEPTED"), (5, MISMATCH), (25, MISMATCH), (26, "ACCEPTED")]
)
def test_a_protection_holds_from_its_application_to_its_last_day(
    desk: AgencyStream, number: int, outcome: str
) -> None:
    assert desk.refusal("AttributeAsserted", attribute="ADDRESS", at=day(number)) == outcome


def test_a_lifted_protection_ends_and_a_renewed_one_goes_on(desk: AgencyStream) -> None:
    desk.say("AddressProtectionLifted", at=day(10), lifted_on=to_days(day(10).date()))
    address = {"attribute": "ADDRESS", "at": day(12)}
    assert desk.refusal("AttributeAsserted", **address) == "ACCEPTED"
    desk.say("AddressProtectionApplied", at=day(11), valid_until=to_days(day(20).date()))
    assert desk.refusal("AttributeAsserted", **address) == MISMATCH


def test_lifting_it_against_one_leaves_it_against_the_other() -> None:
    desk = AgencyStream("MU-1")
    against = [OTHER_PERSON, sample_uuid("second counterparty")]
    until = to_days(day(25).date())
    desk.say("AddressProtectionApplied", at=day(5), against=against, valid_until=until)
    desk.say("AddressProtectionLifted", against=[OTHER_PERSON], lifted_on=to_days(day(6).date()))
    address = {"attribute": "ADDRESS", "at": day(8)}
    assert desk.refusal("AttributeAsserted", **address) == MISMATCH


def test_a_protection_that_lies_in_another_stream_is_lifted_unknown() -> None:
    assert AgencyStream("MU-2").refusal("AddressProtectionLifted") == "ACCEPTED"
