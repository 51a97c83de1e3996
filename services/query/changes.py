"""When an open stream must look again: the view has changed, or time has passed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from services.query.households import Households

CHANGE_SECONDS = 0.1
"""How often a stream looks whether the view has changed; the projector may be another process."""

RECHECK = timedelta(seconds=30)
"""How long a stream may show what time alone has ended: a consent that ran out, a conference that
closed, a referral that lapsed."""


async def changes(households: Households) -> AsyncIterator[None]:
    """Once now, then whenever a reading may have changed; never ends by itself."""
    version: tuple[str, int] | None = None
    due: datetime | None = None
    while True:
        now = households.now()
        now_version = households.version()
        if now_version != version or due is None or now >= due:
            version, due = now_version, now + RECHECK
            yield
        await asyncio.sleep(CHANGE_SECONDS)
