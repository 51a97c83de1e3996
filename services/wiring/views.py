"""The views of one municipality: where their files lie, how each is opened and rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projections.stored_event import StoredEvent
from schemas.codec import Body, codec
from schemas.sealing import open_part
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalOpeningKeys
from services.log.port import Log
from services.projector.household_store import HouseholdStore
from services.projector.identity_store import IdentityStore
from services.projector.projection import Projection
from services.projector.rebuild import Rebuilt, Report, rebuild
from services.projector.trail_store import TrailStore
from services.projector.view import View
from services.settings import Settings
from services.views.current import current_file
from services.views.dropped import DroppedRecords
from services.views.token_key import TokenKey

HOUSEHOLD = "household"
TRAIL = "trail"
IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class ViewPlace:
    """One view: the folder of its files, its projection, and what operators dropped from it."""

    name: str
    folder: Path
    projection: Callable[[], Projection]
    dropped: DroppedRecords

    def exists(self) -> bool:
        """Whether anything was ever projected here; asking creates nothing."""
        return any((self.folder / self.name).glob("*.db"))

    def open(self, failpoints: Failpoints | None = None) -> View:
        """The view in service, taken over from whoever drives it."""
        path = current_file(self.folder, self.name)
        failpoints = failpoints or Failpoints()
        return View(path, self.projection(), codec(), failpoints, self.dropped.hashes)

    def rebuild(self, log: Log, report: Report | None = None) -> Rebuilt:
        """Build it anew from the log and put it in service.

        Raises ViewsDiffer, LogUnavailable, LogForbidden; the old one stays in service then.
        """
        return rebuild(
            self.folder, self.name, self.projection, codec(), log, self.dropped.hashes, report
        )


def household_place(settings: Settings, municipality: str) -> ViewPlace:
    """The household view."""
    folder = settings.projector(municipality)
    return ViewPlace(HOUSEHOLD, folder, HouseholdStore, DroppedRecords(folder))


def trail_place(settings: Settings, municipality: str) -> ViewPlace:
    """The trail: who saw what. What was dropped from the household view is dropped here too."""
    folder = settings.projector(municipality)
    return ViewPlace(TRAIL, folder, TrailStore, DroppedRecords(folder))


def identity_place(settings: Settings, municipality: str) -> ViewPlace:
    """The identity service, which makes its token key on first use.

    What was dropped from the household view is dropped here too: it is the same record.
    """
    folder = settings.identity(municipality)
    keys = LocalOpeningKeys(KeyFolder(settings.keys))
    token_key = TokenKey(folder)

    def opened(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(codec(), event.envelope, part, keys)

    return ViewPlace(
        IDENTITY,
        folder,
        lambda: IdentityStore(token_key, opened),
        DroppedRecords(settings.projector(municipality)),
    )
