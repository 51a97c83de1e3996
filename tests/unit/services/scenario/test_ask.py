"""What a person at a screen sends, against a server that notes every call."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from protos.enishi.v1 import query_pb2
from services.scenario.aliases import Aliases, UnknownAlias
from services.scenario.ask import Screen, ask_everything, ask_view
from services.scenario.expectations import NotAnswered
from services.scenario.format import AgencyAt, Asker, Reading
from services.scenario.load import load
from tests.scenario_files import small_scenario, written

ASKER = Asker(AgencyAt("kou", "CT-1"), "u-31")
PERSON, CASE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


class Server(grpc.GenericRpcHandler):
    """Answers every method with the bytes of ``answer``, or ends it with ``fails``."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, bytes, dict[str, str]]] = []
        self.answer: Message = query_pb2.Household()
        self.fails: tuple[grpc.StatusCode, str] | None = None

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        """Every method is a unary one over bytes."""
        sent = {key: str(value) for key, value in details.invocation_metadata}

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            self.calls.append((details.method.removeprefix("/enishi.v1."), request, sent))
            if self.fails is not None:
                context.abort(*self.fails)
            return self.answer.SerializeToString()

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def aliases(tmp_path: Path) -> Aliases:
    document = small_scenario()
    document["events"].append(
        {
            "at": "2026-06-02T09:00",
            "break_glass": {"person": "P1"},
            "viewer": "CT-1",
            "user": "u-31",
            "id": "BG1",
            "fields": ["DIAGNOSIS"],
            "reason": "LIFE",
            "says": "CT-1 breaks the glass",
        }
    )
    known = Aliases(load(written(tmp_path, document)), 0)
    known.learn_person(known.source_person("P1"), PERSON)
    known.learn_case("K1", CASE)
    return known


@pytest.fixture
def screen(server: Server, aliases: Aliases, tmp_path: Path) -> Iterator[Screen]:
    running = grpc.server(ThreadPoolExecutor(1), handlers=[server])
    port = running.add_insecure_port("127.0.0.1:0")
    running.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Screen(channel, load(tmp_path / "S99.yaml"), aliases)
    running.stop(None).wait()


def glass(folder: Path) -> Reading:
    (reading,) = load(folder / "S99.yaml").readings
    return reading


def test_a_call_names_its_user_and_only_what_is_said_of_role_and_purpose(
    server: Server, screen: Screen
) -> None:
    screen.show(ASKER, ("person", "P1"))
    screen.show(ASKER._replace(role="RESTRICTED", purpose="REFERRAL"), ("person", "P1"))

    said = [
        {key: value for key, value in sent.items() if key.startswith("enishi-")}
        for _, _, sent in server.calls
    ]
    assert said == [
        {"enishi-user": "u-31"},
        {"enishi-user": "u-31", "enishi-role": "RESTRICTED", "enishi-purpose": "REFERRAL"},
    ]


@pytest.mark.parametrize(
    ("subject", "method", "request_"),
    [
        (
            ("person", "P1"),
            "Households/Get",
            query_pb2.GetHouseholdRequest(person_ref=PERSON, field_codes=["ISSUES"]),
        ),
        (
            ("case", "K1"),
            "Households/Get",
            query_pb2.GetHouseholdRequest(case_id=CASE, field_codes=["ISSUES"]),
        ),
        (
            ("search", "P1"),
            "Households/Find",
            query_pb2.FindHouseholdsRequest(name="例 一郎"),
        ),
        (("inbox", "CT-1"), "Inbox/List", query_pb2.ListInboxRequest()),
        (("overlaps", "CT-1"), "Overlaps/List", query_pb2.ListOverlapsRequest()),
        (("candidates", "CT-1"), "Stewardship/Candidates", query_pb2.ListCandidatesRequest()),
        (("waiting", "CT-1"), "Stewardship/Waiting", query_pb2.ListWaitingRequest()),
        (
            ("reviews", "CT-1"),
            "Households/BreakGlassesToReview",
            query_pb2.BreakGlassesToReviewRequest(),
        ),
    ],
)
def test_each_subject_is_asked_of_its_service(
    server: Server,
    screen: Screen,
    subject: tuple[str, str],
    method: str,
    request_: Message,
) -> None:
    screen.show(ASKER, subject, ["ISSUES"])

    assert [call[:2] for call in server.calls] == [(method, request_.SerializeToString())]


@pytest.mark.parametrize(("subject", "field"), [("household", "household_id"), ("plan", "plan_id")])
def test_households_and_plans_are_named_by_their_ids(
    server: Server, screen: Screen, aliases: Aliases, subject: str, field: str
) -> None:
    screen.show(ASKER, (subject, "X1"))

    request = query_pb2.GetHouseholdRequest.FromString(server.calls[0][1])
    assert request.WhichOneof("by") == field
    assert getattr(request, field) == aliases.uuid("X1")


@pytest.mark.parametrize(
    ("subject", "inside"), [(("person", "P1"), "SC1"), (("workspace", "SC1"), None)]
)
def test_what_is_read_inside_is_asked_of_the_workspace(
    server: Server,
    screen: Screen,
    aliases: Aliases,
    subject: tuple[str, str],
    inside: str | None,
) -> None:
    server.answer = query_pb2.Workspace(members=["MU-1"])

    answer = screen.show(ASKER, subject, ["DIAGNOSIS"], inside)

    assert answer["members"] == ["MU-1"]
    request = query_pb2.GetWorkspaceRequest.FromString(server.calls[0][1])
    assert server.calls[0][0] == "Workspaces/Get"
    assert request.workspace_id == aliases.uuid("SC1")
    assert list(request.field_codes) == ["DIAGNOSIS"]


def test_a_glass_is_broken_for_its_reason_and_reviewed_by_its_id(
    server: Server, screen: Screen, aliases: Aliases, tmp_path: Path
) -> None:
    reading = glass(tmp_path)
    server.answer = query_pb2.BreakGlassAnswer(break_glass_id=CASE)
    answer = screen.break_glass(reading)
    aliases.learn_break_glass("BG1", answer["break_glass_id"])
    server.answer = query_pb2.ReviewBreakGlassAnswer()
    screen.review(replace(reading, action="review", subject=("review", "BG1"), verdict="APPROVED"))

    (broken, broke, _), (reviewed, review, _) = server.calls
    assert (broken, reviewed) == ("Households/BreakGlass", "Households/ReviewBreakGlass")
    assert query_pb2.BreakGlassRequest.FromString(broke) == query_pb2.BreakGlassRequest(
        person_ref=PERSON,
        field_codes=["DIAGNOSIS"],
        reason="LIFE",
        explanation="CT-1 breaks the glass",
    )
    assert query_pb2.ReviewBreakGlassRequest.FromString(review) == (
        query_pb2.ReviewBreakGlassRequest(break_glass_id=CASE, verdict="APPROVED")
    )


def test_no_result_is_no_answer_and_counts_as_answered(server: Server, screen: Screen) -> None:
    server.fails = (grpc.StatusCode.NOT_FOUND, "no result")

    assert screen.show(ASKER, ("person", "P1")) is None
    assert screen.answered == 1


def test_a_search_that_finds_nobody_is_no_result(server: Server, screen: Screen) -> None:
    server.answer = query_pb2.FindHouseholdsResponse()

    assert screen.show(ASKER, ("search", "P1")) is None
    assert screen.answered == 1


@pytest.mark.parametrize(
    "fails",
    [
        (grpc.StatusCode.NOT_FOUND, "person 1111 is protected"),
        (grpc.StatusCode.PERMISSION_DENIED, "no result"),
        (grpc.StatusCode.UNAVAILABLE, "the viewing could not be recorded"),
    ],
    ids=lambda fails: fails[0].name,
)
def test_any_other_refusal_is_not_an_answer(
    server: Server, screen: Screen, fails: tuple[grpc.StatusCode, str]
) -> None:
    server.fails = fails

    with pytest.raises(NotAnswered, match=f"{fails[0].name}: {fails[1]}"):
        screen.show(ASKER, ("person", "P1"))
    assert screen.answered == 0


def test_what_nothing_has_introduced_is_not_asked(server: Server, screen: Screen) -> None:
    with pytest.raises(UnknownAlias):
        screen.show(ASKER, ("case", "K9"))
    assert server.calls == []


def test_everything_is_every_person_and_case_of_the_municipality(
    server: Server, screen: Screen, tmp_path: Path
) -> None:
    text = ask_everything(screen, ASKER, load(tmp_path / "S99.yaml"), "kou")

    asked = [query_pb2.GetHouseholdRequest.FromString(call[1]) for call in server.calls]
    assert [one.WhichOneof("by") for one in asked] == ["person_ref", "case_id"]
    assert len(text.splitlines()) == 2


def test_a_queue_is_asked_of_the_viewers_desk(
    server: Server, screen: Screen, tmp_path: Path
) -> None:
    (expectation,) = load(tmp_path / "S99.yaml").expectations

    ask_view(screen, replace(expectation, kind="queue"))

    assert [call[0] for call in server.calls] == ["Queue/List"]


def test_nothing_answers_an_audit_yet(screen: Screen, tmp_path: Path) -> None:
    (expectation,) = load(tmp_path / "S99.yaml").expectations

    with pytest.raises(NotAnswered, match="audit"):
        ask_view(screen, replace(expectation, kind="audit"))
