"""Two municipalities that run, each with its desk at the command line, and a case to move."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from projections.transfers import Transfer, transfers
from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, query_pb2, query_pb2_grpc
from schemas.codec import codec
from services.cli.main import run
from services.clock import SystemClock
from services.log.embedded import EmbeddedLog
from services.query.view_reader import ViewReader
from services.scenario.viewings import Viewing, Viewings
from services.settings import HOME_VARIABLE, Settings
from services.transfer.keys import parse_public_keys
from services.wiring.backbone import Backbone
from tests.plain_events import as_request

KOU = "131016"
OTSU = "139564"


@dataclass
class Town:
    """One municipality that runs, and its desk at the command line."""

    backbone: Backbone
    home: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def types(self, *arguments: str | Path) -> tuple[int, str]:
        """Type ``enishi transfer …`` here: the exit code, and what was printed."""
        self.patch.setenv(HOME_VARIABLE, str(self.home))
        self.patch.setenv("COLUMNS", "200")
        self.capture.readouterr()
        code = run(["transfer", *map(str, arguments)])
        printed = self.capture.readouterr()
        return code, printed.out + printed.err

    def ok(self, *arguments: str | Path) -> str:
        """What a command that must succeed prints."""
        code, printed = self.types(*arguments)
        assert code == 0, printed
        return printed

    def json(self, *arguments: str | Path) -> Any:
        """What it answers with ``--json``."""
        return json.loads(self.ok(*arguments, "--json"))

    def record(self, event: Any) -> adapter_pb2.Receipt:
        """Record an event of ``plain_events`` here, and wait until it is in the view."""
        event["envelope"]["municipalityCode"] = self.backbone.municipality
        agency = event["envelope"]["agencyId"]
        with self.backbone.channel(self.backbone.adapter_target(agency), agency) as channel:
            receipt = adapter_pb2_grpc.AdapterStub(channel).Record(as_request(event))
        self.backbone.wait_projected(60)
        return receipt

    def viewings(self) -> list[Viewing]:
        """Everything the backbone wrote down of who looked."""
        self.backbone.wait_projected(60)
        log = EmbeddedLog(Settings(self.home).log_file)
        try:
            return Viewings(log, self.backbone.municipality, codec()).since(0)
        finally:
            log.close()

    def transfers(self) -> tuple[Transfer, ...]:
        """The read model of its transfers."""
        views = ViewReader(Settings(self.home).projector(self.backbone.municipality), codec())
        with views.snapshot() as snapshot:
            return transfers(snapshot.events(), SystemClock().now())

    def household(self, case_id: str) -> query_pb2.Household:
        """A case as the auditor sees it."""
        with self.backbone.channel(self.backbone.query_target(), "AU-1") as channel:
            return query_pb2_grpc.HouseholdsStub(channel).Get(
                query_pb2.GetHouseholdRequest(case_id=case_id),
                metadata=(("enishi-user", "u-1"),),
            )


@dataclass
class Move:
    """Both towns, each trusting the other's keys; a case of 甲市; a folder that files travel by."""

    kou: Town
    otsu: Town
    case_id: str
    mail: Path

    def pack(self, file: Path, *more: str) -> tuple[int, str]:
        """Type the command that makes the package."""
        due = (SystemClock().now() + timedelta(days=7)).date().isoformat()
        arguments = ("--to", OTSU, "--answer-due", due, "--user", "u-7", "--out", str(file))
        return self.kou.types("pack", self.case_id, *arguments, *more)

    def packed(self, file: Path) -> Any:
        """The package's fields, as JSON."""
        code, printed = self.pack(file, "--json")
        assert code == 0, printed
        return json.loads(printed)


def exchange_keys(here: Town, there: Town, mail: Path) -> None:
    """Each hands its public file over, and tells the fingerprint by another way."""
    for one, other in ((here, there), (there, here)):
        file = mail / f"{one.backbone.municipality}.keys"
        one.ok("keys", "--out", file)
        told = parse_public_keys(file.read_bytes()).fingerprint
        assert told in one.ok("keys")
        other.ok("keys", "--trust", file, "--fingerprint", told)
