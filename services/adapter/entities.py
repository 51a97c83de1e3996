"""The agency's own entities (referrals, plans, flags …) as this process has folded them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from schemas.codec import Codec
from schemas.record import parse_leaf
from schemas.upcast import upcast
from services.adapter.decisions.submission import Body
from services.adapter.decisions.table import EntityKey, entities, evolve
from services.adapter.ledger.ledger import Ledger

_CACHED = 50_000


class Entities:
    """States of entities by key; folded from the ledger where this process does not hold them."""

    def __init__(self, ledger: Ledger, codec: Codec) -> None:
        self._ledger = ledger
        self._codec = codec
        self._known: OrderedDict[EntityKey, Any] = OrderedDict()

    def state_of(self, key: EntityKey) -> Any | None:
        """The state of an entity, or None where the own stream knows nothing of it."""
        if key not in self._known:
            self.keep([(key, self._fold(key))])
        return self._known[key]

    def keep(self, states: Iterable[tuple[EntityKey, Any]]) -> None:
        """Remember states that are, or are about to be, stored."""
        for key, state in states:
            self._known[key] = state
            self._known.move_to_end(key)
            if len(self._known) > _CACHED:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Drop every state: each is folded anew when it is needed.

        After a failed commit, and after a correction, which may have moved from one entity to
        another.
        """
        self._known.clear()

    def _fold(self, key: EntityKey) -> Any | None:
        newest: dict[tuple[str, str, str], tuple[int, int, Body]] = {}
        for sequence, frame in self._ledger.frames_of(entity_text(key)):
            body = self.body_of(frame)
            envelope = body["envelope"]
            slot = (
                envelope["source_system_id"],
                envelope["source_record_id"],
                envelope["event_type"],
            )
            revision = envelope["source_revision"]
            known = newest.get(slot)
            if known is None:
                newest[slot] = (sequence, revision, body)
            elif known[1] < revision:
                # A correction stands where the record first stood; of two payloads of one
                # revision the second does not move what the first began (I8).
                newest[slot] = (known[0], revision, body)
        state: Any | None = None
        for _, _, body in sorted(newest.values(), key=lambda each: each[0]):
            if key in entities(body):
                states: dict[EntityKey, Any] = {key: state}
                # Only this entity's own state is followed; a step reads no other's to fold.
                state = dict(evolve(body, states.get)).get(key, state)
        return state

    def body_of(self, frame: bytes) -> Body:
        """What an accepted event says, at the newest version of its type."""
        return upcast(self._codec.decode_lenient(parse_leaf(frame).value)).body


def entity_text(key: EntityKey) -> str:
    """The entity as the ledger names it: ``referral:<hex>``."""
    kind, identifier = key
    return f"{kind}:{identifier.hex()}"
