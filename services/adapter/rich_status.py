"""A refusal on the wire: ``google.rpc.Status`` with details, or a ``Refusal`` inside a stream.

Source: google.rpc error model (google/rpc/status.proto, error_details.proto). Details travel in
HTTP/2 trailers, which gRPC caps at 8 KiB by default, so what does not fit is counted, not sent.
"""

from __future__ import annotations

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from protos.enishi.v1 import adapter_pb2
from services.adapter.refusal import Refused, Violation

DOMAIN = "enishi"
MAX_MESSAGE = 300
"""Characters; the message travels twice, once percent-encoded."""
MAX_VIOLATION_BYTES = 2_400
"""All violations together, before base64 and before the copy as preconditions."""


def to_status(refused: Refused) -> grpc.Status:
    """What a unary call is aborted with."""
    status: grpc.Status = rpc_status.to_status(rich_status(refused))
    return status


def rich_status(refused: Refused) -> status_pb2.Status:
    """ErrorInfo (reason: the code), BadRequest, and PreconditionFailure where the stream forbids.

    Violations that do not fit are left out from the end; ErrorInfo's metadata ``violations`` says
    how many there were.
    """
    shown = _that_fit(refused.violations)
    info = error_details_pb2.ErrorInfo(
        reason=refused.code, domain=DOMAIN, metadata={"violations": str(len(refused.violations))}
    )
    details: list[Message] = [info]
    if shown:
        details.append(
            error_details_pb2.BadRequest(field_violations=[_field(each) for each in shown])
        )
    if shown and refused.status == "FAILED_PRECONDITION":
        details.append(
            error_details_pb2.PreconditionFailure(
                violations=[
                    error_details_pb2.PreconditionFailure.Violation(
                        type=each.rule, subject=each.field
                    )
                    for each in shown
                ]
            )
        )
    return status_pb2.Status(
        code=code_pb2.Code.Value(refused.status),
        message=_shortened(refused.message),
        details=[_packed(each) for each in details],
    )


def to_refusal(refused: Refused) -> adapter_pb2.Refusal:
    """The answer inside a stream, with every violation."""
    return adapter_pb2.Refusal(
        status=code_pb2.Code.Value(refused.status),
        code=refused.code,
        message=refused.message,
        violations=[
            adapter_pb2.FieldViolation(
                field=each.field, rule=each.rule, description=each.description
            )
            for each in refused.violations
        ],
    )


def _field(violation: Violation) -> error_details_pb2.BadRequest.FieldViolation:
    return error_details_pb2.BadRequest.FieldViolation(
        field=violation.field, description=violation.description, reason=violation.rule
    )


def _that_fit(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    room = MAX_VIOLATION_BYTES
    for count, violation in enumerate(violations):
        room -= _field(violation).ByteSize() + len(violation.rule) + len(violation.field)
        if room < 0:
            return violations[:count]
    return violations


def _shortened(message: str) -> str:
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"


def _packed(message: Message) -> Any:
    packed = Any()
    packed.Pack(message)
    return packed
