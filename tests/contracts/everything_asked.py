"""Everything one reader can ask the query services about some people, and every byte of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from projections.queue.rules import HERE
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.codes import code_list
from services.query.reader import metadata_of
from tests.eventually import eventually

SECONDS = 60.0
NOBODY = "99999999-9999-4999-8999-999999999999"
SERVICES = (
    "Households",
    "Workspaces",
    "Inbox",
    "Overlaps",
    "Stewardship",
    "Queue",
    "Accountability",
    "Boards",
)
STREAMS = ("Households.Watch", "Inbox.Watch", "Queue.Watch")

Request = query_pb2.GetHouseholdRequest


@dataclass(frozen=True)
class Known:
    """What there is to ask about: ids by the field that takes them, names, and the secret word."""

    ids: tuple[tuple[str, str], ...]
    people: tuple[str, ...]
    event: str
    words: tuple[str, ...]
    secret: str


class Asking:
    """One reader with one role, asking everything."""

    def __init__(
        self, channel: grpc.Channel, role: str | None, known: Known, recorded: Callable[[], int]
    ) -> None:
        """``recorded`` counts the viewings that are durable."""
        self._stubs = {name: getattr(query_pb2_grpc, f"{name}Stub")(channel) for name in SERVICES}
        self._role = role
        self._known = known
        self._recorded = recorded
        self.asked: set[str] = set()
        """``Service.Call`` of everything asked."""

    def outputs(self) -> Iterator[tuple[str, bytes]]:
        """(what was asked, every byte of the answer or of the refusal)."""
        yield from self._households()
        yield from self._searches()
        yield from self._desks()
        yield from self._break_glasses()
        yield from self._wrong()

    def _households(self) -> Iterator[tuple[str, bytes]]:
        for field, identifier in self._known.ids:
            request = Request(**{field: identifier})
            yield self._call("Households.Get", request)
            for purpose in code_list("purpose").codes:
                yield self._call("Households.Get", request, purpose)
            narrow = Request(field_codes=["ADDRESS", "CONTACT"], **{field: identifier})
            yield self._call("Households.Get", narrow)
            yield self._call("Households.Export", request)
            yield from self._watch(request)
            inside = query_pb2.GetWorkspaceRequest(workspace_id=identifier)
            yield self._call("Workspaces.Get", inside)
            exposures = query_pb2.ListExposuresRequest(link_id=identifier)
            yield self._call("Stewardship.Exposures", exposures)
            rank = query_pb2.ExplainRankRequest(request_id=identifier)
            yield self._call("Queue.Explain", rank)

    def _searches(self) -> Iterator[tuple[str, bytes]]:
        for name in self._known.words:
            yield self._call("Households.Find", query_pb2.FindHouseholdsRequest(name=name))

    def _desks(self) -> Iterator[tuple[str, bytes]]:
        yield self._call("Households.Status", query_pb2.GetViewStatusRequest())
        yield self._call("Households.BreakGlassesToReview", query_pb2.BreakGlassesToReviewRequest())
        explain = query_pb2.ExplainRequest(event_id=self._known.event, agency_id="JIR-1")
        yield self._call("Households.Explain", explain)
        yield self._call("Workspaces.List", query_pb2.ListWorkspacesRequest())
        yield self._call("Inbox.List", query_pb2.ListInboxRequest(ended=True))
        page = self._stream("Inbox.Watch", query_pb2.ListInboxRequest(ended=True))
        yield "Inbox.Watch", _bytes(next(page))
        page.cancel()
        yield self._call("Queue.List", query_pb2.ListQueueRequest())
        board = self._stream("Queue.Watch", query_pb2.ListQueueRequest())
        try:
            yield "Queue.Watch", _bytes(next(board))
        except grpc.RpcError as error:  # Whoever only sits in conferences has no board.
            yield "Queue.Watch", _refusal(error)
        board.cancel()
        rules = (HERE / "rules.v1.json").read_text(encoding="utf-8")
        yield self._call("Queue.Preview", query_pb2.PreviewRulesRequest(rules=rules))
        yield self._call("Overlaps.List", query_pb2.ListOverlapsRequest())
        yield self._call("Boards.Outreach", query_pb2.ListBoardRequest(ended=True))
        yield self._call("Boards.Participation", query_pb2.ListBoardRequest(ended=True))
        yield self._call("Boards.Community", query_pb2.CommunityRequest())
        yield self._call("Stewardship.Candidates", query_pb2.ListCandidatesRequest())
        yield self._call("Stewardship.Waiting", query_pb2.ListWaitingRequest())

    def _break_glasses(self) -> Iterator[tuple[str, bytes]]:
        for person in self._known.people:
            for codes in (["ADDRESS"], ["CONTACT"], ["IDENTITY", "HOUSEHOLD", "URGENCY"]):
                yield self._call("Households.BreakGlass", _glass(person, codes))

    def _wrong(self) -> Iterator[tuple[str, bytes]]:
        """Requests that hold the secret where it does not belong: no error may repeat it."""
        secret, (person, *_) = self._known.secret, self._known.people
        wrong: list[tuple[str, Message]] = [
            ("Households.Get", Request(household_id=secret)),
            ("Households.Get", Request(person_ref=person, field_codes=[secret])),
            ("Households.Find", query_pb2.FindHouseholdsRequest(name=secret * 100)),
            ("Households.Find", query_pb2.FindHouseholdsRequest(name="x", birth_date=secret)),
            ("Households.BreakGlass", _glass(person, [secret])),
            ("Households.BreakGlass", _glass(secret, ["IDENTITY"])),
            ("Households.BreakGlass", _glass(person, ["IDENTITY"], reason=secret)),
            ("Households.BreakGlass", _glass(person, ["IDENTITY"], break_glass_id=secret)),
            ("Households.ReviewBreakGlass", _review(NOBODY, secret)),
            ("Households.ReviewBreakGlass", _review(secret, "APPROVED")),
            ("Households.Explain", query_pb2.ExplainRequest(event_id=secret)),
            ("Households.Explain", _explain(self._known.event, secret)),
            ("Workspaces.Get", query_pb2.GetWorkspaceRequest(workspace_id=secret)),
            ("Inbox.List", query_pb2.ListInboxRequest(after=secret)),
            ("Inbox.List", query_pb2.ListInboxRequest(referral_id=secret)),
            ("Boards.Outreach", query_pb2.ListBoardRequest(after=secret)),
            ("Boards.Participation", query_pb2.ListBoardRequest(after=secret)),
            ("Accountability.Why", query_pb2.WhyRequest(case_id=NOBODY, event_id=secret)),
            ("Accountability.Viewings", query_pb2.CaseViewingsRequest(case_id=secret)),
            ("Queue.List", query_pb2.ListQueueRequest(bands=[secret], after=secret)),
            ("Queue.List", query_pb2.ListQueueRequest(claimed=secret)),
            ("Queue.Explain", query_pb2.ExplainRankRequest(request_id=secret)),
            ("Queue.Preview", query_pb2.PreviewRulesRequest(rules=f'{{"{secret}": 1}}')),
            ("Queue.Preview", query_pb2.PreviewRulesRequest(rules=secret)),
            ("Overlaps.List", query_pb2.ListOverlapsRequest(after=secret)),
            ("Stewardship.Candidates", query_pb2.ListCandidatesRequest(after=secret)),
            ("Stewardship.Exposures", query_pb2.ListExposuresRequest(link_id=secret)),
        ]
        for call, request in wrong:
            yield self._call(call, request)

    def _call(self, call: str, request: Message, purpose: str | None = None) -> tuple[str, bytes]:
        self.asked.add(call)
        metadata = metadata_of("u-1", self._role, purpose)
        asked = f"{call} {request}"
        try:
            return asked, _bytes(self._method(call)(request, timeout=SECONDS, metadata=metadata))
        except grpc.RpcError as error:
            return asked, _refusal(error)

    def _watch(self, request: Request) -> Iterator[tuple[str, bytes]]:
        """Its first message; a stream of what may not be seen sends none."""
        stub = self._stubs["Households"]
        metadata = metadata_of("u-1", self._role)
        get = stub.Get.future(request, timeout=SECONDS, metadata=metadata)
        shown = get.exception() is None
        before = self._recorded()
        stream = self._stream("Households.Watch", request)
        eventually(lambda: self._recorded() > before, "the stream is recorded")
        if shown:
            yield f"Households.Watch {request}", _bytes(next(stream))
        stream.cancel()

    def _stream(self, call: str, request: Message) -> Any:
        self.asked.add(call)
        metadata = metadata_of("u-1", self._role)
        return self._method(call)(request, timeout=SECONDS, metadata=metadata)

    def _method(self, call: str) -> Any:
        service, _, method = call.partition(".")
        return getattr(self._stubs[service], method)


def every_call() -> Iterable[str]:
    """``Service.Call`` of everything the query services answer."""
    for name in SERVICES:
        for method in query_pb2.DESCRIPTOR.services_by_name[name].methods:
            yield f"{name}.{method.name}"


def _glass(person: str, codes: list[str], **changes: Any) -> query_pb2.BreakGlassRequest:
    fields: dict[str, Any] = {
        "reason": "LIFE",
        "explanation": "意識がないと救急から電話",
        **changes,
    }
    return query_pb2.BreakGlassRequest(person_ref=person, field_codes=codes, **fields)


def _review(break_glass_id: str, verdict: str) -> query_pb2.ReviewBreakGlassRequest:
    return query_pb2.ReviewBreakGlassRequest(break_glass_id=break_glass_id, verdict=verdict)


def _explain(event_id: str, agency_id: str) -> query_pb2.ExplainRequest:
    return query_pb2.ExplainRequest(event_id=event_id, agency_id=agency_id)


def _bytes(message: Message) -> bytes:
    """On the wire, and as a program prints it."""
    return message.SerializeToString() + MessageToJson(message, ensure_ascii=False).encode()


def _refusal(error: grpc.RpcError) -> bytes:
    trailers = [(each.key, each.value) for each in error.trailing_metadata() or ()]
    return f"{error.code()} {error.details()} {trailers} {error}".encode()
