"""Events by key, as the projector keeps them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from projections.household.reach import Key, keys_of, record_key
from projections.revisions import Slot, slot_of
from projections.stored_event import StoredEvent


class Store:
    """Finds events by their keys, conflicting payloads by their record too."""

    def __init__(self, events: Sequence[StoredEvent]) -> None:
        self.calls = 0
        self._by_key: dict[Key, list[StoredEvent]] = defaultdict(list)
        sent = Counter(map(_submission, events))
        for event in events:
            conflict = [record_key(event)] if sent[_submission(event)] > 1 else []
            for key in {*keys_of(event), *conflict}:
                self._by_key[key].append(event)

    def fetch(self, keys: Sequence[Key]) -> list[StoredEvent]:
        """Every event under any of these keys, some more than once."""
        self.calls += 1
        return [event for key in keys for event in self._by_key.get(key, ())]


def _submission(event: StoredEvent) -> tuple[Slot, int]:
    return slot_of(event), event.envelope["source_revision"]
