"""What a standing rule looks at: the event, its type, who sends it, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.catalogue import EventType
from schemas.generate.proto import snake_case
from services.adapter.refusal import Violation
from services.caller import Caller

Body = Mapping[str, Any]
"""Decoded event: ``envelope`` and the clear payload fields by name (16-byte ids, microseconds)."""


class Submission(NamedTuple):
    """One event as a caller hands it in. ``now`` is microseconds since 1970-01-01T00:00Z."""

    event: EventType
    envelope: Mapping[str, Any]
    body: Body
    caller: Caller
    now: int


def in_envelope(field: str, rule: str, description: str) -> Violation:
    """A violation at a field of the envelope."""
    return Violation(f"envelope.{field}", rule, description)


def in_payload(body: Body, field: str, rule: str, description: str) -> Violation:
    """A violation at a payload field, by the path it has in the protobuf ``Event``."""
    return Violation(f"{snake_case(body['envelope']['event_type'])}.{field}", rule, description)
