"""One contract for both logs: what they refuse, and how they say it."""

from __future__ import annotations

import uuid

import pytest

from schemas.record import leaf_bytes
from services.log.port import (
    MAX_RECORD_BYTES,
    Delivered,
    Log,
    LogTruncated,
    LogUnavailable,
    RecordRefused,
)
from tests.log_places import append, read, record


def test_a_position_the_log_does_not_hold_is_an_error_not_a_skip(log: Log, topic: str) -> None:
    append(log, topic, [record(1), record(2)])
    with pytest.raises(LogTruncated) as refused:
        log.reader({topic: 5})
    assert (refused.value.topic, refused.value.position) == (topic, 5)
    assert (refused.value.first, refused.value.end) == (0, 2)
    reader = log.reader({topic: 0})
    with pytest.raises(LogTruncated):
        reader.assign({topic: 3})
    assert read(reader, 2)[0] == Delivered(topic, 0, record(1))
    reader.close()


def test_an_unknown_topic_is_unavailable_and_named(log: Log) -> None:
    unknown = f"enishi.130001.NONE-{uuid.uuid4().hex[:8]}"
    writer = log.writer()
    with pytest.raises(LogUnavailable, match=unknown):
        writer.append(unknown, [record(1)])
    writer.close()
    with pytest.raises(LogUnavailable, match=unknown):
        log.reader({unknown: 0})
    with pytest.raises(LogUnavailable, match=unknown):
        log.high_water([unknown])
    with pytest.raises(LogUnavailable, match=unknown):
        log.tail(unknown, 1)
    assert unknown not in log.topics()


def test_a_record_as_large_as_allowed_comes_back_whole(log: Log, topic: str) -> None:
    room = MAX_RECORD_BYTES - 256
    large = record(1, value=bytes(at % 251 for at in range(room)))
    append(log, topic, [large, record(2)])
    reader = log.reader({topic: 0})
    assert read(reader, 2) == [Delivered(topic, 0, large), Delivered(topic, 1, record(2))]
    reader.close()


def test_an_oversize_record_is_refused_before_anything_is_written(log: Log, topic: str) -> None:
    writer = log.writer()
    with pytest.raises(RecordRefused, match=str(MAX_RECORD_BYTES)) as refused:
        writer.append(topic, [record(1), record(2, value=bytes(MAX_RECORD_BYTES))])
    assert (refused.value.topic, refused.value.index) == (topic, 1)
    assert log.high_water([topic]) == {topic: 0}
    writer.append(topic, [record(1)])
    writer.close()
    assert log.high_water([topic]) == {topic: 1}


def test_oversize_leaf_bytes_are_refused_before_anything_is_written(log: Log, topic: str) -> None:
    large = leaf_bytes(record(2, value=bytes(MAX_RECORD_BYTES)))
    writer = log.writer()
    with pytest.raises(RecordRefused, match=str(MAX_RECORD_BYTES)) as refused:
        writer.append_leaves(topic, [leaf_bytes(record(1)), large])
    writer.close()
    assert (refused.value.topic, refused.value.index) == (topic, 1)
    assert log.high_water([topic]) == {topic: 0}


def test_headers_out_of_canonical_order_are_refused(log: Log, topic: str) -> None:
    shuffled = record(1)._replace(headers=tuple(reversed(record(1).headers)))
    writer = log.writer()
    with pytest.raises(RecordRefused, match="sorted"):
        writer.append(topic, [shuffled])
    writer.close()
    assert log.high_water([topic]) == {topic: 0}


def test_a_closed_writer_refuses_and_closing_twice_does_nothing(log: Log, topic: str) -> None:
    writer = log.writer()
    writer.append(topic, [record(1)])
    writer.close()
    writer.close()
    with pytest.raises(LogUnavailable):
        writer.append(topic, [record(2)])
    assert log.high_water([topic]) == {topic: 1}


def test_a_writer_that_failed_refuses_further_work(log: Log, topic: str) -> None:
    writer = log.writer()
    with pytest.raises(LogUnavailable):
        writer.append(f"{topic}-unknown", [record(1)])
    with pytest.raises(LogUnavailable):
        writer.append(topic, [record(1)])
    writer.close()
    assert log.high_water([topic]) == {topic: 0}


def test_a_closed_reader_is_unavailable(log: Log, topic: str) -> None:
    reader = log.reader({topic: 0})
    reader.close()
    reader.close()
    with pytest.raises(LogUnavailable):
        reader.poll(1, 0.0)
