"""Agencies, a steward and the backbone's own stream around a real identity view and its linker."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from projections.identity.weights import weights
from protos.enishi.v1 import events_pb2
from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.record import LogRecord, parse_leaf
from schemas.sealing import open_part
from schemas.topics import agency_topic
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake
from services.adapter.ledger.ledger import Ledger
from services.adapter.outcome import Accepted
from services.caller import Caller
from services.clock import FixedClock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalOpeningKeys, LocalSealingKeys
from services.linking.linker import Linker
from services.linking.recorder import AlreadyRecorded, NotRecorded
from services.log.port import Delivered
from services.projector.identity_store import IdentityStore
from services.projector.view import View
from services.views.current import current_file
from services.views.identity_file import IdentityFile, Proposal
from services.views.token_key import TokenKey
from tests.profiles import Written
from tests.samples import MUNICIPALITY
from tests.valid_events import NOW
from tests.wire_events import wire_event

SYSTEM = "SYS-1"

HANAKO = (
    ("NAME", "渡邊　花子"),
    ("NAME_KANA", "ワタナベ ハナコ"),
    ("BIRTH_DATE", "昭和15年3月3日"),
    ("ADDRESS", "桜町三丁目12番5号"),
)
HANAKO_BY_OTHERS = (
    ("NAME", "渡辺花子"),
    ("NAME_KANA", "わたなべはなこ"),
    ("BIRTH_DATE", "1940-03-03"),
    ("ADDRESS", "桜町3-12-5"),
)
TARO = (("NAME", "田中　太郎"), ("NAME_KANA", "タナカ タロウ"), ("BIRTH_DATE", "S30.1.1"))
ID = ("MUNICIPAL_ID", "1000000017")
PROPOSED, CONFIRMED = "PersonLinkProposed", "PersonLinkConfirmed"


class Stream:
    """One agency's real intake over its own store; the linker's ``Recorder`` where it is SYS's."""

    def __init__(self, folder: Path, agency: str, keys: KeyFolder, clock: FixedClock) -> None:
        self.refuses = ""
        self.refused = 0
        self.ledger = Ledger(folder / agency, codec())
        self._intake = Intake(
            Caller(MUNICIPALITY, agency),
            self.ledger,
            catalogue(),
            codec(),
            LocalSealingKeys(keys, agency),
            PayloadMac(keys.ensure(agency)),
            clock,
            Failpoints(),
            lambda: None,
        )

    def record(self, event: events_pb2.Event) -> None:
        """Raises AlreadyRecorded, NotRecorded."""
        if self.refuses:
            self.refused += 1
            raise NotRecorded(self.refuses, "refused by the test")
        (outcome,) = self._intake.process([event])
        if isinstance(outcome, Accepted):
            return
        if outcome.code in ("ALREADY_PROPOSED", "ALREADY_CONFIRMED"):
            raise AlreadyRecorded
        raise NotRecorded(outcome.code, f"{outcome.code}: {outcome.violations}")

    def last_sequence(self) -> int:
        """0 where nothing is recorded."""
        return self.ledger.last_sequence()

    def records(self) -> list[LogRecord]:
        """What the relay would bring to the log."""
        last = self.last_sequence()
        return [parse_leaf(frame) for _, frame in self.ledger.frames_from(1, last)] if last else []


class LinkedTown:
    """One municipality's identity service; closed by its owner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FixedClock(NOW)
        self._keys = KeyFolder(folder / "keys")
        self.streams: dict[str, Stream] = {}
        self.identity = IdentityFile(folder / "identity")
        self._token_key = TokenKey(folder / "identity")
        self._view: View | None = None
        self.linker = self.new_linker()
        self._record = 0

    def register(self, agency: str, written: Written, **changes: Any) -> bytes:
        """An agency writes down somebody new; the reference it gives them."""
        ref: bytes = changes.pop("person", None) or uuid.uuid4().bytes
        attributes = [{"attribute": name, "value": value} for name, value in written]
        self.say(
            agency,
            "PersonRegistered",
            person=ref,
            person_refs=[ref],
            attributes=attributes,
            **changes,
        )
        return ref

    def say(self, agency: str, name: str, **changes: Any) -> None:
        """An agency records an event. Raises NotRecorded."""
        self._record += 1
        at = changes.pop("at", NOW - timedelta(days=1))
        record = changes.pop("record", f"{self._record}")
        self.stream(agency).record(wire_event(name, record=record, agency=agency, at=at, **changes))

    def stream(self, agency: str) -> Stream:
        """The agency's store, made on first use."""
        if agency not in self.streams:
            self.streams[agency] = Stream(self.folder / "ledgers", agency, self._keys, self.clock)
        return self.streams[agency]

    def project(self, order: Sequence[str] | None = None, at_a_time: int = 1000) -> None:
        """Bring everything recorded into the view, agency by agency in turns."""
        view, more = self._opened(), True
        while more:
            more = False
            for agency in order or sorted(self.streams):
                topic = agency_topic(MUNICIPALITY, agency)
                view.follow([topic])
                at = view.sources.by_topic[topic].position
                new = self.streams[agency].records()[at : at + at_a_time]
                view.apply([Delivered(topic, at + n, record) for n, record in enumerate(new)])
                more = more or bool(new)

    def link(self) -> None:
        """Project, propose, and project what was proposed."""
        self.project()
        while self.linker.step():
            self.project()

    def new_linker(self, interval_seconds: float = 60.0) -> Linker:
        """The linker as a new process would make it."""
        return Linker(
            self.folder / "identity",
            self.stream(SYSTEM),
            Caller(MUNICIPALITY, SYSTEM),
            self.clock,
            weights(),
            interval_seconds,
        )

    def linked(self) -> list[tuple[str, frozenset[bytes]]]:
        """What the backbone said: (event type, references), in order."""
        found = []
        for record in self.streams[SYSTEM].records():
            decoded = codec().decode(record.value)
            found.append((decoded.type.name, frozenset(decoded.body["refs"])))
        return found

    def proposals(self) -> list[Proposal]:
        """The undecided pairs of the view."""
        with self.identity.snapshot() as snapshot:
            return list(snapshot.proposals(b""))

    def facts(self) -> list[str]:
        """The canonical dump of the view."""
        view = self._opened()
        return list(view.projection.facts(view.file.connection))

    def start_over(self) -> None:
        """An empty view beside the old one, as a rebuild begins."""
        self.close_view()
        for path in (self.folder / "identity" / "identity").glob("*"):
            path.unlink()

    def wait(self, span: timedelta) -> datetime:
        """Let time pass; the new moment."""
        self.clock.advance(span)
        return self.clock.now()

    def close_view(self) -> None:
        """Close the view's file."""
        if self._view is not None:
            self._view.close()
            self._view = None

    def close(self) -> None:
        """Close every file."""
        self.close_view()
        for stream in self.streams.values():
            stream.ledger.close()

    def _opened(self) -> View:
        if self._view is None:
            keys = LocalOpeningKeys(self._keys)
            store = IdentityStore(
                self._token_key, lambda event, part: open_part(codec(), event.envelope, part, keys)
            )
            path = current_file(self.folder / "identity", "identity")
            self._view = View(path, store, codec(), Failpoints(), frozenset)
        return self._view
