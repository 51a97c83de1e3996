"""Whether a path can be found in an answer at all: a misspelt field would be "absent"."""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from protos.enishi.v1 import events_pb2, query_pb2
from services.scenario.format import Reading
from services.scenario.paths import Key, Name, PathInvalid, parse
from services.scenario.readings import event_of

ANSWERS: Mapping[str, Descriptor] = {
    "household": query_pb2.Household.DESCRIPTOR,
    "person": query_pb2.Household.DESCRIPTOR,
    "case": query_pb2.Household.DESCRIPTOR,
    "plan": query_pb2.Household.DESCRIPTOR,
    "search": query_pb2.FindHouseholdsResponse.DESCRIPTOR,
    "inbox": query_pb2.InboxPage.DESCRIPTOR,
    "workspace": query_pb2.Workspace.DESCRIPTOR,
    "overlaps": query_pb2.OverlapsPage.DESCRIPTOR,
    "candidates": query_pb2.CandidatesPage.DESCRIPTOR,
    "waiting": query_pb2.WaitingPage.DESCRIPTOR,
    "exposures": query_pb2.ExposuresPage.DESCRIPTOR,
    "reviews": query_pb2.BreakGlassesToReviewAnswer.DESCRIPTOR,
}
"""What can be looked at, and the message that shows it."""

BOARD: Descriptor = query_pb2.QueueBoard.DESCRIPTOR
"""What a queue expectation is about: the board of the viewer's desk."""


def answer_of(reading: Reading) -> Descriptor:
    """The message that answers a reading."""
    if reading.action == "break_glass":
        return query_pb2.BreakGlassAnswer.DESCRIPTOR
    if reading.action == "review":
        return query_pb2.ReviewBreakGlassAnswer.DESCRIPTOR
    return ANSWERS["workspace" if reading.inside is not None else reading.subject[0]]


def viewing_of(reading: Reading) -> Descriptor:
    """The payload of the event that a reading leaves."""
    payload: Descriptor = events_pb2.DESCRIPTOR.message_types_by_name[event_of(reading)]
    return payload


def check_path(path: str, answer: Descriptor) -> None:
    """Raises PathInvalid for a path that this message does not have."""
    if path == "$":
        return
    message: Descriptor | None = answer
    field: FieldDescriptor | None = None
    for step in parse(path):
        if isinstance(step, Name):
            field = _field(path, message, step.name)
            message = field.message_type
        elif field is None or not field.is_repeated or message is None:
            raise PathInvalid(path, "brackets choose among messages of a list")
        elif not isinstance(step, Key):
            for name, _ in step.conditions:
                _nested(path, message, name)


def _nested(path: str, message: Descriptor | None, name: str) -> None:
    for part in name.split("."):
        message = _field(path, message, part).message_type


def _field(path: str, message: Descriptor | None, name: str) -> FieldDescriptor:
    field = message.fields_by_name.get(name) if message is not None else None
    if field is None:
        raise PathInvalid(path, f"the answer has no field {name} there")
    return field
