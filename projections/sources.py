"""同期遅延: which agencies have not been heard from (domain, section 6; scenario S10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SILENCE = timedelta(minutes=60)
"""[cfg] How long a source may be silent."""

SIGNS_OF_LIFE = ("SourceHeartbeat", "CatchUpCompleted")
"""The events by which an adapter says that it is in step."""


@dataclass(frozen=True, slots=True)
class LastHeard:
    """Of one agency, the latest ``ingested_at`` of a sign of life and of any event at all."""

    agency_id: str
    in_step: datetime | None
    any_event: datetime | None


@dataclass(frozen=True, slots=True)
class StaleSource:
    """``since``: the last sign of life that counted."""

    agency_id: str
    since: datetime


def stale_sources(
    heard: Iterable[LastHeard], now: datetime, silence: timedelta = SILENCE
) -> tuple[StaleSource, ...]:
    """The sources from which ``now`` nothing counted has been heard for ``silence``, by agency id.

    An event counts while its source is in step. Once a source has been silent for that long, what
    arrives is its backlog, and only a heartbeat or CatchUpCompleted says that it is in step again.
    An agency never heard from is not a source yet.
    """
    stale = []
    for source in sorted(heard, key=lambda source: source.agency_id):
        since = _last_counted(source, silence)
        if since is not None and now - since >= silence:
            stale.append(StaleSource(source.agency_id, since))
    return tuple(stale)


def _last_counted(source: LastHeard, silence: timedelta) -> datetime | None:
    if source.in_step is None or source.any_event is None:
        return source.in_step or source.any_event
    if source.any_event - source.in_step < silence:
        return max(source.in_step, source.any_event)
    return source.in_step


def evaluated_at(heard: Iterable[LastHeard], now: datetime, hold: timedelta) -> datetime | None:
    """Until when alarms are judged on everything the sources have to tell: the latest sign of being
    in step; None where no source has given one, and while a backlog arrives: after an outage until
    CatchUpCompleted, or until nothing more has come for ``hold``."""
    found = list(heard)
    for source in found:
        if _backlog_arrives(source, now, hold):
            return None
    return max((s.in_step for s in found if s.in_step is not None), default=None)


def _backlog_arrives(source: LastHeard, now: datetime, hold: timedelta) -> bool:
    if source.in_step is None or source.any_event is None:
        return False
    behind = source.any_event - source.in_step >= SILENCE
    return behind and now - source.any_event < hold
