"""Sends a step through its agency's adapter and holds the answer against what the step expects."""

from __future__ import annotations

from google.protobuf.json_format import ParseError
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc
from schemas.catalogue import catalogue
from services.scenario.aliases import Aliases, UnknownAlias
from services.scenario.format import Step
from services.scenario.message import to_event

CALL_SECONDS = 30.0


def send(
    step: Step, stub: adapter_pb2_grpc.AdapterStub, aliases: Aliases, *, doubled: bool
) -> list[str]:
    """Send once, or twice when doubled; what was answered wrongly, a sentence each.

    Learns the ids the adapter minted.
    """
    try:
        request = adapter_pb2.RecordRequest(event=to_event(step, aliases))
    except (UnknownAlias, ParseError) as error:
        return [f"cannot be written: {error}"]
    first = _record(stub, request)
    problems = _judge(step, first)
    if isinstance(first, adapter_pb2.Receipt):
        _learn(step, first, aliases)
        if doubled:
            problems += _judge_again(first, _record(stub, request))
    return problems


class _Refusal:
    def __init__(self, status: status_pb2.Status) -> None:
        info = error_details_pb2.ErrorInfo()
        request = error_details_pb2.BadRequest()
        for detail in status.details:
            detail.Unpack(info)
            detail.Unpack(request)
        broken = request.field_violations
        rules = ", ".join(f"{one.field} {one.reason}" for one in broken)
        self.codes = {info.reason, *(one.reason for one in broken)}
        self.text = f"refused, {info.reason} [{rules}]: {status.message}"


Given = adapter_pb2.Receipt | _Refusal


def _record(stub: adapter_pb2_grpc.AdapterStub, request: adapter_pb2.RecordRequest) -> Given:
    """Raises grpc.RpcError where the call broke and the adapter refused nothing."""
    call = stub.Record.future(request, timeout=CALL_SECONDS)
    if call.exception() is None:
        return call.result()
    status = rpc_status.from_call(call)
    return _Refusal(status) if status is not None else call.result()


def _judge(step: Step, given: Given) -> list[str]:
    if isinstance(given, _Refusal):
        return [] if step.answer.refused in given.codes else [given.text]
    if step.answer.refused is not None:
        return [f"accepted, though {step.answer.refused} was expected"]
    return [
        f"{name} is {getattr(given, name)} in the receipt, not {expected}"
        for name, expected in (
            ("duplicate", step.answer.duplicate),
            ("conflict", step.answer.conflict),
            ("crossed", step.answer.crossed),
        )
        if getattr(given, name) != expected
    ]


def _judge_again(first: adapter_pb2.Receipt, second: Given) -> list[str]:
    if isinstance(second, _Refusal):
        return [f"sent again: {second.text}"]
    if second.duplicate and second.sequence == first.sequence:
        return []
    was = f"sequence {second.sequence}, duplicate {second.duplicate}"
    return [f"sent again: {was}; the first was sequence {first.sequence}"]


def _learn(step: Step, receipt: adapter_pb2.Receipt, aliases: Aliases) -> None:
    if step.case is not None and catalogue().latest(step.event).case.startswith("mint"):
        aliases.learn_case(step.case, receipt.case_id)
    if step.alias is not None:
        aliases.learn_event(step.alias, receipt.event_id)
    for person in receipt.persons:
        if person.source_person_id:
            aliases.learn_person(person.source_person_id, person.person_ref)
    known = aliases.sequences.get(step.by, 0)
    aliases.sequences[step.by] = max(known, receipt.sequence)
