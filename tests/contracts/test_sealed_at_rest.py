"""Invariant 4: no sealed text in clear in any byte on disk, in Kafka, in a log line or an error."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from protos.enishi.v1 import adapter_pb2, query_pb2
from schemas.codes import agency_code
from schemas.record import leaf_bytes
from tests.canary import words_in_files
from tests.contracts.conftest import WRITERS
from tests.contracts.text_fields import TextField, free_texts
from tests.faults.oracle import wait_until_all_is_projected
from tests.published import published
from tests.samples import sample_uuid
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS, READER, Running, World
from tests.worlds import KafkaWorld

CANARY = "秘密のカナリア鳥"
CLEAR = "見えてよい鶯"
REFERRAL = sample_uuid("a referral to be rerouted")

ACCEPTED = sample_uuid("an accepted referral")


def test_no_sealed_text_of_any_event_type_lies_in_clear_anywhere(tmp_path: Path) -> None:
    world = World(tmp_path / "home", WRITERS)
    _nothing_sealed_is_found(world, [text for text in free_texts() if text.is_sealed])


@pytest.mark.kafka
def test_no_sealed_text_lies_in_clear_in_kafka(kafka_world: KafkaWorld) -> None:
    kafka_world.broker.start()
    texts = [text for text in free_texts() if text.is_sealed and "HOK" in text.event.writers]
    assert len(texts) >= 10
    _nothing_sealed_is_found(kafka_world.world, texts)


def _nothing_sealed_is_found(world: World, texts: list[TextField]) -> None:
    with world.run() as running:
        receipts = {"HOK-1": [_clear(running), *_prepare(running)]}
        for number, text in enumerate(texts):
            agency = _writer(world, text)
            event = text.carrying(
                f"{CANARY}{number}",
                f"{uuid.uuid4()}",
                agency=agency,
                **_needed(text.event.name),
            )
            receipts.setdefault(agency, []).append(_record(running, event))
        wait_until_all_is_projected(world, receipts)
        shown = _shown(running)
        assert CANARY in shown, "the texts are there, for those who may open them"
        # Kafka's own files are compressed, so its records are searched as readers get them.
        leaves = [leaf_bytes(each) for records in published(world).values() for each in records]
        assert not any(CANARY.encode() in leaf for leaf in leaves)
        found = set(words_in_files(world.home, (CANARY, CLEAR)))
    found |= set(words_in_files(world.home, (CANARY, CLEAR)))
    assert {text for _, text in found} == {CLEAR}, sorted(found)


def _prepare(running: Running) -> Iterator[adapter_pb2.Receipt]:
    """What some of the events need of HOK-1's own stream."""
    for name, changes in (
        ("ReferralSent", {"referral_id": REFERRAL, "to_agency": "JIR-1", "note": None}),
        ("ReferralAccepted", {"referral_id": ACCEPTED}),
    ):
        yield _record(running, wire_event(name, record=name, agency="HOK-1", **changes))


def _needed(name: str) -> dict[str, Any]:
    """What an event must say to follow on what was prepared, and on its own kind."""
    fresh = uuid.uuid4().bytes
    needed: Mapping[str, dict[str, Any]] = {
        "PlanDrafted": {"plan_id": fresh, "plan_version": 1},
        "ReferralSent": {"referral_id": fresh, "to_agency": "JIR-1"},
        "ReferralRerouted": {"referral_id": fresh, "parent_id": REFERRAL, "to_agency": "JIR-1"},
        "ReferralInterim": {"referral_id": ACCEPTED},
    }
    return needed.get(name, {})


def _clear(running: Running) -> adapter_pb2.Receipt:
    """What the catalogue leaves in clear must be found, or the search proves nothing."""
    event = wire_event(
        "AssessmentCompleted", record="clear", agency="HOK-1", sheet_version=CLEAR, findings=[]
    )
    return _record(running, event)


def _record(running: Running, event: Any) -> adapter_pb2.Receipt:
    adapter = running.adapter(event.envelope.agency_id)
    return adapter.Record(adapter_pb2.RecordRequest(event=event), timeout=CALL_SECONDS)


def _writer(world: World, text: TextField) -> str:
    """HOK-1 where it may write such an event, so that the stream is the prepared one."""
    able = [each for each in world.agencies if agency_code(each) in text.event.writers]
    return "HOK-1" if "HOK-1" in able else able[0]


def _shown(running: Running) -> str:
    """Everything that the auditor reads of the person of these events."""
    person = str(uuid.UUID(bytes=sample_uuid("person")))
    request = query_pb2.GetHouseholdRequest(person_ref=person)
    return str(running.households().Get(request, metadata=READER).members)
