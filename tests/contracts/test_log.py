"""One contract for both logs: what every caller of ``services.log.port`` may rely on."""

from __future__ import annotations

import threading
from contextlib import closing
from random import Random

from schemas.record import LogRecord, leaf_bytes, sorted_headers
from services.log.port import Delivered, Log
from tests.log_places import (
    PATIENCE,
    LogPlace,
    append,
    append_from_another_process,
    fresh_topics,
    read,
    record,
)


def test_records_come_back_equal_in_the_order_of_appending(log: Log, topic: str) -> None:
    sent = [record(number) for number in range(1, 2501)]
    writer = log.writer()
    writer.append(topic, sent[:1])
    writer.append(topic, sent[1:1500])
    writer.append(topic, sent[1500:])
    writer.close()
    reader = log.reader({topic: 0})
    found = read(reader, len(sent))
    reader.close()
    assert found == [Delivered(topic, place, each) for place, each in enumerate(sent)]


def test_leaf_bytes_are_appended_as_the_records_they_are(log: Log, topic: str) -> None:
    sent = [record(number) for number in range(1, 1501)]
    with closing(log.writer()) as writer:
        writer.append_leaves(topic, [])
        writer.append_leaves(topic, [leaf_bytes(each) for each in sent[:1499]])
        writer.append(topic, sent[1499:])
    assert [each.record for each in log.tail(topic, 2000)] == sent


def test_appended_records_are_there_after_the_log_is_opened_again(
    place: LogPlace, log: Log, topic: str
) -> None:
    append(log, topic, [record(1), record(2)])
    again = place.open()
    append(again, topic, [record(3)])
    assert again.high_water([topic]) == {topic: 3}
    assert [each.record for each in again.tail(topic, 10)] == [record(1), record(2), record(3)]
    again.close()


def test_high_water_is_one_behind_the_last_record_of_each_topic(log: Log) -> None:
    first, second, empty = fresh_topics(log, 3)
    append(log, first, [record(number) for number in range(1, 8)])
    append(log, second, [record(1)])
    assert log.high_water([first, empty, second]) == {first: 7, empty: 0, second: 1}
    assert log.high_water([]) == {}


def test_an_append_of_nothing_changes_nothing(log: Log, topic: str) -> None:
    append(log, topic, [])
    assert log.high_water([topic]) == {topic: 0}


def test_the_tail_is_the_last_records_oldest_first(log: Log) -> None:
    topic, other = fresh_topics(log, 2)
    sent = [record(number) for number in range(1, 31)]
    append(log, topic, sent)
    append(log, other, [record(99)])
    assert log.tail(topic, 3) == [Delivered(topic, 27 + at, sent[27 + at]) for at in range(3)]
    assert [each.record for each in log.tail(topic, 1000)] == sent
    assert log.tail(topic, 0) == []


def test_the_tail_of_an_empty_topic_is_empty(log: Log, topic: str) -> None:
    assert log.tail(topic, 5) == []


def test_a_reader_gets_every_topic_in_order_and_none_waits_for_another(log: Log) -> None:
    # Three megabytes per topic: more than a driver may fetch of one before it turns to the next.
    noise = Random(1)
    topics = fresh_topics(log, 3)
    sent = {
        topic: [record(number, value=noise.randbytes(10_000)) for number in range(1, 301)]
        for topic in topics
    }
    for topic, records in sent.items():
        append(log, topic, records)
    reader = log.reader(dict.fromkeys(topics, 0))
    found = read(reader, 900, limit=70)
    reader.close()
    for topic, records in sent.items():
        assert [each for each in found if each.topic == topic] == [
            Delivered(topic, place, each) for place, each in enumerate(records)
        ]
    begins = [at for at, each in enumerate(found) if each.offset == 0]
    ends = [at for at, each in enumerate(found) if each.offset == 299]
    assert max(begins) < min(ends)


def test_a_limit_below_the_number_of_topics_starves_none(log: Log) -> None:
    topics = fresh_topics(log, 4)
    quiet = topics[-1]
    for topic in topics[:-1]:
        append(log, topic, [record(number) for number in range(1, 51)])
    append(log, quiet, [record(1)])
    reader = log.reader(dict.fromkeys(topics, 0))
    found = read(reader, 151, limit=1)
    reader.close()
    assert sorted(found) == sorted(set(found)) and len(found) == 151
    assert quiet in {each.topic for each in found}


def test_polling_an_empty_topic_returns_nothing_when_the_time_is_over(log: Log, topic: str) -> None:
    reader = log.reader({topic: 0})
    assert reader.poll(10, 0.05) == []
    assert reader.poll(10, 0.0) == []
    reader.close()


def test_a_reader_of_no_topics_reads_nothing(log: Log) -> None:
    reader = log.reader({})
    assert reader.poll(10, 0.0) == []
    reader.close()


def test_a_waiting_reader_is_woken_by_an_append_of_another_thread(log: Log, topic: str) -> None:
    reader = log.reader({topic: 0})
    assert reader.poll(10, 0.0) == []
    found: list[Delivered] = []
    waiting = threading.Thread(target=lambda: found.extend(read(reader, 1)))
    waiting.start()
    append(log, topic, [record(1)])
    waiting.join(PATIENCE)
    reader.close()
    assert found == [Delivered(topic, 0, record(1))]


def test_a_waiting_reader_is_woken_by_an_append_of_another_process(
    place: LogPlace, log: Log, topic: str
) -> None:
    reader = log.reader({topic: 0})
    assert reader.poll(10, 0.0) == []
    process = append_from_another_process(place, topic, [record(1), record(2)])
    found = read(reader, 2)
    process.join(PATIENCE)
    reader.close()
    assert process.exitcode == 0
    assert found == [Delivered(topic, 0, record(1)), Delivered(topic, 1, record(2))]


def test_processes_appending_at_once_lose_nothing_and_keep_each_ones_order(
    place: LogPlace, log: Log, topic: str
) -> None:
    batches = [[record(start + at) for at in range(200)] for start in (1000, 2000, 3000)]
    processes = [append_from_another_process(place, topic, batch) for batch in batches]
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    found = log.tail(topic, 1000)
    assert [each.offset for each in found] == list(range(600))
    for batch in batches:
        assert [each.record for each in found if each.record in set(batch)] == batch


def test_assign_goes_back_and_forth_and_drops_topics_left_out(log: Log) -> None:
    kept, dropped = fresh_topics(log, 2)
    sent = [record(number) for number in range(1, 21)]
    append(log, kept, sent)
    append(log, dropped, sent)
    reader = log.reader({kept: 0, dropped: 0})
    read(reader, 40)
    reader.assign({kept: 15})
    assert read(reader, 5) == [Delivered(kept, 15 + at, sent[15 + at]) for at in range(5)]
    reader.assign({kept: 2})
    assert read(reader, 18)[0] == Delivered(kept, 2, sent[2])
    reader.assign({dropped: 19})
    assert read(reader, 1) == [Delivered(dropped, 19, sent[19])]
    reader.close()


def test_a_reader_at_the_end_gets_only_what_comes_later(log: Log, topic: str) -> None:
    append(log, topic, [record(1)])
    reader = log.reader(log.high_water([topic]))
    assert reader.poll(10, 0.0) == []
    append(log, topic, [record(2)])
    assert read(reader, 1) == [Delivered(topic, 1, record(2))]
    reader.close()


def test_creating_topics_again_keeps_their_records(log: Log) -> None:
    topics = fresh_topics(log, 2)
    append(log, topics[0], [record(1)])
    log.ensure([*topics, f"{topics[0]}-more"])
    assert log.high_water(topics) == {topics[0]: 1, topics[1]: 0}
    listed = log.topics()
    assert {*topics, f"{topics[0]}-more"} <= set(listed)
    assert listed == sorted(listed)


def test_headers_come_back_sorted_and_byte_for_byte(log: Log, topic: str) -> None:
    headers = sorted_headers(
        [("z", b"\x00\xff"), ("ce_subject", "人".encode()), ("a", b""), ("a", b"1"), ("縁", b"2")]
    )
    append(log, topic, [LogRecord(b"", headers, b"\x00")])
    (found,) = log.tail(topic, 1)
    assert found.record == LogRecord(b"", headers, b"\x00")
