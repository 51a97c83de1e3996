"""Every generated event passes the adapters' own reader and rules."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from schemas.times import JST
from services.generator.agencies import AGENCIES
from services.keys import KeyFolder
from tests.unit.services.generator.adapters import Adapters

AFTER_THE_LAST_DAY = datetime(2026, 6, 1, tzinfo=JST)


def adapters(folder: Path) -> Adapters:
    keys = KeyFolder(folder)
    for agency in AGENCIES.values():
        keys.ensure(agency.id)
    return Adapters(AFTER_THE_LAST_DAY, keys)


def test_nothing_is_refused(small_town_lines: list[str], tmp_path: Path) -> None:
    outcomes = adapters(tmp_path).record(small_town_lines)
    assert outcomes.refused == []
    assert outcomes.accepted + outcomes.duplicates == len(small_town_lines)
    assert outcomes.duplicates > 0


def test_a_broken_event_would_be_refused(small_town_lines: list[str], tmp_path: Path) -> None:
    broken = json.loads(small_town_lines[0])
    broken["envelope"]["legalBasis"] = "SUPPORT_CONFERENCE"
    outcomes = adapters(tmp_path).record([json.dumps(broken)])
    assert [rules for _, rules in outcomes.refused] != []


def test_nothing_is_cited_before_it_is_minted(small_town_lines: list[str]) -> None:
    begun: set[str] = set()
    for line in small_town_lines:
        envelope = json.loads(line)["envelope"]
        if "caseId" in envelope:
            assert envelope["caseId"] in begun
        elif "correlationId" in envelope:
            begun.add(envelope["correlationId"])
