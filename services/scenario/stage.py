"""Where a scenario is played: one backbone per municipality, on either log, all on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from deploy.kafka.acls import grant
from deploy.kafka.broker import Broker, BrokerSettings
from deploy.kafka.topics import Durability, create_topics
from deploy.tls import Credentials, issue
from services.clock import Clock
from services.log.kafka import KafkaLog
from services.log.kafka_settings import KafkaSettings
from services.log.port import Log
from services.scenario.format import Municipality, Scenario
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.logs import ADMIN, EmbeddedLogs, Logs

LogName = Literal["embedded", "kafka"]


class SharedCode(ValueError):
    """Two municipalities of one play have the same code and would write each other's topics."""


class Stage(Protocol):
    """Opens the log of one municipality; the caller closes what it opened."""

    def logs(self, settings: Settings, municipality: Municipality) -> Logs:
        """A log nobody else writes."""


class EmbeddedStage:
    """A file per municipality."""

    def logs(self, settings: Settings, municipality: Municipality) -> Logs:
        """A log nobody else writes."""
        return EmbeddedLogs(settings)


class KafkaStage:
    """One broker that trusts every municipality's own authority."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def logs(self, settings: Settings, municipality: Municipality) -> Logs:
        """This municipality's topics."""
        return _KafkaLogs(self._broker, settings.tls(municipality.code))


class _KafkaLogs:
    """Principals are the municipality's own; only the cluster's administrator is the broker's."""

    def __init__(self, broker: Broker, tls: Path) -> None:
        self._broker = broker
        self._tls = tls
        self._open: dict[str, KafkaLog] = {}

    def as_principal(self, name: str) -> Log:
        if name not in self._open:
            admin = self._broker.settings.admin
            own = Credentials(self._tls / f"{name}.pem", self._tls / f"{name}.key", admin.ca)
            credentials = admin if name == ADMIN else own
            self._open[name] = KafkaLog(
                KafkaSettings(
                    self._broker.bootstrap,
                    credentials.ca,
                    credentials.certificate,
                    credentials.key,
                )
            )
        return self._open[name]

    def prepare(self, municipality: str, agencies: Sequence[str], topics: Sequence[str]) -> None:
        with closing(self._broker.admin()) as admin:
            create_topics(admin, topics, Durability())
            grant(admin, municipality, agencies)

    def close(self) -> None:
        for log in self._open.values():
            log.close()
        self._open.clear()


def settings_of(home: Path, scenario: Scenario, municipality: Municipality) -> Settings:
    """Each municipality is a trust domain of its own, with its own keys and certificates."""
    return Settings(home / scenario.id / municipality.key)


@contextmanager
def opened_stage(log: LogName, home: Path, scenarios: Sequence[Scenario]) -> Iterator[Stage]:
    """The stage of a whole play; for Kafka it starts a broker below ``home`` and stops it.

    Raises SharedCode; BrokerUnavailable.
    """
    places = [(one, each) for one in scenarios for each in one.municipalities.values()]
    codes = [municipality.code for _, municipality in places]
    if len(set(codes)) < len(codes):
        shared = sorted({code for code in codes if codes.count(code) > 1})
        raise SharedCode(f"municipality codes used twice in one play: {', '.join(shared)}")
    if log == "embedded":
        yield EmbeddedStage()
        return
    broker = _broker(home, places)
    broker.start()
    try:
        yield KafkaStage(broker)
    finally:
        broker.stop()


def _broker(home: Path, places: Sequence[tuple[Scenario, Municipality]]) -> Broker:
    """A broker with a certificate of its own that trusts every municipality's authority."""
    directory = home / "kafka"
    code = places[0][1].code
    own = issue(directory / "tls", code, ["broker", "admin"])
    authorities = [own.ca] + [
        issue(settings_of(home, scenario, one).tls(one.code), one.code, []).ca
        for scenario, one in places
    ]
    trusted = directory / "trusted.pem"
    trusted.write_bytes(b"".join(path.read_bytes() for path in authorities))
    return Broker(
        BrokerSettings(
            directory,
            code,
            broker=replace(own.credentials("broker"), ca=trusted),
            admin=own.credentials("admin"),
        )
    )


@dataclass(frozen=True, slots=True)
class Running:
    """One municipality that runs."""

    municipality: Municipality
    settings: Settings
    logs: Logs
    backbone: Backbone


@contextmanager
def opened_backbones(
    stage: Stage, home: Path, scenario: Scenario, clock: Clock
) -> Iterator[Mapping[str, Running]]:
    """A running backbone per municipality of the scenario, by its key in the file."""
    with ExitStack() as stack:
        running: dict[str, Running] = {}
        for key, municipality in scenario.municipalities.items():
            settings = settings_of(home, scenario, municipality)
            logs = stage.logs(settings, municipality)
            stack.callback(logs.close)
            backbone = Backbone(settings, municipality.code, municipality.agencies, clock, logs)
            stack.callback(backbone.stop)
            backbone.start()
            running[key] = Running(municipality, settings, logs, backbone)
        yield running
