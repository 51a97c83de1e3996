"""From the catalogue's declaration of an event to the two Avro schemas that lie on the log.

A declaration (``avro/<Event>.v<N>.avsc``) lists the payload's fields, each marked ``clear`` or
``sealed``. On the wire an event is one record: the envelope first (so that it can be decoded
without the payload), the clear fields, then the sealed parts as ciphertext. What a sealed part
holds once opened is a second record, made of the sealed fields only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Any

_FIXED: Mapping[str, Json] = {
    "jp.enishi.Uuid": {
        "type": "fixed",
        "name": "Uuid",
        "namespace": "jp.enishi",
        "size": 16,
        "doc": "RFC 9562 UUID, 16 bytes.",
    },
    "jp.enishi.Sha256": {
        "type": "fixed",
        "name": "Sha256",
        "namespace": "jp.enishi",
        "size": 32,
        "doc": "FIPS 180-4 SHA-256, 32 bytes.",
    },
}


def wire_schema(declaration: Json, envelope: Json, sealed_part: Json) -> Json:
    """The schema of the record's value: envelope, clear fields, sealed parts."""
    clear = [field for field in declaration["fields"] if field["mark"] == "clear"]
    parts = {"type": "array", "items": sealed_part}
    schema = {
        "type": "record",
        "name": declaration["name"],
        "namespace": "jp.enishi.event",
        "doc": declaration["doc"],
        "version": declaration["enishi"]["version"],
        "fields": [
            {"name": "envelope", "type": envelope},
            *clear,
            {"name": "sealed", "type": parts, "default": []},
        ],
    }
    return with_definitions(schema)


def sealed_schema(declaration: Json) -> Json | None:
    """The schema of a sealed part's plaintext, or None where the event seals nothing.

    Every field is empty by default, because a part holds only what belongs to its person and
    field code.
    """
    fields = [_emptied(field) for field in declaration["fields"] if field["mark"] == "sealed"]
    if not fields:
        return None
    schema = {
        "type": "record",
        "name": declaration["name"],
        "namespace": "jp.enishi.sealed",
        "version": declaration["enishi"]["version"],
        "fields": fields,
    }
    return with_definitions(schema)


def _emptied(field: Json) -> Json:
    kind = field["type"]
    if isinstance(kind, dict) and kind["type"] == "array":
        return {**field, "default": []}
    if isinstance(kind, list):
        return field
    return {**field, "type": ["null", kind], "default": None}


def with_definitions(schema: Json) -> Json:
    """Each named type defined where it is first used, referred to by name afterwards."""
    seen: set[str] = set()

    def walk(node: Json) -> Json:
        if isinstance(node, str):
            if node in _FIXED and node not in seen:
                seen.add(node)
                return _FIXED[node]
            return node
        if isinstance(node, list):
            return [walk(item) for item in node]
        if node.get("type") in ("fixed", "enum"):
            name = f"{node.get('namespace', '')}.{node['name']}"
            if name in seen:
                return name
            seen.add(name)
            return node
        if node.get("type") == "record":
            return {
                **node,
                "fields": [{**field, "type": walk(field["type"])} for field in node["fields"]],
            }
        if node.get("type") == "array":
            return {**node, "items": walk(node["items"])}
        return node

    return walk(schema)
