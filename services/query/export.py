"""A reading as a file: canonical JSON, so that the same reading is the same bytes."""

from __future__ import annotations

import hashlib
import json

from google.protobuf.json_format import MessageToDict

from protos.enishi.v1 import query_pb2

MEDIA_TYPE = "application/json"


def exported_file(household: query_pb2.Household) -> query_pb2.ExportedFile:
    """Keys sorted, UTF-8, one line feed at the end; ``sha256`` in hexadecimal."""
    fields = MessageToDict(household, preserving_proto_field_name=True)
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True, indent=2).encode() + b"\n"
    return query_pb2.ExportedFile(
        media_type=MEDIA_TYPE, content=content, sha256=hashlib.sha256(content).hexdigest()
    )
