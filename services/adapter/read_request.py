"""The very first step: from the bytes of a call to its request, or why they are none.

gRPC itself answers INTERNAL to bytes that are no message, without a rule or a way out.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet

from protos.enishi.v1 import adapter_pb2
from services.adapter.refusal import Refused, Violation


def read_request(data: bytes) -> adapter_pb2.RecordRequest | Refused:
    """The request, or the refusal to answer with; nothing of the bytes is repeated."""
    try:
        request = adapter_pb2.RecordRequest.FromString(data)
    except DecodeError:
        return _refused("MALFORMED_PROTOBUF", "the bytes are no enishi.v1.RecordRequest")
    if len(UnknownFieldSet(request)):
        return _refused("UNKNOWN_FIELD", "it has a field that this adapter's version does not know")
    return request


def _refused(rule: str, what: str) -> Refused:
    return Refused(rule, what, [Violation("request", rule, what)])
