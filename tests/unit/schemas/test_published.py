from __future__ import annotations

import json
from pathlib import Path

from schemas.catalogue import catalogue
from schemas.codec import Codec, codec, schema_fingerprint
from schemas.published import published_schemas, schema_records
from tests.samples import sample_body, sample_fields
from tests.unit.schemas.changed_catalogue import add_field, changed_catalogue


def test_every_value_on_the_log_finds_its_schema_by_its_own_bytes() -> None:
    by_key = {record.key: record for record in schema_records(catalogue())}

    for event in catalogue().all():
        value = codec().encode(event, sample_body(event))
        assert json.loads(by_key[value[2:10]].value) == event.wire
        if event.sealed:
            plaintext = codec().encode_sealed(event, sample_fields(event, "sealed"))
            assert json.loads(by_key[plaintext[2:10]].value) == event.sealed


def test_keys_are_unique_and_headers_say_what_the_value_is() -> None:
    records = schema_records(catalogue())

    assert len({record.key for record in records}) == len(records)
    assert {record.headers for record in records} == {
        (("content-type", b"application/vnd.apache.avro+json"),)
    }


def test_a_schema_shared_by_two_versions_keeps_the_text_it_was_first_published_with(
    tmp_path: Path,
) -> None:
    change = add_field(["null", "string"], default=None, doc="clear only")
    types = changed_catalogue(tmp_path, "ReferralSent", 2, change)

    shared = [each for each in published_schemas(types) if each.type == "ReferralSent"]

    assert [(each.kind, each.versions) for each in shared] == [
        ("wire", (1,)),
        ("sealed", (1, 2)),
        ("wire", (2,)),
    ]
    assert json.loads(shared[1].text) == types.version("ReferralSent", 1).sealed
    assert Codec(types).decode_sealed(
        Codec(types).encode_sealed(types.version("ReferralSent", 1), {"note": "x"})
    ).type is types.latest("ReferralSent")


def test_the_fingerprint_ignores_documentation_but_not_a_field(tmp_path: Path) -> None:
    event = catalogue().latest("ReferralSent")
    changed = changed_catalogue(tmp_path, "ReferralSent", 1, add_field("string")).latest(
        "ReferralSent"
    )

    assert schema_fingerprint({**event.wire, "doc": "x"}) == schema_fingerprint(event.wire)
    assert schema_fingerprint(changed.wire) != schema_fingerprint(event.wire)
