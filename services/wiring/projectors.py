"""The views of one municipality and the threads that keep them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from projections.stored_event import StoredEvent
from schemas.codec import Body, codec
from schemas.sealing import open_part
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalOpeningKeys
from services.log.port import Log
from services.projector.household_store import HouseholdStore
from services.projector.identity_store import IdentityStore
from services.projector.runner import Runner
from services.projector.view import View
from services.settings import Settings
from services.views.current import current_file
from services.views.dropped import DroppedRecords
from services.views.token_key import TokenKey

HOUSEHOLD = "household"
IDENTITY = "identity"


class Projectors:
    """Household view and identity service of one municipality; built stopped."""

    def __init__(
        self,
        settings: Settings,
        municipality: str,
        log: Callable[[], Log],
        failpoints: Failpoints,
    ) -> None:
        keys = LocalOpeningKeys(KeyFolder(settings.keys))

        def opened(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
            return open_part(codec(), event.envelope, part, keys)

        folder, identity = settings.projector(municipality), settings.identity(municipality)
        dropped = DroppedRecords(folder)
        token_key = TokenKey(identity)

        def household() -> View:
            path = current_file(folder, HOUSEHOLD)
            return View(path, HouseholdStore(), codec(), failpoints, dropped.hashes)

        def identities() -> View:
            path = current_file(identity, IDENTITY)
            store = IdentityStore(token_key, opened)
            return View(path, store, codec(), Failpoints(), dropped.hashes)

        self._runners = (
            Runner(municipality, household, log),
            Runner(municipality, identities, log),
        )

    def start(self) -> None:
        """Begin to project."""
        for runner in self._runners:
            runner.start()

    def stop(self) -> None:
        """Stop after the batches under way."""
        for runner in self._runners:
            runner.stop()

    def wait(self, sequences: Mapping[str, int], timeout: float) -> None:
        """Block until every view has applied these. Raises TimeoutError naming who is behind."""
        for runner in self._runners:
            runner.wait(sequences, timeout)
