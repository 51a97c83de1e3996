"""What a caller learns from a refused call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import grpc
from google.rpc import code_pb2, error_details_pb2
from grpc_status import rpc_status


@dataclass(frozen=True)
class Refusal:
    """``status`` is the google.rpc code's name; ``rules`` the broken rules as (field, rule)."""

    status: str
    code: str
    message: str
    rules: tuple[tuple[str, str], ...]
    text: str
    """Everything that was sent back: status, details and trailing metadata, as text."""


def refusal_of(call: Any) -> Refusal:
    """The refusal of a finished call. Raises AssertionError where it was not refused richly."""
    error: Any = call if isinstance(call, grpc.RpcError) else call.exception()
    assert error is not None, "the call was not refused"
    status = rpc_status.from_call(error)
    assert status is not None, f"refused without details: {error}"
    info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(request)
    return Refusal(
        code_pb2.Code.Name(status.code),
        info.reason,
        status.message,
        tuple((broken.field, broken.reason) for broken in request.field_violations),
        everything_sent(error),
    )


def everything_sent(error: Any) -> str:
    """Status, message, details and trailing metadata of a failed call, as text."""
    parts = [str(error.code()), error.details() or ""]
    for name, value in error.trailing_metadata() or ():
        parts += [name, value.decode("utf-8", "replace") if isinstance(value, bytes) else value]
    return "\n".join(parts)
