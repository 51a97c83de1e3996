"""緊急閲覧: few fields, limited in time, reviewed by another person (threat 20; S12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.times import to_micros
from schemas.uuids import uuid_text
from tests.plain_events import consulted, household_formed, plain_event, registered
from tests.reading_town import MORNING, ReadingTown, reading_town
from tests.samples import sample_uuid

NOBODY = uuid_text(sample_uuid("nobody"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(autouse=True)
def _morning(town: ReadingTown) -> None:
    town.clock.set(MORNING)


@pytest.fixture(scope="module")
def person(town: ReadingTown) -> str:
    """HOK-1's client, whom no other agency may see; with a diagnosis in the assessment."""
    receipt = town.send(registered("HOK-1", "p-1", "渡邊 花子"))
    consultation = town.send(consulted("HOK-1", "p-1"))
    town.send(household_formed("HOK-1", "p-1"))
    town.send(assessed("p-1", consultation.case_id))
    town.settle()
    return receipt.persons[0].person_ref


@pytest.fixture(scope="module")
def abused(town: ReadingTown) -> str:
    """Somebody of whom nothing is known but in the compartment ABUSE_DV."""
    event = registered("HOK-1", "p-2", "佐藤 梅子")
    event["envelope"] |= {"compartment": "COMPARTMENT_ABUSE_DV", "legalBasis": "OWN"}
    receipt = town.send(event)
    town.settle()
    return receipt.persons[0].person_ref


def assessed(person: str, case_id: str) -> Any:
    finding = {
        "person": {"sourcePersonId": person},
        "fieldCode": "DIAGNOSIS",
        "text": "てんかん",
    }
    plan = {**finding, "fieldCode": "FINANCE", "text": "年金のみ"}
    issues = {"person": {"sourcePersonId": person}, "issues": ["HEALTH_DISABILITY"]}
    payload = {
        "sheetVersion": "1",
        "householdSize": 1,
        "issuesByPerson": [issues],
        "findings": [finding, plan],
    }
    return plain_event("HOK-1", "assessmentCompleted", "assessment-1", payload, caseId=case_id)


def ask(person: str, *codes: str, **changes: Any) -> query_pb2.BreakGlassRequest:
    """A valid request, but for the changes."""
    fields = {"reason": "LIFE", "explanation": "意識がないと救急から電話", **changes}
    return query_pb2.BreakGlassRequest(person_ref=person, field_codes=codes, **fields)


def again(person: str, used: query_pb2.BreakGlassAnswer, *codes: str) -> Any:
    return query_pb2.BreakGlassRequest(
        person_ref=person, field_codes=codes, break_glass_id=used.break_glass_id
    )


def said(answer: query_pb2.BreakGlassAnswer) -> dict[str, str]:
    return {value.field: value.value for value in answer.values}


def test_it_opens_the_fields_that_were_asked_for_and_is_recorded_first(
    town: ReadingTown, person: str
) -> None:
    before = len(town.frames())
    answer = town.ask("CT-1", "BreakGlass", ask(person, "DIAGNOSIS", minutes=30), user="u-31")

    (used,) = town.trail()[before:]
    assert said(answer) == {"DIAGNOSIS": "てんかん"}
    assert answer.expires_at.ToMicroseconds() == to_micros(MORNING + timedelta(minutes=30))
    assert used["envelope"]["event_type"] == "BreakGlassUsed"
    assert (used["viewer"], used["viewer_agency"], used["reason"]) == ("u-31", "CT-1", "LIFE")
    assert (used["basis"], used["field_codes"]) == ("LIFE_BODY", ["DIAGNOSIS"])
    assert uuid_text(used["break_glass_id"]) == answer.break_glass_id
    assert [uuid_text(each) for each in used["subjects"]] == [person]
    assert {ground["basis"] for ground in used["grounds"]} == {"LIFE_BODY"}


def test_name_and_household_are_told_without_naming_anyone_else(
    town: ReadingTown, person: str
) -> None:
    answer = town.ask("CT-1", "BreakGlass", ask(person, "IDENTITY", "HOUSEHOLD"))

    assert said(answer)["IDENTITY"] == "氏名 渡邊 花子"
    assert said(answer)["HOUSEHOLD"].startswith("世帯主、1人世帯")


def test_what_is_never_needed_in_an_emergency_cannot_be_asked_for(
    town: ReadingTown, person: str
) -> None:
    code, details, _ = town.refusal("CT-1", "BreakGlass", ask(person, "FINANCE"))

    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, "field_codes")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "CURIOSITY"}, "reason"),
        ({"explanation": "  "}, "explanation"),
        ({"explanation": "長" * 501}, "explanation"),
        ({"explanation": "番号は 123456789018"}, "explanation"),
        ({"minutes": 241}, "minutes"),
        ({"minutes": -1}, "minutes"),
        ({"break_glass_id": "x"}, "break_glass_id"),
    ],
)
def test_a_break_glass_needs_a_reason_in_words_and_an_end(
    town: ReadingTown, person: str, changes: dict[str, Any], field: str
) -> None:
    before = len(town.frames())
    code, details, _ = town.refusal("CT-1", "BreakGlass", ask(person, "DIAGNOSIS", **changes))

    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, field)
    assert len(town.frames()) == before


def test_it_lasts_four_hours_where_nothing_is_said(town: ReadingTown, person: str) -> None:
    answer = town.ask("CT-1", "BreakGlass", ask(person, "DIAGNOSIS"))

    assert answer.expires_at.ToMicroseconds() == to_micros(MORNING + timedelta(hours=4))


def test_compartments_stay_shut_and_look_like_nobody(
    town: ReadingTown, person: str, abused: str
) -> None:
    before = len(town.frames())
    seen = [town.refusal("CT-1", "BreakGlass", ask(each, "IDENTITY")) for each in (NOBODY, abused)]

    absent, hidden = town.frames()[before:]
    assert seen[0] == seen[1] == (grpc.StatusCode.NOT_FOUND, "no result", ())
    assert len(absent) == len(hidden)
    kinds = [each["envelope"]["event_type"] for each in town.trail()[before:]]
    reasons = [each["reason"] for each in town.trail()[before:]]
    assert (kinds, reasons) == (["AccessDenied"] * 2, ["NO_RESULT", "PROTECTED"])


def test_it_is_read_again_by_the_same_person_until_it_expires(
    town: ReadingTown, person: str
) -> None:
    used = town.ask("CT-1", "BreakGlass", ask(person, "DIAGNOSIS", "IDENTITY", minutes=60))
    town.clock.set(MORNING + timedelta(minutes=59))
    once_more = town.ask("CT-1", "BreakGlass", again(person, used, "DIAGNOSIS"))

    viewing = town.trail()[-1]
    assert said(once_more) == {"DIAGNOSIS": "てんかん"}
    assert once_more.expires_at == used.expires_at
    assert (viewing["envelope"]["event_type"], viewing["basis"]) == ("RecordViewed", "LIFE_BODY")
    cited = {uuid_text(ground["break_glass_id"]) for ground in viewing["grounds"]}
    assert cited == {used.break_glass_id}

    town.clock.set(MORNING + timedelta(minutes=60))
    code, details, _ = town.refusal("CT-1", "BreakGlass", again(person, used))
    assert (code, details) == (grpc.StatusCode.NOT_FOUND, "no result")


@pytest.mark.parametrize(
    ("agency", "user", "codes"),
    [("CT-1", "u-2", ()), ("JIR-1", "u-1", ()), ("CT-1", "u-1", ("IDENTITY",))],
)
def test_nobody_else_reads_it_again_and_nothing_more(
    town: ReadingTown, person: str, agency: str, user: str, codes: tuple[str, ...]
) -> None:
    used = town.ask("CT-1", "BreakGlass", ask(person, "DIAGNOSIS"))
    code, _, _ = town.refusal(agency, "BreakGlass", again(person, used, *codes), user=user)

    assert code == grpc.StatusCode.NOT_FOUND
    assert town.trail()[-1]["envelope"]["event_type"] == "AccessDenied"


def test_another_person_of_the_municipality_reviews(town: ReadingTown, person: str) -> None:
    used = town.ask("MU-1", "BreakGlass", ask(person, "DIAGNOSIS"), user="u-5")
    town.settle()
    (task,) = due(town, used.break_glass_id)
    assert (task.viewer, task.viewer_agency, task.reason) == ("u-5", "MU-1", "LIFE")
    assert (list(task.field_codes), task.explanation) == (
        *(["DIAGNOSIS"],),
        "意識がないと救急から電話",
    )

    own = review(used.break_glass_id)
    code, details, _ = town.refusal("MU-1", "ReviewBreakGlass", own, user="u-5")
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert "another person reviews" in details
    town.settle()
    assert due(town, used.break_glass_id)

    town.ask("MU-1", "ReviewBreakGlass", own, user="u-6")
    town.settle()
    assert due(town, used.break_glass_id) == []
    code, _, _ = town.refusal("MU-1", "ReviewBreakGlass", own, user="u-6")
    assert code == grpc.StatusCode.FAILED_PRECONDITION


def test_nobody_but_the_municipality_reviews(town: ReadingTown, person: str) -> None:
    used = town.ask("CT-1", "BreakGlass", ask(person, "DIAGNOSIS"))
    request = review(used.break_glass_id)

    for agency in ("CT-1", "AU-1"):
        code, _, _ = town.refusal(agency, "ReviewBreakGlass", request, user="u-9")
        assert code == grpc.StatusCode.PERMISSION_DENIED
        assert town.trail()[-1]["reason"] == "NOT_PERMITTED"
    tasks = query_pb2.BreakGlassesToReviewRequest()
    assert town.refusal("CT-1", "BreakGlassesToReview", tasks)[0] == (
        grpc.StatusCode.PERMISSION_DENIED
    )


def test_what_was_never_used_cannot_be_reviewed(town: ReadingTown) -> None:
    code, _, _ = town.refusal("MU-1", "ReviewBreakGlass", review(NOBODY))

    assert code == grpc.StatusCode.NOT_FOUND


def review(break_glass_id: str) -> query_pb2.ReviewBreakGlassRequest:
    return query_pb2.ReviewBreakGlassRequest(break_glass_id=break_glass_id, verdict="APPROVED")


def due(town: ReadingTown, break_glass_id: str) -> list[query_pb2.BreakGlassToReview]:
    """The auditor's list, that one only."""
    answer = town.ask("AU-1", "BreakGlassesToReview", query_pb2.BreakGlassesToReviewRequest())
    return [task for task in answer.tasks if task.break_glass_id == break_glass_id]
