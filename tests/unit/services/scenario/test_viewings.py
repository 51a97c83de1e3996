"""What is read back of the backbone's own stream."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.record import LogRecord
from schemas.times import JST, from_micros
from schemas.topics import agency_topic
from schemas.uuids import uuid_text
from services.log.embedded import EmbeddedLog
from services.log.port import Log
from services.scenario.viewings import VIEWINGS, Viewings
from tests.samples import MUNICIPALITY, sample_body

TOPIC = agency_topic(MUNICIPALITY, "SYS-1")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = EmbeddedLog(tmp_path / "log.db")
    log.ensure([TOPIC])
    yield log
    log.close()


def write(log: Log, *names: str) -> None:
    records = []
    for name in names:
        kind = catalogue().latest(name)
        records.append(LogRecord(b"", (), codec().encode(kind, sample_body(kind))))
    writer = log.writer()
    writer.append(TOPIC, records)
    writer.close()


def test_only_what_came_since_is_told(log: Log) -> None:
    viewings = Viewings(log, MUNICIPALITY, codec())
    write(log, "RecordViewed")
    before = viewings.end()
    write(log, "AccessDenied", "BreakGlassReviewed")

    assert [one.event for one in viewings.since(before)] == ["AccessDenied", "BreakGlassReviewed"]
    assert viewings.since(viewings.end()) == []


def test_what_the_backbone_writes_beside_is_no_viewing(log: Log) -> None:
    write(log, "SourceHeartbeat", *sorted(VIEWINGS), "PersonLinkProposed")

    told = Viewings(log, MUNICIPALITY, codec()).since(0)

    assert [one.event for one in told] == sorted(VIEWINGS)


def test_every_clear_field_is_told_as_json(log: Log) -> None:
    body = sample_body(catalogue().latest("BreakGlassUsed"))
    write(log, "BreakGlassUsed")

    (viewing,) = Viewings(log, MUNICIPALITY, codec()).since(0)

    assert viewing.fields["viewer"] == body["viewer"]
    assert viewing.fields["break_glass_id"] == uuid_text(body["break_glass_id"])
    assert viewing.fields["subjects"] == [uuid_text(one) for one in body["subjects"]]
    assert viewing.fields["expires_at"] == (
        from_micros(body["expires_at"]).astimezone(JST).isoformat()
    )
    assert [one["person"] for one in viewing.fields["grounds"]] == [
        uuid_text(one["person"]) for one in body["grounds"]
    ]
    assert "explanation" not in viewing.fields
    assert viewing.length == len(codec().encode(catalogue().latest("BreakGlassUsed"), body))
