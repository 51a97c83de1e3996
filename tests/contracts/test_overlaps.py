"""支援の重なり over the wire: ids and counts to the municipal desk, nothing to anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.plain_events import HOUSEHOLD, consulted, household_formed, plain_event, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

LIST = "Overlaps.List"
EVERYTHING = query_pb2.ListOverlapsRequest()


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    """One woman, a client of HOK-1 and of JIR-1, which know nothing of each other."""
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        refs = [
            town.send(registered(agency, person, "渡邊 花子")).persons[0].person_ref
            for agency, person in (("HOK-1", "h-1"), ("JIR-1", "j-1"))
        ]
        town.send(household_formed("HOK-1", "h-1"))
        town.send(consulted("HOK-1", "h-1"))
        town.send(consulted("JIR-1", "j-1"))
        town.send(linked(refs))
        town.settle()
        yield town


def linked(refs: list[str]) -> Any:
    payload = {
        "linkId": uuid_text(sample_uuid("link")),
        "refs": [{"personRef": ref} for ref in refs],
        "reason": "CONFIRMED_BY_PERSON",
    }
    return plain_event("ST-1", "personLinkConfirmed", "link", payload)


def convened(case_id: str) -> Any:
    """What the desk does about it: a support conference of the two."""
    conference = uuid_text(sample_uuid("conference"))
    members = ["MU-1", "HOK-1", "JIR-1"]
    payload = {"conferenceId": conference, "members": members, "confidentialityAcks": members}
    return plain_event(
        "MU-1",
        "supportConferenceConvened",
        "conference",
        payload,
        caseId=case_id,
        conferenceId=conference,
        legalBasis="SUPPORT_CONFERENCE",
        compartment="COMPARTMENT_SUPPORT_CONF",
    )


@pytest.mark.parametrize(
    ("agency", "role", "basis"),
    [("MU-1", "MU", "NONE"), ("MU-1", "RESTRICTED", "NONE"), ("AU-1", "AU", "AUDIT")],
)
def test_the_desk_and_the_auditor_see_ids_and_counts(
    town: ReadingTown, agency: str, role: str, basis: str
) -> None:
    before = len(town.trail())
    page = town.ask(agency, LIST, EVERYTHING, role=role)

    (one,) = page.overlaps
    assert (one.household_id, one.agencies, one.cases) == (HOUSEHOLD, 2, 2)
    assert (one.since, page.total, page.next) == ("2026-06-01", 1, "")
    (viewing,) = town.trail()[before:]
    assert viewing["envelope"]["event_type"] == "RecordViewed"
    assert (viewing["viewer_agency"], viewing["reason"], viewing["basis"]) == (
        *(agency, "CASE_WORK"),
        basis,
    )
    for naming in ("subjects", "subject_cases", "source_event_ids", "field_codes", "grounds"):
        assert viewing[naming] == []


@pytest.mark.parametrize(
    ("agency", "role"),
    [("HOK-1", "HOK"), ("JIR-1", "JIR"), ("CT-1", "CT"), ("ST-1", "ST"), ("MU-1", "MEMBER")],
)
def test_the_agencies_learn_nothing(town: ReadingTown, agency: str, role: str) -> None:
    frames = len(town.frames())
    refused = town.refusal(agency, LIST, EVERYTHING, role=role)

    assert refused == (grpc.StatusCode.NOT_FOUND, "no result", ())
    (denied,) = town.trail()[frames:]
    assert denied["envelope"]["event_type"] == "AccessDenied"
    assert denied["reason"] == "NO_RESULT"


def test_answers_and_denials_are_of_one_length(town: ReadingTown) -> None:
    frames = len(town.frames())
    town.ask("MU-1", LIST, EVERYTHING)
    town.refusal("HOK-1", LIST, EVERYTHING)
    answered, denied = town.frames()[frames:]
    assert len(answered) == len(denied)


def test_a_support_conference_of_the_two_ends_the_overlap(town: ReadingTown) -> None:
    asked = query_pb2.GetHouseholdRequest(household_id=HOUSEHOLD)
    case_id = town.ask("AU-1", "Get", asked).cases[0].case_id
    assert town.ask("MU-1", LIST, EVERYTHING).total == 1
    town.send(convened(case_id))
    town.settle()
    page = town.ask("MU-1", LIST, EVERYTHING)
    assert (len(page.overlaps), page.total, page.next) == (0, 0, "")


@pytest.mark.parametrize("compartment", ["ABUSE_DV", "PROTECTED"])
def test_a_guarded_case_leaves_the_answer_byte_equal(town: ReadingTown, compartment: str) -> None:
    before = town.ask("MU-1", LIST, EVERYTHING).SerializeToString()
    guarded = consulted("JIR-1", "j-1", compartment=f"COMPARTMENT_{compartment}")
    guarded["envelope"]["sourceRecordId"] = "guarded"
    town.send(guarded)
    town.settle()
    assert town.ask("MU-1", LIST, EVERYTHING).SerializeToString() == before


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("limit", query_pb2.ListOverlapsRequest(limit=-1)),
        ("after", query_pb2.ListOverlapsRequest(after="the next one")),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_its_field(
    town: ReadingTown, field: str, request_: query_pb2.ListOverlapsRequest
) -> None:
    code, details, _ = town.refusal("MU-1", LIST, request_)
    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, field)
