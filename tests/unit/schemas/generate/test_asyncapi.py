from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.framing import frame_event
from schemas.topics import SCHEMAS_TOPIC, agency_topic
from tests.samples import MUNICIPALITY, sample_body

SCHEMAS = Path(__file__).parents[4] / "schemas"


@pytest.fixture(scope="module")
def document() -> Any:
    return yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text("utf-8"))


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(document: Any, reference: str) -> Any:
    node = document
    for step in reference.removeprefix("#/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def test_it_is_an_asyncapi_3_document_with_what_the_specification_requires(document: Any) -> None:
    assert document["asyncapi"] == "3.0.0"
    assert document["info"]["title"]
    assert document["info"]["version"]
    for channel in document["channels"].values():
        assert channel["address"]
        assert channel["messages"]
    for operation in document["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert operation["channel"]["$ref"].startswith("#/channels/")
    for message in document["components"]["messages"].values():
        assert message["payload"].keys() == {"schemaFormat", "schema"}


def test_every_reference_leads_somewhere(document: Any) -> None:
    found = set(references(document))

    assert found
    for reference in found:
        if reference.startswith("#/"):
            assert resolve(document, reference)
        else:
            assert json.loads((SCHEMAS / reference).read_text("utf-8"))["type"] == "record"


def test_every_channel_has_its_operation(document: Any) -> None:
    reached = {operation["channel"]["$ref"] for operation in document["operations"].values()}

    assert reached == {f"#/channels/{name}" for name in document["channels"]}


def test_an_agencys_channel_is_its_topic_and_carries_what_it_may_write(document: Any) -> None:
    writers = {writer for event in catalogue().all() for writer in event.writers}

    assert set(document["channels"]) == {*writers, "schemas"}
    assert document["channels"]["schemas"]["address"] == SCHEMAS_TOPIC
    for writer in writers:
        channel = document["channels"][writer]
        filled = channel["address"].format(municipality=MUNICIPALITY, number=1)
        assert filled == agency_topic(MUNICIPALITY, f"{writer}-1")
        assert channel["parameters"].keys() == {"municipality", "number"}
        assert list(channel["messages"]) == [
            f"{event.name}.v{event.version}"
            for event in catalogue().all()
            if writer in event.writers
        ]


def test_the_payload_schema_is_the_one_that_the_bytes_name(document: Any) -> None:
    for event in catalogue().all():
        message = document["components"]["messages"][f"{event.name}.v{event.version}"]
        value = codec().encode(event, sample_body(event))
        expected = {"$ref": f"./fingerprints/{value[2:10].hex()}.avsc"}

        assert message["name"] == event.label
        assert message["payload"]["schema"] == expected
        assert ("x-sealed-part" in message) == (event.sealed is not None)


@pytest.mark.parametrize("conflict", [None, 4])
@pytest.mark.parametrize("case", [True, False], ids=["in a case", "outside any case"])
def test_the_headers_of_real_records_are_as_described(
    document: Any, case: bool, conflict: int | None
) -> None:
    for event in catalogue().all():
        body = sample_body(event)
        if not case:
            body["envelope"] |= dict.fromkeys(("case_id", "causation_id", "correlation_id"))
        record = frame_event(event, body["envelope"], b"", 17, conflict)
        headers = {name: value.decode() for name, value in record.headers}

        describe(document, event.name, event.version).validate(headers)


def test_other_headers_are_not_as_described(document: Any) -> None:
    event = catalogue().latest("CaseClosed")
    record = frame_event(event, sample_body(event)["envelope"], b"", 17)
    headers = {name: value.decode() for name, value in record.headers}
    described = describe(document, "CaseClosed", 1)

    for wrong in (
        {**headers, "ce_type": "jp.enishi.CaseReopened.v1"},
        {**headers, "ce_sequence": "0"},
        {**headers, "ce_source": "HOK-1"},
        {**headers, "partition": "1"},
        {name: value for name, value in headers.items() if name != "ce_id"},
    ):
        assert not described.is_valid(wrong)


def describe(document: Any, name: str, version: int) -> jsonschema.Draft7Validator:
    """The validator of a message's headers; AsyncAPI's schemas extend JSON Schema draft 7."""
    headers = document["components"]["messages"][f"{name}.v{version}"]["headers"]
    schema = {**headers, "components": document["components"]}
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)
