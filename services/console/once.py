"""A form whose button is pressed twice makes one call."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from services.clock import Clock
from services.console.sessions import SECONDS

Answer = TypeVar("Answer")
_KEPT = timedelta(seconds=SECONDS)


@dataclass(frozen=True, slots=True)
class _Call(Generic[Answer]):
    """One call, under way or answered."""

    at: datetime
    answer: asyncio.Future[Answer]


class Once(Generic[Answer]):
    """Calls by their form. Kept in memory: a restart signs everybody out, and with that ends every
    form that could be sent again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[str, _Call[Answer]] = {}

    async def of(self, form: str, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """What the form's one call answers; one that failed did nothing and is made anew."""
        now = self._clock.now()
        self._calls = {
            key: one for key, one in self._calls.items() if now - one.at < _KEPT and _counts(one)
        }
        if form not in self._calls:
            self._calls[form] = _Call(now, asyncio.ensure_future(call()))
        # Whoever goes away does not take the answer from the other press.
        return await asyncio.shield(self._calls[form].answer)


def form_key(*said: str) -> str:
    """One form as it was filled in: filled in otherwise it is another."""
    digest = hashlib.sha256()
    for part in said:
        digest.update(len(part.encode()).to_bytes(4, "big") + part.encode())
    return digest.hexdigest()


def _counts(one: _Call[Answer]) -> bool:
    """Under way, or answered."""
    answer = one.answer
    return not answer.done() or not (answer.cancelled() or answer.exception())
