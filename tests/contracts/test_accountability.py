"""Why somebody sees a record, and who looked at one's own: V4 and V7 hold here too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.contracts.consoles import asked
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

NOWHERE = uuid_text(sample_uuid("nowhere"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def case(town: ReadingTown) -> str:
    """HOK-1's, which a consent opens to CT-1; nobody has looked at it yet."""
    _, case = asked(town, "accounted for", "藤本 実")
    town.settle()
    return case


def household(town: ReadingTown, agency: str, case: str) -> Any:
    found = town.ask(agency, "Households.Get", query_pb2.GetHouseholdRequest(case_id=case))
    town.settle()
    return found


def looked(town: ReadingTown, agency: str, case: str) -> list[Any]:
    request = query_pb2.CaseViewingsRequest(case_id=case)
    return list(town.ask(agency, "Accountability.Viewings", request).viewings)


def test_what_is_shown_is_shown_by_the_rule_and_the_consent_that_it_names(
    town: ReadingTown, case: str
) -> None:
    shown = household(town, "CT-1", case)
    entry = next(e for e in shown.timeline if e.event_type == "ConsultationReceived")
    request = query_pb2.WhyRequest(case_id=case, event_id=entry.event_id)
    why = town.ask("CT-1", "Accountability.Why", request)
    assert {one.consent_id for one in why.decisions} == {shown.consents[0].consent_id}
    assert all(one.allowed and one.ja and one.en for one in why.decisions)
    own = town.ask("HOK-1", "Accountability.Why", request)
    assert {one.consent_id for one in own.decisions} == {""}


def test_what_is_not_shown_has_no_reason_and_leaves_a_trace(town: ReadingTown, case: str) -> None:
    shown = household(town, "HOK-1", case)
    for agency, event in (("JIR-1", shown.timeline[0].event_id), ("HOK-1", NOWHERE)):
        request = query_pb2.WhyRequest(case_id=case, event_id=event)
        with pytest.raises(grpc.RpcError) as refused:
            town.ask(agency, "Accountability.Why", request)
        assert refused.value.code() == grpc.StatusCode.NOT_FOUND
        last = town.trail()[-1]
        assert (last["envelope"]["event_type"], last["viewer_agency"]) == ("AccessDenied", agency)


def test_an_agency_knows_who_looked_at_its_own_records(town: ReadingTown, case: str) -> None:
    household(town, "CT-1", case)
    theirs = [one for one in looked(town, "HOK-1", case) if one.viewer_agency == "CT-1"]
    assert theirs
    assert {(one.viewer, tuple(one.bases)) for one in theirs} == {("", ("CONSENT",))}
    assert all(one.source_event_ids and one.field_codes for one in theirs)


def test_of_its_own_staff_it_knows_the_person(town: ReadingTown, case: str) -> None:
    household(town, "HOK-1", case)
    mine = [one for one in looked(town, "HOK-1", case) if one.viewer_agency == "HOK-1"]
    assert {one.viewer for one in mine} == {"u-1"}


def test_an_auditors_looking_is_not_told(town: ReadingTown, case: str) -> None:
    household(town, "AU-1", case)
    assert not {one.viewer_agency for one in looked(town, "HOK-1", case)} & {"AU-1", "SYS-1"}


def test_of_others_records_nothing_is_told(town: ReadingTown, case: str) -> None:
    household(town, "HOK-1", case)
    assert not looked(town, "CT-1", case)
    with pytest.raises(grpc.RpcError) as refused:
        looked(town, "JIR-1", case)
    assert refused.value.code() == grpc.StatusCode.NOT_FOUND
