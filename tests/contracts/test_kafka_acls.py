"""Threat 3 on a real broker: whoever holds a certificate does what its rights say, no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from deploy.kafka.acls import READERS, grant, withdraw
from deploy.kafka.topics import Durability, create_topics
from deploy.tls import issue
from schemas.topics import SCHEMAS_TOPIC, agency_topic
from services.log.kafka import KafkaLog
from services.log.kafka_settings import KafkaSettings
from services.log.port import LogForbidden, LogUnavailable
from tests.certificates import rogue
from tests.kafka_broker import MUNICIPALITY, KafkaForTests
from tests.log_places import record
from tests.raw_kafka import Access, RawKafka

pytestmark = pytest.mark.kafka

AGENCIES = ("HOK-1", "SHO-1", "KOD-1", "JIR-1", "SYS-1")
PRINCIPALS = (*AGENCIES, *READERS)
TOPICS = {agency: agency_topic(MUNICIPALITY, agency) for agency in AGENCIES}
ELSEWHERE = agency_topic("271004", "HOK-1")


@pytest.fixture(scope="module")
def granted(kafka: KafkaForTests) -> KafkaForTests:
    """The broker with every agency's topic, a topic of another municipality, and the rights."""
    kafka.admit(AGENCIES)
    with closing(kafka.broker.admin()) as admin:
        create_topics(admin, [ELSEWHERE], Durability())
    return kafka


@pytest.fixture(params=PRINCIPALS)
def who(request: pytest.FixtureRequest) -> str:
    """Each principal in turn."""
    name: str = request.param
    return name


@pytest.fixture
def hostile(granted: KafkaForTests, who: str) -> Iterator[RawKafka]:
    """That principal's own connection, without a driver."""
    with closing(RawKafka(granted.settings(who))) as raw:
        yield raw


def log_of(kafka: KafkaForTests, name: str) -> KafkaLog:
    """The log as that principal sees it."""
    return KafkaLog(kafka.settings(name), stall_seconds=8.0)


def test_every_principal_does_on_every_topic_what_its_rights_say_and_no_more(
    hostile: RawKafka, who: str
) -> None:
    expected = {
        (access, agency): {
            Access.WRITE: who == agency,
            Access.READ: who in READERS,
            Access.FIND_END: who == agency or who in READERS,
        }[access]
        for access, agency in product(Access, AGENCIES)
    }
    found = {
        (access, agency): hostile.allowed(access, TOPICS[agency])
        for access, agency in product(Access, AGENCIES)
    }
    assert found == expected


def test_only_readers_read_the_schemas_and_none_of_them_writes(hostile: RawKafka, who: str) -> None:
    found = {access: hostile.allowed(access, SCHEMAS_TOPIC) for access in Access}
    reads = who in READERS
    assert found == {Access.WRITE: False, Access.READ: reads, Access.FIND_END: reads}


def test_nobody_reaches_another_municipality_or_the_brokers_own_topics(
    hostile: RawKafka,
) -> None:
    topics = (ELSEWHERE, "__consumer_offsets", "__transaction_state", "__cluster_metadata")
    assert not any(hostile.allowed(access, topic) for access, topic in product(Access, topics))


def test_nobody_learns_whether_a_topic_exists_that_is_not_its_own(
    hostile: RawKafka, who: str
) -> None:
    absent = agency_topic("271004", "NONE-9")
    assert [hostile.allowed(access, absent) for access in Access] == [
        hostile.allowed(access, ELSEWHERE) for access in Access
    ]


def test_each_principal_sees_the_topics_of_its_rights(granted: KafkaForTests, who: str) -> None:
    with closing(log_of(granted, who)) as log:
        seen = set(log.topics())
    if who in READERS:
        assert {SCHEMAS_TOPIC, *TOPICS.values()} <= seen
        assert ELSEWHERE not in seen
    else:
        assert seen == {TOPICS[who]}


def test_an_agency_appends_to_its_topic_and_finds_its_end_without_reading(
    granted: KafkaForTests,
) -> None:
    topic = TOPICS["SHO-1"]
    with closing(log_of(granted, "SHO-1")) as log, closing(log.writer()) as writer:
        before = log.high_water([topic])[topic]
        writer.append(topic, [record(1), record(2)])
        assert log.high_water([topic]) == {topic: before + 2}
        with pytest.raises(LogForbidden, match=topic):
            log.tail(topic, 1)
        with pytest.raises(LogForbidden, match=topic):
            log.reader({topic: before})


def test_the_driver_names_the_topic_it_may_not_write(granted: KafkaForTests) -> None:
    theirs = TOPICS["KOD-1"]
    with closing(log_of(granted, "JIR-1")) as log, closing(log.writer()) as writer:
        with pytest.raises(LogForbidden, match=theirs):
            writer.append(theirs, [record(1)])
        with pytest.raises(LogForbidden, match=theirs):
            log.high_water([theirs])
    with closing(log_of(granted, "projector")) as log:
        before = log.high_water([theirs])
        with closing(log.writer()) as writer, pytest.raises(LogForbidden, match=theirs):
            writer.append(theirs, [record(1)])
        assert log.high_water([theirs]) == before


def test_only_the_administrator_creates_topics_and_others_may_ask_for_what_exists(
    granted: KafkaForTests,
) -> None:
    own = TOPICS["HOK-1"]
    new = agency_topic(MUNICIPALITY, "HOK-99")
    with closing(log_of(granted, "HOK-1")) as log:
        log.ensure([own])
        with pytest.raises(LogForbidden):
            log.ensure([own, new])
    with closing(log_of(granted, "admin")) as log:
        assert new not in log.topics()


def test_a_withdrawn_principal_can_do_nothing_more(granted: KafkaForTests) -> None:
    granted.admit(["ENV-1"])
    topic = agency_topic(MUNICIPALITY, "ENV-1")
    with closing(RawKafka(granted.settings("ENV-1"))) as raw:
        assert raw.allowed(Access.WRITE, topic)
        with closing(granted.broker.admin()) as admin:
            withdraw(admin, MUNICIPALITY, "ENV-1")
        assert not raw.allowed(Access.WRITE, topic)
        with closing(granted.broker.admin()) as admin:
            grant(admin, MUNICIPALITY, ["ENV-1"], [])
        assert raw.allowed(Access.WRITE, topic)


def impostor(kafka: KafkaForTests, tmp_path: Path) -> KafkaSettings:
    """A certificate for HOK-1 that another authority signed."""
    authority = issue(kafka.tls, MUNICIPALITY, ["HOK-1"])
    credentials = rogue(tmp_path / "rogue", authority, "HOK-1")
    return replace(
        kafka.settings("HOK-1"),
        certificate_file=credentials.certificate,
        key_file=credentials.key,
    )


def test_a_certificate_of_another_authority_is_turned_away(
    granted: KafkaForTests, tmp_path: Path
) -> None:
    log = KafkaLog(impostor(granted, tmp_path), stall_seconds=2.0)
    with pytest.raises(LogUnavailable):
        log.topics()
    with pytest.raises(LogUnavailable):
        log.writer()
    log.close()
