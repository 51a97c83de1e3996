"""Legal basis, the id it cites, and the compartment it may lie in."""

from __future__ import annotations

import pytest

from schemas.catalogue import catalogue
from tests.samples import sample_uuid
from tests.valid_events import standing_rules, valid_body

BASES = (
    "UNKNOWN",
    "OWN",
    "CONSENT",
    "SUPPORT_CONFERENCE",
    "CHILD_COUNCIL",
    "ABUSE_DUTY",
    "LIFE_BODY",
    "AUDIT",
    "NONE",
)
COMPARTMENTS = (
    "UNKNOWN",
    "AGENCY",
    "CONSENT",
    "SUPPORT_CONF",
    "CHILD_COUNCIL",
    "ABUSE_DV",
    "PROTECTED",
    "NONE",
)
# A lawyer's table: every pair that may be, and no other.
FITTING = {
    ("OWN", "AGENCY"),
    ("OWN", "ABUSE_DV"),
    ("OWN", "PROTECTED"),
    ("CONSENT", "CONSENT"),
    ("CONSENT", "ABUSE_DV"),
    ("CONSENT", "PROTECTED"),
    ("SUPPORT_CONFERENCE", "SUPPORT_CONF"),
    ("SUPPORT_CONFERENCE", "ABUSE_DV"),
    ("SUPPORT_CONFERENCE", "PROTECTED"),
    ("CHILD_COUNCIL", "CHILD_COUNCIL"),
    ("CHILD_COUNCIL", "ABUSE_DV"),
    ("CHILD_COUNCIL", "PROTECTED"),
    ("ABUSE_DUTY", "ABUSE_DV"),
    ("ABUSE_DUTY", "PROTECTED"),
    ("LIFE_BODY", "AGENCY"),
    ("LIFE_BODY", "ABUSE_DV"),
    ("LIFE_BODY", "PROTECTED"),
    ("AUDIT", "NONE"),
    ("NONE", "NONE"),
}
NEEDS = {
    "CONSENT": "consent_id",
    "SUPPORT_CONFERENCE": "conference_id",
    "CHILD_COUNCIL": "council_case_id",
}
OF_THIS_FILE = {
    "BASIS_REQUIRED",
    "BASIS_NOT_ALLOWED",
    "COMPARTMENT_REQUIRED",
    "COMPARTMENT_MISMATCH",
}


@pytest.mark.parametrize("compartment", COMPARTMENTS)
@pytest.mark.parametrize("basis", BASES)
def test_basis_and_compartment_fit_for_every_event_type(basis: str, compartment: str) -> None:
    for name in catalogue().names():
        body = valid_body(
            name,
            legal_basis=basis,
            compartment=compartment,
            consent_id=sample_uuid("c"),
            conference_id=sample_uuid("c"),
            council_case_id=sample_uuid("c"),
        )
        expected = set()
        if basis == "UNKNOWN":
            expected.add("BASIS_REQUIRED")
        elif basis not in catalogue().latest(name).bases:
            expected.add("BASIS_NOT_ALLOWED")
        if compartment == "UNKNOWN":
            expected.add("COMPARTMENT_REQUIRED")
        elif basis != "UNKNOWN" and (basis, compartment) not in FITTING:
            expected.add("COMPARTMENT_MISMATCH")
        broken = standing_rules(body) & OF_THIS_FILE
        if name in ("AddressProtectionApplied", "AddressProtectionLifted"):
            broken, expected = (
                broken - {"COMPARTMENT_MISMATCH"},
                expected - {"COMPARTMENT_MISMATCH"},
            )
        assert broken == expected, name


@pytest.mark.parametrize("name", catalogue().names())
def test_a_basis_cites_the_id_it_needs(name: str) -> None:
    event = catalogue().latest(name)
    for basis in event.bases & set(NEEDS):
        cited = NEEDS[basis]
        compartment = "SUPPORT_CONF" if basis == "SUPPORT_CONFERENCE" else basis
        body = valid_body(name, legal_basis=basis, compartment=compartment)
        body["envelope"] |= {cited: None}
        may_wait = basis == "SUPPORT_CONFERENCE" and event.conference == "optional"
        missing = "BASIS_ID_REQUIRED" in standing_rules(body)
        assert missing == (event.own_id != cited and not may_wait)
        body["envelope"] |= {cited: body[cited] if event.own_id == cited else sample_uuid("given")}
        assert "BASIS_ID_REQUIRED" not in standing_rules(body)


def test_an_event_about_a_consent_cites_no_other() -> None:
    body = valid_body("ConsentGranted", consent_id=sample_uuid("this one"))
    body["consent_id"] = sample_uuid("this one")
    assert standing_rules(body) == set()
    body["consent_id"] = sample_uuid("another")
    assert standing_rules(body) == {"OWN_ID_MISMATCH"}


def test_outreach_may_begin_before_any_conference() -> None:
    body = valid_body(
        "OutreachTargetIdentified", legal_basis="SUPPORT_CONFERENCE", compartment="SUPPORT_CONF"
    )
    body["envelope"]["consent_id"] = None
    assert standing_rules(body) == set()
