"""Whether a path can be found in a household view at all: a misspelt field would be "absent"."""

from __future__ import annotations

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from protos.enishi.v1 import query_pb2
from services.scenario.paths import Key, Name, PathInvalid, parse


def check_view_path(path: str, *, search: bool) -> None:
    """Raises PathInvalid for a path that no answer of Get (or Find) has."""
    if path == "$":
        return
    answer = query_pb2.FindHouseholdsResponse if search else query_pb2.Household
    message: Descriptor | None = answer.DESCRIPTOR
    field: FieldDescriptor | None = None
    for step in parse(path):
        if isinstance(step, Name):
            field = message.fields_by_name.get(step.name) if message is not None else None
            if field is None:
                raise PathInvalid(path, f"the view has no field {step.name} there")
            message = field.message_type
        elif field is None or not field.is_repeated or message is None:
            raise PathInvalid(path, "brackets choose among messages of a list")
        elif not isinstance(step, Key):
            for name, _ in step.conditions:
                if name not in message.fields_by_name:
                    raise PathInvalid(path, f"the view has no field {name} there")
