"""The Kafka driver against a broker that dies, hangs, loses and damages what it holds."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Never

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from deploy.kafka.topics import Durability, align_topics, topic_settings
from schemas.topics import SCHEMAS_TOPIC
from services.log.kafka import KafkaLog
from services.log.port import Delivered, LogDamaged, LogReader, LogTruncated, LogUnavailable
from tests.eventually import eventually
from tests.kafka_broker import KafkaForTests, new_broker, require_kafka
from tests.log_places import record

pytestmark = pytest.mark.kafka

STALL = 4.0
PATIENCE = 60.0


@pytest.fixture(scope="module")
def own(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaForTests]:
    """A broker that only these tests use, since they kill it."""
    require_kafka(pytestconfig)
    kafka = new_broker(tmp_path_factory.mktemp("own-kafka"))
    kafka.broker.start()
    yield kafka
    kafka.broker.kill()


@pytest.fixture
def kafka_up(own: KafkaForTests) -> KafkaForTests:
    """The broker, running, whatever the test before did to it."""
    own.broker.start()
    return own


@pytest.fixture
def log(kafka_up: KafkaForTests) -> Iterator[KafkaLog]:
    """The log as its administrator sees it, impatient."""
    with closing(KafkaLog(kafka_up.settings("admin"), stall_seconds=STALL)) as opened:
        yield opened


@pytest.fixture
def topic(log: KafkaLog) -> str:
    """A new, empty topic."""
    return new_topic(log)


def new_topic(log: KafkaLog) -> str:
    """A topic that exists and is empty."""
    name = f"enishi.131016.T{uuid.uuid4().hex[:12]}"
    log.ensure([name])
    return name


def append(log: KafkaLog, topic: str, *numbers: int) -> None:
    """Append these records with a writer of its own."""
    with closing(log.writer()) as writer:
        writer.append(topic, [record(number) for number in numbers])


def read_all(log: KafkaLog, topic: str) -> list[int]:
    """The sequences of everything in the topic, in order."""
    return [each.record.sequence for each in log.tail(topic, 1_000_000)]


def read_on(reader: LogReader, found: list[Delivered]) -> Never:
    """Poll until the reader raises; what came before is in ``found``."""
    while True:
        found += reader.poll(10, STALL)


def segment(kafka: KafkaForTests, topic: str) -> Path:
    """The topic's only segment on the broker's disk."""
    directory = kafka.broker.settings.directory / "data" / f"{topic}-0"
    return directory / "00000000000000000000.log"


def test_what_was_acknowledged_survives_a_broker_killed_under_load(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str
) -> None:
    acknowledged: list[int] = []
    enough = threading.Event()
    failures: list[LogUnavailable] = []

    def relay() -> None:
        with closing(log.writer()) as writer:
            for start in range(1, 1_000_000, 20):
                numbers = range(start, start + 20)
                try:
                    writer.append(topic, [record(number) for number in numbers])
                except LogUnavailable as error:
                    failures.append(error)
                    return
                acknowledged.extend(numbers)
                if start > 400:
                    enough.set()

    load = threading.Thread(target=relay)
    load.start()
    assert enough.wait(PATIENCE)
    kafka_up.broker.kill()
    load.join(PATIENCE)
    assert len(failures) == 1
    kafka_up.broker.start()
    arrived = read_all(log, topic)
    assert arrived == list(range(1, len(arrived) + 1))
    assert arrived[: len(acknowledged)] == acknowledged
    append(log, topic, *range(len(acknowledged) + 1, len(acknowledged) + 101))
    assert list(dict.fromkeys(read_all(log, topic))) == list(range(1, len(acknowledged) + 101))


def test_a_reader_loses_and_doubles_nothing_while_the_broker_restarts(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str
) -> None:
    append(log, topic, 1, 2)
    found: list[Delivered] = []
    reader = log.reader({topic: 0})
    while len(found) < 2:
        found += reader.poll(10, STALL)
    kafka_up.broker.kill()
    kafka_up.broker.start()
    append(log, topic, 3, 4)
    while len(found) < 4:
        try:
            found += reader.poll(10, STALL)
        except LogUnavailable:
            reader.close()
            reader = log.reader({topic: found[-1].offset + 1})
    reader.close()
    assert found == [Delivered(topic, at, record(at + 1)) for at in range(4)]


def attempts(log: KafkaLog, topic: str) -> list[Callable[[], object]]:
    """One call of everything that talks to the broker."""
    return [
        log.topics,
        lambda: log.ensure([topic]),
        lambda: log.high_water([topic]),
        lambda: log.tail(topic, 1),
        log.writer,
        lambda: log.reader({topic: 0}),
    ]


def test_without_a_broker_everything_is_unavailable_and_no_thread_stays(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str
) -> None:
    kafka_up.broker.kill()
    before = set(threading.enumerate())
    with closing(KafkaLog(kafka_up.settings("admin"), stall_seconds=1.0)) as impatient:
        for attempt in attempts(impatient, topic):
            with pytest.raises(LogUnavailable):
                attempt()
    assert set(threading.enumerate()) - before == set()


def test_a_hanging_broker_makes_writers_and_readers_give_up_and_loses_nothing(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str
) -> None:
    append(log, topic, 1)
    writer = log.writer()
    writer.append(topic, [record(2)])
    reader = log.reader({topic: 2})
    kafka_up.broker.pause()
    try:
        with pytest.raises(LogUnavailable):
            writer.append(topic, [record(3), record(4)])
        with pytest.raises(LogUnavailable):
            reader.poll(10, PATIENCE)
        with pytest.raises(LogUnavailable):
            log.high_water([topic])
        with pytest.raises(LogUnavailable):
            log.writer()
    finally:
        kafka_up.broker.resume()
    with pytest.raises(LogUnavailable):
        writer.append(topic, [record(3)])
    with pytest.raises(LogUnavailable):
        reader.poll(10, 0.0)
    append(log, topic, 3, 4)
    arrived = read_all(log, topic)
    assert list(dict.fromkeys(arrived)) == [1, 2, 3, 4]
    assert arrived in ([1, 2, 3, 4], [1, 2, 3, 4, 3, 4])


def test_a_quiet_topic_is_not_taken_for_a_hanging_broker(log: KafkaLog, topic: str) -> None:
    with closing(KafkaLog(log._settings, stall_seconds=0.4)) as impatient:
        reader = impatient.reader({topic: 0})
        assert reader.poll(10, 2.0) == []
        append(log, topic, 1)
        assert reader.poll(10, PATIENCE) == [Delivered(topic, 0, record(1))]
        reader.close()


def test_a_damaged_segment_is_named_and_other_topics_are_read_on(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str
) -> None:
    sound = new_topic(log)
    append(log, topic, 1, 2)
    append(log, topic, 3)
    append(log, sound, 1)
    kafka_up.broker.stop()
    file = segment(kafka_up, topic)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    kafka_up.broker.start()
    reader = log.reader({topic: 0, sound: 0})
    found: list[Delivered] = []
    with pytest.raises(LogDamaged) as damaged:
        read_on(reader, found)
    assert (damaged.value.topic, damaged.value.position) == (topic, 2)
    assert [each.offset for each in found if each.topic == topic] == [0, 1]
    with pytest.raises(LogUnavailable):
        reader.poll(10, 0.0)
    reader = log.reader({sound: 0})
    assert reader.poll(10, PATIENCE) == [Delivered(sound, 0, record(1))]
    reader.close()


def test_an_older_copy_of_a_topic_is_an_error_not_a_jump(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str, tmp_path: Path
) -> None:
    append(log, topic, 1, 2)
    kafka_up.broker.stop()
    directory = segment(kafka_up, topic).parent
    shutil.copytree(directory, tmp_path / "older")
    kafka_up.broker.start()
    append(log, topic, 3, 4, 5)
    reader = log.reader({topic: 5})
    kafka_up.broker.stop()
    shutil.rmtree(directory)
    shutil.copytree(tmp_path / "older", directory)
    kafka_up.broker.start()
    with pytest.raises(LogTruncated) as fresh:
        log.reader({topic: 5})
    assert (fresh.value.topic, fresh.value.position) == (topic, 5)
    assert (fresh.value.first, fresh.value.end) == (0, 2)
    found: list[Delivered] = []
    with pytest.raises(LogTruncated) as running:
        read_on(reader, found)
    assert running.value.topic == topic
    assert found == []


@pytest.mark.parametrize("schemas", [False, True])
def test_topics_have_the_settings_that_are_written_down_and_get_them_back(
    kafka_up: KafkaForTests, log: KafkaLog, topic: str, schemas: bool
) -> None:
    name = SCHEMAS_TOPIC if schemas else topic
    log.ensure([name])
    wanted = topic_settings(name, Durability())
    assert wanted["cleanup.policy"] == ("compact" if schemas else "delete")
    with closing(kafka_up.broker.admin()) as admin:

        def found() -> dict[str, str | None]:
            resource = ConfigResource(ConfigResourceType.TOPIC, name)
            entries = admin.describe_configs([resource])["topic"][name]
            return {key: entry["value"] for key, entry in entries.items() if key in wanted}

        assert found() == {key: wanted[key] for key in found()}
        changed = {"retention.ms": "1000"}
        admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, changed)])
        # A broker answers an alteration before it shows it.
        eventually(lambda: found()["retention.ms"] == "1000", "the topic is altered")
        align_topics(admin, [name], Durability())
        eventually(lambda: found()["retention.ms"] == "-1", "it is as it was written down")
