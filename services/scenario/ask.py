"""Asks the query service what an expectation is about; the answer as JSON."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.scenario.aliases import Aliases
from services.scenario.expectations import NotAnswered
from services.scenario.format import Expectation, Scenario

CALL_SECONDS = 30.0

Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)


def ask_view(
    scenario: Scenario,
    expectation: Expectation,
    stub: query_pb2_grpc.HouseholdsStub,
    aliases: Aliases,
) -> Any:
    """The household view of the expectation's subject, None for no result.

    Raises NotAnswered; UnknownAlias for a subject nothing has introduced.
    """
    if expectation.kind != "view" or expectation.subject is None:
        raise NotAnswered(f"nothing answers a {expectation.kind} yet")
    kind, alias = expectation.subject
    if kind == "search":
        search = query_pb2.FindHouseholdsRequest(name=scenario.people[alias].name)
        return _call(stub.Find, search)
    return _call(stub.Get, _subject(kind, alias, aliases))


def ask_everything(
    scenario: Scenario,
    stub: query_pb2_grpc.HouseholdsStub,
    aliases: Aliases,
    municipality: str,
) -> str:
    """The views of every person and case of a municipality, as canonical text, a line each.

    Raises NotAnswered.
    """
    requests = [
        query_pb2.GetHouseholdRequest(person_ref=aliases.person_ref(person.alias))
        for person in scenario.people.values()
        if person.by.municipality == municipality
    ]
    cases = {
        step.case
        for step in scenario.steps
        if step.case is not None and step.by.municipality == municipality
    }
    requests += [
        query_pb2.GetHouseholdRequest(case_id=aliases.case(case)) for case in sorted(cases)
    ]
    answers = [_call(stub.Get, request) for request in requests]
    return "".join(
        json.dumps(answer, ensure_ascii=False, sort_keys=True) + "\n" for answer in answers
    )


def _call(method: grpc.UnaryUnaryMultiCallable[Request, Answer], request: Request) -> Any:
    call = method.future(request, timeout=CALL_SECONDS)
    if call.exception() is None:
        return as_json(call.result())
    if call.code() == grpc.StatusCode.NOT_FOUND:
        return None
    raise NotAnswered(f"{call.code().name}: {call.details()}")


def _subject(kind: str, alias: str, aliases: Aliases) -> query_pb2.GetHouseholdRequest:
    if kind == "household":
        return query_pb2.GetHouseholdRequest(household_id=aliases.uuid(alias))
    if kind == "person":
        return query_pb2.GetHouseholdRequest(person_ref=aliases.person_ref(alias))
    if kind == "case":
        return query_pb2.GetHouseholdRequest(case_id=aliases.case(alias))
    raise NotAnswered(f"a view is of a household, person or case, not of {kind} {alias}")


def as_json(message: Message) -> Any:
    """Every field by its proto name, unset ones included (a missing message is left out)."""
    return MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
