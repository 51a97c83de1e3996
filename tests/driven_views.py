"""Real views in real files, read from a log in memory, batch by batch, by whoever drives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from projections.household.build import household_view
from projections.household.reach import Key
from projections.household.view import HouseholdView
from projections.stored_event import StoredEvent
from schemas.codec import Body, codec
from schemas.record import LogRecord
from schemas.sealing import OpeningKeys, open_part
from services.failpoint import Failpoints
from services.log.port import Delivered
from services.projector.household_store import HouseholdStore
from services.projector.identity_store import IdentityStore
from services.projector.trail_store import TrailStore, follows
from services.projector.view import View
from services.views.token_key import TokenKey
from tests.canonical import canonical_dump, identity_dump, trail_dump


class Crashed(BaseException):
    """The process would be gone here."""


class CrashAt(Failpoints):
    """Ends a batch at a failpoint, as a dying process would."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._at = name

    def reach(self, name: str) -> None:
        """Raises Crashed at the one failpoint."""
        if name == self._at:
            raise Crashed


class DrivenViews:
    """The household view, the identity service's and the trail over the same log."""

    def __init__(
        self,
        folder: Path,
        keys: OpeningKeys,
        token_key: TokenKey,
        log: Mapping[str, Sequence[LogRecord]],
        topics: Sequence[str],
    ) -> None:
        """``topics`` in the order in which they become known."""
        self._files = folder
        self._log = log
        self._topics = topics
        self._keys = keys
        self._token_key = token_key
        self._views: tuple[View, ...] = ()
        self.open(Failpoints())

    def open(self, failpoints: Failpoints) -> None:
        """Open the files anew, as another process would; what was not committed is gone."""
        self.close()
        self._views = (
            self._view("household", HouseholdStore(), failpoints),
            self._view("identity", IdentityStore(self._token_key, self._opened), failpoints),
            self._view("trail", TrailStore(), failpoints),
        )
        *everything, trail = self._views
        for view in everything:
            view.follow(self._topics)
        trail.follow([topic for topic in self._topics if follows(topic)])

    @property
    def household(self) -> View:
        """The household view."""
        return self._views[0]

    def read(self, counts: Sequence[tuple[str, int]]) -> None:
        """One batch: so many records of these topics in turn, each view from where it stands."""
        for view in self._views:
            positions = view.sources.positions()
            batch = []
            for topic, count in counts:
                start = positions.get(topic, len(self._log[topic]))
                records = self._log[topic][start : start + count]
                batch += [Delivered(topic, start + at, one) for at, one in enumerate(records)]
                positions[topic] = start + len(records)
            view.apply(batch)

    def read_to_the_end(self) -> None:
        """Everything that is left, in one batch."""
        self.read([(topic, len(records)) for topic, records in self._log.items()])

    def gaps(self) -> list[str]:
        """The agencies whose stream was stopped by a missing sequence."""
        sources = self.household.sources.by_topic.values()
        return [source.agency for source in sources if source.gap is not None]

    def dump(self, now: datetime) -> str:
        """The canonical text of all views."""
        household, identity, trail = (view.file.path for view in self._views)
        lines = canonical_dump(household, self._keys, now)
        return "".join((*lines, *identity_dump(identity), *trail_dump(trail)))

    def show(self, subject: Key, events: Iterable[StoredEvent], now: datetime) -> HouseholdView:
        """The household view of a subject as these events make it."""
        return household_view(subject, events, self._opened, now)

    def close(self) -> None:
        """Close the files."""
        for view in self._views:
            view.close()

    def _view(self, name: str, projection: Any, failpoints: Failpoints) -> View:
        return View(self._files / name / "1.db", projection, codec(), failpoints, frozenset)

    def _opened(self, event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(codec(), event.envelope, part, self._keys)
