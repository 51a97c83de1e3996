"""The AsyncAPI 3.0 document of the log: topics, messages with their headers, payload schemas.

Source: AsyncAPI 3.0.0 specification, with the Kafka bindings 0.5.0. Payloads are referred to by
fingerprint, so that the document names the bytes and not merely a type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from schemas import framing, published
from schemas.catalogue import Catalogue, EventType
from schemas.codec import schema_fingerprint
from schemas.codes import CodeList
from schemas.topics import SCHEMAS_TOPIC

Json = Any

CONTRACT_VERSION = "1.0.0"
"""Of framing and topics, not of the events, which carry their own."""

_BINDING = "0.5.0"
_AVRO = "application/vnd.apache.avro+json;version=1.9.0"
_UUID = {"type": "string", "format": "uuid"}
_NUMBER = {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}
_KNOWN_VERBS = {"send": "Writes", "receive": "Reads"}


def generate_asyncapi(types: Catalogue, lists: Sequence[CodeList]) -> str:
    """The text of ``schemas/asyncapi.yaml``."""
    writers = sorted({writer for event in types.all() for writer in event.writers})
    agencies = _latest(lists, "agency")
    document = {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": framing.CONTENT_TYPE.decode(),
        "channels": {
            **{writer: _channel(writer, agencies, types) for writer in writers},
            "schemas": _schemas_channel(),
        },
        "operations": {
            **{
                f"record{writer}": _operation("send", writer, agencies.en(writer))
                for writer in writers
            },
            "readSchemas": _operation("receive", "schemas", "the schemas"),
        },
        "components": {
            "messages": {**{_key(event): _message(event) for event in types.all()}},
            "schemas": {"headers": _headers()},
        },
    }
    text: str = yaml.dump(
        document, Dumper=_NoAliases, sort_keys=False, allow_unicode=True, width=100
    )
    return f"# Generated from schemas/avro by `python -m schemas.generate`; do not edit.\n{text}"


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _info() -> Json:
    return {
        "title": "Enishi: the log of one municipality",
        "version": CONTRACT_VERSION,
        "description": (
            "One topic per agency, one partition each, so that an agency's order is total and "
            "ce_sequence is dense. Records are CloudEvents in Kafka's binary mode; the value is an "
            "Avro single-object encoding, whose fingerprint names the schema in fingerprints/."
        ),
        "license": {
            "name": "Apache-2.0",
            "url": "https://www.apache.org/licenses/LICENSE-2.0",
        },
    }


def _channel(writer: str, agencies: CodeList, types: Catalogue) -> Json:
    messages = {
        _key(event): {"$ref": f"#/components/messages/{_key(event)}"}
        for event in types.all()
        if writer in event.writers
    }
    return {
        "address": f"enishi.{{municipality}}.{writer}-{{number}}",
        "title": f"{agencies.ja(writer)} / {agencies.en(writer)}",
        "messages": messages,
        "parameters": {
            "municipality": {
                "description": "全国地方公共団体コード, 6 digits.",
                "examples": ["131016"],
            },
            "number": {
                "description": "Which of the municipality's agencies of this kind.",
                "examples": ["1"],
            },
        },
        "bindings": {"kafka": {"partitions": 1, "bindingVersion": _BINDING}},
    }


def _schemas_channel() -> Json:
    return {
        "address": SCHEMAS_TOPIC,
        "title": "スキーマ / Every schema by fingerprint",
        "messages": {
            "Schema": {
                "title": "An Avro schema as JSON",
                "contentType": published.CONTENT_TYPE.decode(),
                "payload": {"type": "object"},
                "bindings": {
                    "kafka": {
                        "key": {
                            "type": "string",
                            "description": "The fingerprint's 8 bytes, as in an event's value.",
                        },
                        "bindingVersion": _BINDING,
                    }
                },
            }
        },
        "bindings": {
            "kafka": {
                "partitions": 1,
                "topicConfiguration": {"cleanup.policy": ["compact"]},
                "bindingVersion": _BINDING,
            }
        },
    }


def _operation(action: str, channel: str, whose: str) -> Json:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": f"{_KNOWN_VERBS[action]}: {whose}",
    }


def _message(event: EventType) -> Json:
    about: Json = {
        "name": event.label,
        "title": f"{event.ja} / {event.en}",
        "summary": event.doc,
        "headers": {
            "allOf": [
                {"$ref": "#/components/schemas/headers"},
                {"type": "object", "properties": {"ce_type": {"const": event.label}}},
            ]
        },
        "payload": _avro(event.wire),
        "bindings": {
            "kafka": {
                "key": {**_UUID, "description": "The case, or the event where it has none."},
                "bindingVersion": _BINDING,
            }
        },
    }
    if event.sealed is not None:
        # What a sealed part holds once opened; AsyncAPI has no word for it.
        about["x-sealed-part"] = _avro(event.sealed)
    return about


def _avro(schema: Json) -> Json:
    path = f"./fingerprints/{schema_fingerprint(schema).hex()}.avsc"
    return {"schemaFormat": _AVRO, "schema": {"$ref": path}}


def _headers() -> Json:
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka protocol binding, binary content mode.",
        "required": [
            "ce_id",
            "ce_sequence",
            "ce_source",
            "ce_specversion",
            "ce_time",
            "ce_type",
            "content-type",
        ],
        "properties": {
            "ce_causationid": _UUID,
            framing.CONFLICT_HEADER: {
                **_NUMBER,
                "description": "The sequence that first used this source key with another payload.",
            },
            "ce_correlationid": _UUID,
            "ce_id": _UUID,
            "ce_sequence": {**_NUMBER, "description": "The agency's own dense number, from 1."},
            "ce_source": {
                "type": "string",
                "pattern": "^urn:enishi:[0-9]{6}:[A-Z]{2,10}-[0-9]{1,4}$",
            },
            "ce_specversion": {"const": "1.0"},
            "ce_subject": {**_UUID, "description": "The case, where there is one."},
            "ce_time": {"type": "string", "format": "date-time", "description": "occurred_at."},
            "ce_type": {"type": "string", "pattern": "^jp\\.enishi\\.[A-Za-z]+\\.v[0-9]+$"},
            "content-type": {"const": framing.CONTENT_TYPE.decode()},
        },
        "additionalProperties": False,
    }


def _key(event: EventType) -> str:
    return f"{event.name}.v{event.version}"


def _latest(lists: Sequence[CodeList], name: str) -> CodeList:
    return max((each for each in lists if each.name == name), key=lambda each: each.version)
