"""To an auditor every decision is explained; to everybody else there is nothing to explain (V2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.times import to_micros
from schemas.uuids import uuid_text
from services.cli.endpoints import write_endpoints
from services.cli.main import run
from services.settings import HOME_VARIABLE
from tests.plain_consents import consent_id, consented, withdrawn
from tests.plain_events import MUNICIPALITY, consulted, plain_event, registered
from tests.reading_town import MORNING, ReadingTown, reading_town
from tests.samples import sample_uuid

NOBODY = uuid_text(sample_uuid("nobody"))
ROOM = uuid_text(sample_uuid("a room"))
WITHDRAWN = MORNING - timedelta(hours=1)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@dataclass(frozen=True)
class Known:
    """The ids of HOK-1's client, of her consultation and of what MU-1 heard in a conference."""

    person: str
    case: str
    consultation: str
    provided: str


@pytest.fixture(scope="module")
def known(town: ReadingTown) -> Known:
    """Her consent to JIR-1 was withdrawn at WITHDRAWN."""
    person = town.send(registered("HOK-1", "p-1", "渡邊 花子")).persons[0].person_ref
    consultation = town.send(consulted("HOK-1", "p-1"))
    town.send(consented("HOK-1", "p-1", "p-1", ["HOK-1", "JIR-1"]))
    town.send(withdrawn("HOK-1", "p-1", "p-1", WITHDRAWN.isoformat()))
    town.send(in_room("MU-1", "supportConferenceConvened", person, consultation.case_id, CONVENED))
    told = town.send(provided(person, consultation.case_id))
    town.settle()
    return Known(person, consultation.case_id, consultation.event_id, told.event_id)


CONVENED = {
    "conferenceId": ROOM,
    "members": ["MU-1", "HOK-1", "CT-1"],
    "confidentialityAcks": ["MU-1", "HOK-1", "CT-1"],
}


def provided(person: str, case_id: str) -> Any:
    content = {"person": {"personRef": person}, "fieldCode": "ISSUES", "text": "孤立している"}
    payload = {"fieldCodes": ["ISSUES"], "content": [content]}
    event = in_room("HOK-1", "informationProvided", person, case_id, payload)
    event["envelope"]["conferenceId"] = ROOM
    return event


def in_room(agency: str, name: str, person: str, case_id: str, payload: Any) -> Any:
    ground = {"legalBasis": "SUPPORT_CONFERENCE", "compartment": "COMPARTMENT_SUPPORT_CONF"}
    more = {"caseId": case_id, "persons": [{"personRef": person}]}
    return plain_event(agency, name, name, payload, **ground, **more)


def explain(town: ReadingTown, event_id: str, agency: str, **more: Any) -> query_pb2.Explanation:
    request = query_pb2.ExplainRequest(event_id=event_id, agency_id=agency, **more)
    answer: query_pb2.Explanation = town.ask("AU-1", "Explain", request, user="u-90")
    return answer


def test_each_field_is_explained_by_the_row_that_decides(town: ReadingTown, known: Known) -> None:
    own = explain(town, known.consultation, "HOK-1")

    assert {one.person_ref for one in own.decisions} == {known.person}
    assert {(one.rule, one.allowed) for one in own.decisions} == {("A-OWN", True)}
    assert {one.field_code for one in own.decisions} >= {"ISSUES", "NARRATIVE"}
    assert own.policy_version == "visibility v1"


def test_what_was_withdrawn_is_explained_at_any_instant(town: ReadingTown, known: Known) -> None:
    now = explain(town, known.consultation, "JIR-1")
    assert {one.reason for one in now.decisions} == {"CONSENT_WITHDRAWN"}
    assert {one.consent_id for one in now.decisions} == {consent_id("p-1")}

    request = query_pb2.ExplainRequest(event_id=known.consultation, agency_id="JIR-1")
    request.at.FromMicroseconds(to_micros(WITHDRAWN - timedelta(seconds=1)))
    before = town.ask("AU-1", "Explain", request).decisions
    shown = {one.field_code: one for one in before if one.allowed}
    assert (shown["ISSUES"].rule, shown["ISSUES"].consent_id) == ("A-CONSENT", consent_id("p-1"))
    assert "NARRATIVE" not in shown, "the consent does not name it"


def test_a_room_that_decided_is_cited_inside_and_outside(town: ReadingTown, known: Known) -> None:
    inside = explain(town, known.provided, "CT-1", workspace_id=ROOM)
    outside = explain(town, known.provided, "CT-1")
    other = explain(town, known.provided, "JIR-1")

    said = [(one.allowed, one.rule, one.conference_id) for one in inside.decisions]
    assert set(said) == {(True, "A-WORKSPACE", ROOM)}
    assert {(one.allowed, one.reason, one.conference_id) for one in outside.decisions} == {
        (False, "WORKSPACE_ONLY", ROOM)
    }
    assert {(one.allowed, one.conference_id) for one in other.decisions} == {(False, ROOM)}
    assert {one.council_case_id for one in inside.decisions} == {""}


def test_an_explanation_is_a_reading_of_the_auditor(town: ReadingTown, known: Known) -> None:
    explain(town, known.consultation, "JIR-1")

    viewed = town.trail()[-1]
    assert (viewed["viewer"], viewed["viewer_agency"], viewed["basis"]) == ("u-90", "AU-1", "AUDIT")
    assert [uuid_text(one) for one in viewed["subjects"]] == [known.person]
    assert [uuid_text(one) for one in viewed["subject_cases"]] == [known.case]
    assert [uuid_text(one) for one in viewed["source_event_ids"]] == [known.consultation]


def test_what_never_happened_gives_the_auditor_no_result(town: ReadingTown, known: Known) -> None:
    request = query_pb2.ExplainRequest(event_id=NOBODY, agency_id="JIR-1")

    assert town.refusal("AU-1", "Explain", request)[:2] == (
        *(grpc.StatusCode.NOT_FOUND, "no result"),
    )
    assert town.trail()[-1]["envelope"]["event_type"] == "AccessDenied"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_id": "x"}, "event_id"),
        ({"agency_id": ""}, "agency_id"),
        ({"agency_id": "hok"}, "agency_id"),
        ({"role": "RESTRICTED"}, "role"),
        ({"purpose": "CURIOSITY"}, "purpose"),
        ({"workspace_id": "x"}, "workspace_id"),
    ],
)
def test_a_question_that_is_not_whole_is_refused(
    town: ReadingTown, known: Known, changes: dict[str, Any], field: str
) -> None:
    before = len(town.frames())
    fields: dict[str, Any] = {"event_id": known.consultation, "agency_id": "JIR-1", **changes}
    code, details, _ = town.refusal("AU-1", "Explain", query_pb2.ExplainRequest(**fields))

    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, field)
    assert len(town.frames()) == before


@pytest.mark.parametrize("seconds", [10**15, 253402300799])
def test_an_instant_beyond_the_calendar_is_refused(
    town: ReadingTown, known: Known, seconds: int
) -> None:
    request = query_pb2.ExplainRequest(event_id=known.consultation, agency_id="JIR-1")
    request.at.seconds = seconds
    code, details, _ = town.refusal("AU-1", "Explain", request)

    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, "at")


def test_the_command_asks_the_same_at_a_time_and_inside(
    town: ReadingTown,
    known: Known,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_endpoints(town.settings, MUNICIPALITY, town.backbone.endpoints())
    monkeypatch.setenv(HOME_VARIABLE, str(town.settings.home))
    monkeypatch.setenv("COLUMNS", "100")

    def typed(*arguments: str) -> tuple[int, str]:
        code = run(["explain", *arguments, "--user", "u-90"])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    _, now = typed(known.consultation, "--for", "JIR-1")
    _, then = typed(known.consultation, "--for", "JIR-1", "--at", "2026-06-11T09:00")
    _, inside = typed(known.provided, "--for", "CT-1", "--inside", ROOM, "--json")
    other = typed(known.consultation, "--for", "JIR-1", "--as", "HOK-1")
    wrong = typed(known.consultation, "--for", "JIR-1", "--at", "yesterday")

    assert "✔" not in now
    assert "同意撤回 Consent withdrawn" in now
    assert "✔ 可 shown 課題 Issues  A-CONSENT" in then
    assert {one["rule"] for one in json.loads(inside)["decisions"]} == {"A-WORKSPACE"}
    assert other == (1, "enishi: 該当なし no result\n")
    assert wrong[0] == 2
