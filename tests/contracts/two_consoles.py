"""Two consoles before one municipality: the coordination team's and the municipal desk's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.contracts.consoles import served, signed_in
from tests.reading_town import SECONDS, ReadingTown


@contextmanager
def at_a_console(town: ReadingTown, agency: str, user: str) -> Iterator[httpx2.Client]:
    """A worker of an agency, signed in."""
    with (
        served(town, agency=agency) as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, user)
