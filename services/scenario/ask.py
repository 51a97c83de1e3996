"""Asks the query services as a person at a screen would; answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.query.reader import metadata_of
from services.query.reading import NO_RESULT
from services.scenario.aliases import Aliases
from services.scenario.expectations import NotAnswered
from services.scenario.format import Asker, Expectation, Reading, Scenario

CALL_SECONDS = 30.0

BY = {"household": "household_id", "person": "person_ref", "case": "case_id", "plan": "plan_id"}
"""The ways to name a household, by their field in ``GetHouseholdRequest``."""

Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)


class Screen:
    """The query services as one agency's people reach them, on one channel.

    Its methods give the answer as JSON, None for no result; they raise NotAnswered, and
    UnknownAlias for what nothing has introduced.
    """

    def __init__(self, channel: grpc.Channel, scenario: Scenario, aliases: Aliases) -> None:
        self._households = query_pb2_grpc.HouseholdsStub(channel)
        self._workspaces = query_pb2_grpc.WorkspacesStub(channel)
        self._inbox = query_pb2_grpc.InboxStub(channel)
        self._overlaps = query_pb2_grpc.OverlapsStub(channel)
        self._stewardship = query_pb2_grpc.StewardshipStub(channel)
        self._queue = query_pb2_grpc.QueueStub(channel)
        self._scenario = scenario
        self._aliases = aliases
        self.answered = 0
        """How many questions were answered so far, with "no result" too."""

    def show(
        self,
        asker: Asker,
        subject: tuple[str, str],
        fields: Sequence[str] = (),
        inside: str | None = None,
    ) -> Any:
        """What is shown of a subject, of these fields only, inside a workspace or at large."""
        kind, alias = subject
        if inside is not None or kind == "workspace":
            workspace = query_pb2.GetWorkspaceRequest(
                workspace_id=self._aliases.uuid(inside or alias), field_codes=fields
            )
            return self._call(self._workspaces.Get, workspace, asker)
        if kind in BY:
            household = query_pb2.GetHouseholdRequest(field_codes=fields)
            setattr(household, BY[kind], self._identifier(kind, alias))
            return self._call(self._households.Get, household, asker)
        return self._page(asker, kind, alias)

    def break_glass(self, reading: Reading) -> Any:
        """Break the glass over the person a reading names."""
        request = query_pb2.BreakGlassRequest(
            person_ref=self._aliases.person_ref(reading.subject[1]),
            field_codes=reading.fields,
            reason=reading.reason or "",
            explanation=reading.explanation,
        )
        return self._call(self._households.BreakGlass, request, reading.asker)

    def queue(self, asker: Asker) -> Any:
        """The board of the asker's desk."""
        return self._call(self._queue.List, query_pb2.ListQueueRequest(), asker)

    def review(self, reading: Reading) -> Any:
        """Review the break-glass a reading names."""
        request = query_pb2.ReviewBreakGlassRequest(
            break_glass_id=self._aliases.break_glass(reading.subject[1]),
            verdict=reading.verdict or "",
        )
        return self._call(self._households.ReviewBreakGlass, request, reading.asker)

    def status(self, asker: Asker) -> query_pb2.ViewStatus:
        """Where the view stands. Raises grpc.RpcError."""
        request = query_pb2.GetViewStatusRequest()
        return self._households.Status(request, timeout=CALL_SECONDS, metadata=_metadata(asker))

    def _page(self, asker: Asker, kind: str, alias: str) -> Any:
        match kind:
            case "search":
                name = self._scenario.people[alias].name
                search = query_pb2.FindHouseholdsRequest(name=name)
                found = self._call(self._households.Find, search, asker)
                return found if found is not None and found["people"] else None
            case "inbox":
                return self._call(self._inbox.List, query_pb2.ListInboxRequest(), asker)
            case "overlaps":
                return self._call(self._overlaps.List, query_pb2.ListOverlapsRequest(), asker)
            case "candidates":
                candidates = query_pb2.ListCandidatesRequest()
                return self._call(self._stewardship.Candidates, candidates, asker)
            case "waiting":
                return self._call(self._stewardship.Waiting, query_pb2.ListWaitingRequest(), asker)
            case "exposures":
                exposures = query_pb2.ListExposuresRequest(link_id=self._aliases.uuid(alias))
                return self._call(self._stewardship.Exposures, exposures, asker)
            case "reviews":
                tasks = query_pb2.BreakGlassesToReviewRequest()
                return self._call(self._households.BreakGlassesToReview, tasks, asker)
            case _:
                raise NotAnswered(f"nothing shows {kind} {alias}")

    def _identifier(self, kind: str, alias: str) -> str:
        if kind == "person":
            return self._aliases.person_ref(alias)
        return self._aliases.case(alias) if kind == "case" else self._aliases.uuid(alias)

    def _call(
        self,
        method: grpc.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        asker: Asker,
    ) -> Any:
        call = method.future(request, timeout=CALL_SECONDS, metadata=_metadata(asker))
        failed = call.exception() is not None
        if failed and (call.code(), call.details()) != (grpc.StatusCode.NOT_FOUND, NO_RESULT):
            raise NotAnswered(f"{call.code().name}: {call.details()}")
        self.answered += 1
        return None if failed else as_json(call.result())


def ask_view(screen: Screen, expectation: Expectation) -> Any:
    """What is shown of the expectation's subject or on the asker's board, None for no result.

    Raises NotAnswered; UnknownAlias for a subject nothing has introduced.
    """
    if expectation.kind == "queue":
        return screen.queue(expectation.asker)
    if expectation.kind != "view" or expectation.subject is None:
        raise NotAnswered(f"nothing answers a {expectation.kind} yet")
    return screen.show(expectation.asker, expectation.subject)


def ask_everything(screen: Screen, asker: Asker, scenario: Scenario, municipality: str) -> str:
    """The views of every person and case of a municipality, as canonical text, a line each.

    Raises NotAnswered.
    """
    people = [
        ("person", one.alias)
        for one in scenario.people.values()
        if one.by.municipality == municipality
    ]
    cases = {
        ("case", step.case)
        for step in scenario.steps
        if step.case is not None and step.by.municipality == municipality
    }
    answers = [screen.show(asker, subject) for subject in (*people, *sorted(cases))]
    return "".join(
        json.dumps(answer, ensure_ascii=False, sort_keys=True) + "\n" for answer in answers
    )


def as_json(message: Message) -> Any:
    """Every field by its proto name, unset ones included (a missing message is left out)."""
    return MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def _metadata(asker: Asker) -> tuple[tuple[str, str], ...]:
    return metadata_of(asker.user, asker.role, asker.purpose)
