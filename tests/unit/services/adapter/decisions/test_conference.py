"""Conferences and council cases, as their host's stream knows them."""

from __future__ import annotations

import pytest

from schemas.times import to_micros
from tests.samples import sample_uuid
from tests.valid_events import AgencyStream, day, standing_rules, valid_body

CONFERENCE = {
    "legal_basis": "SUPPORT_CONFERENCE",
    "compartment": "SUPPORT_CONF",
    "conference_id": sample_uuid("conference_id"),
    "council_case_id": None,
}
COUNCIL = {
    "legal_basis": "CHILD_COUNCIL",
    "compartment": "CHILD_COUNCIL",
    "council_case_id": sample_uuid("council_case_id"),
    "conference_id": None,
}
TOLD = pytest.mark.parametrize("name", ["InformationRequested", "InformationProvided"])


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"members": ["MU-1", "HOK-1"], "confidentiality_acks": ["HOK-1"]}, set()),
        ({"members": ["CT-1", "HOK-1"], "confidentiality_acks": ["HOK-1"]}, {"HOST_NOT_A_MEMBER"}),
        ({"members": ["MU-1", "MU-1"], "confidentiality_acks": ["MU-1"]}, {"MEMBERS_TOO_FEW"}),
        ({"members": ["MU-1", "HOK-1"], "confidentiality_acks": ["CT-1"]}, {"NOT_A_MEMBER"}),
        ({"closes_at": None}, set()),
        ({"closes_at": to_micros(day(1, 9))}, {"CLOSES_BEFORE_CONVENED"}),
    ],
)
def test_what_a_support_conference_needs(fields: dict[str, object], rules: set[str]) -> None:
    assert standing_rules(valid_body("SupportConferenceConvened", at=day(1, 9), **fields)) == rules


@pytest.mark.parametrize(
    ("agency", "name", "rule"),
    [
        ("MU-1", "SupportConferenceConvened", "ALREADY_CONVENED"),
        ("CT-1", "MultilayerConferenceConvened", "ALREADY_CONVENED"),
        ("KOD-1", "ChildCouncilRegistered", "ALREADY_REGISTERED"),
    ],
)
def test_one_id_is_one_conference(agency: str, name: str, rule: str) -> None:
    host = AgencyStream(agency)
    host.say(name)
    assert host.refusal(name) == rule
    assert host.refusal(name, revises=True) == "ACCEPTED"


@TOLD
def test_the_host_of_a_support_conference_asks_its_members(name: str) -> None:
    host = AgencyStream("MU-1")
    host.say("SupportConferenceConvened", members=["MU-1", "HOK-1"], closes_at=None)
    assert host.refusal(name, to=["HOK-1"], **CONFERENCE) == "ACCEPTED"
    assert host.refusal(name, to=["HOK-1", "CT-1"], **CONFERENCE) == "NOT_A_MEMBER"


@TOLD
def test_the_host_of_a_council_case_asks_its_members(name: str) -> None:
    host = AgencyStream("KOD-1")
    host.say("ChildCouncilRegistered", members=["KOD-1", "SHO-1"])
    assert host.refusal(name, to=["SHO-1"], **COUNCIL) == "ACCEPTED"
    assert host.refusal(name, to=["JIR-1"], **COUNCIL) == "NOT_A_MEMBER"


def test_a_member_provides_into_a_conference_it_does_not_host() -> None:
    assert AgencyStream("ENV-1").refusal("InformationProvided", to=["CT-1"]) == "ACCEPTED"


@TOLD
def test_what_was_told_before_the_closing_may_arrive_after_it(name: str) -> None:
    host = AgencyStream("MU-1")
    closes = to_micros(day(5))
    host.say("SupportConferenceConvened", members=["MU-1", "HOK-1"], closes_at=closes)
    told = {"to": ["HOK-1"], **CONFERENCE}
    assert host.refusal(name, at=day(6), **told) == "ALREADY_CLOSED"
    assert host.refusal(name, at=day(5), **told) == "ACCEPTED"
