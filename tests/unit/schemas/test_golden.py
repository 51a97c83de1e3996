from __future__ import annotations

import io
import json
from pathlib import Path

import avro.io
import avro.schema
import fastavro
import pytest

from schemas.codec import HEADER_BYTES
from tests.golden_records import FOLDER, Golden, golden_records
from tests.unit.schemas.avro_binary import plain

FINGERPRINTS = Path(__file__).parents[3] / "schemas" / "fingerprints"

every_golden = pytest.mark.parametrize("golden", [*golden_records()], ids=lambda each: each.name)


@every_golden
def test_golden_bytes_decode_to_the_golden_body(golden: Golden) -> None:
    body, value = golden.load()

    assert golden.decode(value) == body


@every_golden
def test_golden_body_encodes_to_the_golden_bytes(golden: Golden) -> None:
    body, value = golden.load()

    assert golden.encode(body) == value


@every_golden
def test_golden_bytes_are_readable_with_nothing_but_the_published_schema(golden: Golden) -> None:
    body, value = golden.load()
    schema = plain(
        json.loads((FINGERPRINTS / f"{value[2:HEADER_BYTES].hex()}.avsc").read_text("utf-8"))
    )

    assert fastavro.schemaless_reader(io.BytesIO(value[HEADER_BYTES:]), schema, None) == body
    decoder = avro.io.BinaryDecoder(io.BytesIO(value[HEADER_BYTES:]))
    assert avro.io.DatumReader(avro.schema.parse(json.dumps(schema))).read(decoder) == body


def test_there_is_no_golden_record_of_anything_that_is_not_in_the_catalogue() -> None:
    called_for = {golden.path(ending) for golden in golden_records() for ending in ("json", "hex")}

    assert set(FOLDER.iterdir()) == called_for
