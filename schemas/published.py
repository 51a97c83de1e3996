"""Every schema that can lie on the log, as it is published: whoever holds the log can read it.

On the compacted schemas topic each is one record, its key the fingerprint as it stands in the
events' bytes (Avro 1.12 specification, "Single-object encoding"), its value the schema as JSON. The
same texts lie in ``schemas/fingerprints``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.catalogue import Catalogue
from schemas.codec import schema_fingerprint
from schemas.record import LogRecord

Json = Any

CONTENT_TYPE = b"application/vnd.apache.avro+json"


@dataclass(frozen=True, slots=True)
class PublishedSchema:
    """One schema; ``kind`` is wire or sealed, ``versions`` all versions written with it.

    ``text`` is that of the first of them, because a published text never changes.
    """

    fingerprint: bytes
    type: str
    versions: tuple[int, ...]
    kind: str
    text: str

    @property
    def hex(self) -> str:
        """The fingerprint's 8 bytes in hexadecimal, in the order of the wire."""
        return self.fingerprint.hex()


def published_schemas(types: Catalogue) -> tuple[PublishedSchema, ...]:
    """Every schema of the catalogue, by type, version and kind."""
    found: dict[bytes, PublishedSchema] = {}
    for event in types.all():
        for kind, schema in (("wire", event.wire), ("sealed", event.sealed)):
            if schema is None:
                continue
            mark = schema_fingerprint(schema)
            first = found.get(mark)
            versions = (*first.versions, event.version) if first else (event.version,)
            text = first.text if first else schema_text(schema)
            found[mark] = PublishedSchema(mark, event.name, versions, kind, text)
    return tuple(found.values())


@cache
def schema_records(types: Catalogue) -> tuple[LogRecord, ...]:
    """The records of the schemas topic; publishing them again changes nothing."""
    return tuple(
        LogRecord(each.fingerprint, (("content-type", CONTENT_TYPE),), each.text.encode())
        for each in published_schemas(types)
    )


def schema_text(schema: Json) -> str:
    """The JSON text of a schema, in the one form in which it is published."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
