"""What leaves the backbone about one alarm: nothing that says who, what, or where.

A mail lies on servers of others and on locked screens, so a notice holds the clock, when it was
due, the id of the request or flag, and a link that shows nothing before somebody signs in. Names,
issues, flags, addresses and case ids are never in it: they are not in what it is made from.

V4: what the abuse desk's board holds is of ABUSE_DV, and the auditor's board holds it too. Of these
two desks a notice says only that something is overdue, how many in all, and the address of the
console. Not which clock, not when it was due (a P1 clock runs 24 hours, so that would tell when
somebody reported), no id, and not the agency, whose code alone says abuse. The number is that of
the desk's own board, told to the desk's own people; it is in no count that another desk can see.
A desk to which a later consent opened such a case (V4) gets the same words as for any other flag:
the clock's name is that of its band.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from schemas.codes import agency_code
from schemas.times import from_micros
from services.notify.alarm import LateClock
from services.notify.clocks import CLOCKS, OTHER, ClockWords

RETICENT: Final = frozenset({"AB", "AU"})
"""Desks whose notices say only that something is overdue."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose notices they are; ``console``: its address, with a slash at its end."""

    municipality: str
    agency: str
    console: str

    @property
    def reticent(self) -> bool:
        """Whether its notices say only that something is overdue."""
        return agency_code(self.agency) in RETICENT


@dataclass(frozen=True, slots=True)
class Particulars:
    """Which clock ran out for what; ``code`` is empty for a clock that may not be named."""

    code: str
    words: ClockWords
    about: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """``key`` is the same at every attempt. ``agency`` is empty and ``particulars`` None where
    nothing more may be said; ``late``: how many alarms the board had when this one came to it;
    ``trial``: sent by ``enishi notify check``, about no alarm."""

    key: str
    municipality: str
    agency: str
    link: str
    late: int
    particulars: Particulars | None
    trial: bool = False


def notice(place: Place, key: str, alarm: LateClock, late: int) -> Notice:
    """The notice of one alarm."""
    if place.reticent:
        return Notice(key, place.municipality, "", place.console, late, None)
    words = CLOCKS.get(alarm.clock, OTHER)
    link = f"{place.console}requests/{alarm.about}" if words.of_request else place.console
    code = alarm.clock if alarm.clock in CLOCKS else ""
    particulars = Particulars(code, words, alarm.about, from_micros(alarm.due))
    return Notice(key, place.municipality, place.agency, link, late, particulars)


def trial_notice(place: Place, key: str) -> Notice:
    """The notice by which a destination is tried."""
    agency = "" if place.reticent else place.agency
    return Notice(key, place.municipality, agency, place.console, 0, None, trial=True)
