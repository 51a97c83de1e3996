"""A town with an abuse desk, and its agencies' consoles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.contracts.consoles import done, served, signed_in
from tests.reading_town import SECONDS, ReadingTown, reading_town

DESK = "AB-1"
RECEIVED = "2026-06-12T08:30"
"""Half an hour before the town's morning, as a form says it."""


@contextmanager
def town_with_desk(home: Path) -> Iterator[ReadingTown]:
    """The town of the other tests, and AB-1."""
    with reading_town(home, DESK) as town:
        yield town


@contextmanager
def worker_of(town: ReadingTown, agency: str, user: str = "a-1") -> Iterator[httpx2.Client]:
    """Somebody at an agency's console."""
    with (
        served(town, agency=agency) as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, user)


def reported(town: ReadingTown, desk: httpx2.Client, **fields: Any) -> str:
    """The abuse desk's page after it recorded a report."""
    said = {"kind": "CHILD", "received_at": RECEIVED, **fields}
    return done(town, desk, "report-abuse", "new", **said)
