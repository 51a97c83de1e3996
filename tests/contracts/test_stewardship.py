"""The steward's desk over the wire: candidates, a wrong link undone, who was exposed (I5; S8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.contracts.stewarding import candidates, hanako, propose, said_of
from tests.plain_events import consulted, plain_event
from tests.reading_town import MORNING, ReadingTown, reading_town
from tests.samples import sample_uuid

NOBODY = uuid_text(sample_uuid("nobody"))


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        town.clock.set(MORNING)
        yield town


def test_candidates_come_in_pages_with_what_speaks_for_and_against(town: ReadingTown) -> None:
    refs = [hanako(town, agency, f"p-{agency}") for agency in ("HOK-1", "JIR-1", "CT-1")]
    propose(town)
    first = candidates(town, limit=2)
    rest = candidates(town, limit=2, after=first.next)
    assert (len(first.candidates), len(rest.candidates), rest.next) == (2, 1, "")
    ids = [each.candidate_id for each in (*first.candidates, *rest.candidates)]
    assert ids == sorted(ids)
    assert {ref for each in first.candidates for ref in each.person_refs} <= set(refs)
    one = first.candidates[0]
    assert one.score_permille == sum(each.permille for each in one.evidence) >= 700
    assert {each.attribute: each.kind for each in one.evidence}["NAME"] == "EQUAL"
    viewing = town.trail()[-1]
    assert viewing["envelope"]["event_type"] == "RecordViewed"
    assert (viewing["viewer_agency"], viewing["reason"]) == ("ST-1", "STEWARDSHIP")
    assert {uuid_text(one) for one in viewing["subjects"]} == set(rest.candidates[0].person_refs)


def test_what_is_decided_or_flagged_is_on_the_list_no_more(town: ReadingTown) -> None:
    one, other = (hanako(town, agency, f"p-{agency}") for agency in ("HOK-1", "JIR-1"))
    propose(town)
    assert len(candidates(town).candidates) == 1
    link = uuid_text(sample_uuid("by hand"))
    said_of(town, "personLinkConfirmed", link, [one, other], reason="CONFIRMED_BY_PERSON")
    town.settle()
    assert len(candidates(town).candidates) == 0
    third = hanako(town, "CT-1", "p-3")
    propose(town)
    shown = {ref for each in candidates(town).candidates for ref in each.person_refs}
    assert shown == {one, other, third}
    flagged = consulted("JIR-1", "p-JIR-1", compartment="COMPARTMENT_ABUSE_DV")
    town.send(flagged)
    town.settle()
    assert len(candidates(town).candidates) == 0


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        ("Candidates", query_pb2.ListCandidatesRequest()),
        ("Waiting", query_pb2.ListWaitingRequest()),
        ("Exposures", query_pb2.ListExposuresRequest(link_id=NOBODY)),
    ],
)
def test_nobody_but_steward_and_auditor_is_answered(
    town: ReadingTown, call: str, request_: Any
) -> None:
    before = len(town.trail())
    code, _, _ = town.refusal("HOK-1", f"Stewardship.{call}", request_)
    (denied,) = town.trail()[before:]
    assert code is grpc.StatusCode.PERMISSION_DENIED
    assert denied["envelope"]["event_type"] == "AccessDenied"
    assert denied["reason"] == "NOT_PERMITTED"


def test_a_link_nobody_made_gives_no_result(town: ReadingTown) -> None:
    asked = query_pb2.ListExposuresRequest(link_id=NOBODY)
    code, details, _ = town.refusal("AU-1", "Stewardship.Exposures", asked)
    assert (code, details) == (grpc.StatusCode.NOT_FOUND, "no result")


def consented(agency: str, person: str, agencies: list[str]) -> Any:
    payload = {
        "consentId": uuid_text(sample_uuid(f"consent {person}")),
        "person": {"sourcePersonId": person},
        "grantor": "SELF",
        "agencies": agencies,
        "fieldCodes": ["IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY", "SERVICES", "PLAN"],
        "purposes": ["COORDINATION"],
        "method": "WRITTEN",
    }
    ground = {"legalBasis": "CONSENT", "compartment": "COMPARTMENT_CONSENT"}
    return plain_event(agency, "consentGranted", f"consent-{person}", payload, **ground)


def get(town: ReadingTown, agency: str, ref: str, user: str) -> query_pb2.Household:
    asked = query_pb2.GetHouseholdRequest(person_ref=ref)
    household: query_pb2.Household = town.ask(agency, "Get", asked, user=user)
    return household


def assessed(town: ReadingTown, case_id: str, ref: str, link: str) -> str:
    """CT-1 assesses the merged record."""
    issues = {"person": {"personRef": ref}, "issues": ["DEBT"]}
    payload = {"sheetVersion": "1", "householdSize": 1, "issuesByPerson": [issues]}
    event = plain_event(
        "CT-1",
        "assessmentCompleted",
        "assessment",
        payload,
        caseId=case_id,
        persons=[{"personRef": ref}],
        viaLinkIds=[link],
    )
    return town.send(event).event_id


def test_a_wrong_link_tells_who_saw_what_because_of_it(town: ReadingTown) -> None:
    """Scenario S8: HOK-1 had no ground to see the other woman, CT-1 had one for both."""
    pa, pb = hanako(town, "HOK-1", "pa"), hanako(town, "JIR-1", "pb")
    town.send(consulted("HOK-1", "pa"))
    case_id = town.send(consulted("JIR-1", "pb")).case_id
    town.send(consented("HOK-1", "pa", ["HOK-1", "JIR-1", "CT-1"]))
    town.send(consented("JIR-1", "pb", ["JIR-1", "CT-1"]))
    link = uuid_text(sample_uuid("wrong link"))
    said_of(town, "personLinkConfirmed", link, [pa, pb], reason="WEAK_MATCH")
    town.settle()
    merged = get(town, "HOK-1", pa, "u-17")
    assert case_id in {case.case_id for case in merged.cases}
    get(town, "CT-1", pb, "u-31")
    written = assessed(town, case_id, pa, link)
    town.settle()
    get(town, "JIR-1", pb, "u-2")
    town.clock.advance(timedelta(hours=6))
    said_of(town, "personLinkRevoked", link, [pa, pb], reason="WRONG_PERSON")
    town.settle()

    asked = query_pb2.ListExposuresRequest(link_id=link)
    page = town.ask("ST-1", "Stewardship.Exposures", asked)
    verdicts = {(each.viewer_agency, each.viewer): each for each in page.exposures}
    wrong = verdicts["HOK-1", "u-17"]
    assert (wrong.verdict, list(wrong.person_refs)) == ("UNAUTHORISED", [pb])
    assert verdicts["CT-1", "u-31"].verdict == "MISATTRIBUTED"
    assert len(page.exposures) == 3
    assert page.linked_at < page.revoked_at
    again = town.ask("AU-1", "Stewardship.Exposures", asked)
    assert list(again.exposures) == list(page.exposures), "reading the list exposes nobody"

    waiting = town.ask("ST-1", "Stewardship.Waiting", query_pb2.ListWaitingRequest()).events
    assert [(each.event_id, each.link_id) for each in waiting] == [(written, link)]
    payload = {
        "linkId": link,
        "subjectEventId": written,
        "toPerson": {"personRef": pb},
        "reason": "WRONG_PERSON",
    }
    town.send(plain_event("ST-1", "eventReattributed", "given", payload))
    town.settle()
    assert not town.ask("ST-1", "Stewardship.Waiting", query_pb2.ListWaitingRequest()).events
