"""The eco-map (エコマップ): household in the middle, agencies around it, the ties between them.

Pure: from what the reader was shown to boxes and lines. Nothing is on the map that is not in the
answer. Boxes stand in columns, so that none covers another however many there are. Lengths are in
the map's own units; text is 16 of them high.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code
from services.console.actions.plan.subjects import LIVE
from services.console.words import Words

WIDTH: Final = 960
ROW: Final = 30
BOX_WIDTH: Final = 270
BOX_HEIGHT: Final = 58
GAP: Final = 16
MARGIN: Final = 12
MIDDLE_WIDTH: Final = 300
_TITLE: Final = 34
_LINE: Final = 17
"""Characters of a line at most; the rest is in the table below the map."""

Tie = Literal["lead", "works", "asked", "named", "ended"]
TIES: Final[tuple[Tie, ...]] = ("lead", "works", "asked", "named", "ended")

_ASKED: Final = frozenset({"SENT", "PENDING_PARENT"})
_WORKING: Final = frozenset({"ACCEPTED", "INTERIM", "CANCELLATION_REQUESTED"})


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Half its height, from above."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member: what to call them, whether a live consent of theirs is known here."""

    name: str
    relationship: str
    consented: bool | None
    y: int


@dataclass(frozen=True, slots=True)
class AgencyBox:
    """One agency and how it is tied to the household; the line runs from (``from_x``, middle of
    the box) to (``to_x``, ``to_y``)."""

    agency: str
    name: str
    tie: Tie
    box: Box
    from_x: int
    to_x: int
    to_y: int


@dataclass(frozen=True, slots=True)
class EcoMap:
    """The whole drawing."""

    width: int
    height: int
    household: Box
    members: tuple[MemberRow, ...]
    agencies: tuple[AgencyBox, ...]


def eco_map(household: query_pb2.Household, names: dict[str, str], words: Words) -> EcoMap:
    """The map of an answer; ``names``: what to call each person by reference."""
    found = ties(household)
    left, right = found[0::2], found[1::2]
    tall = _TITLE + ROW * max(1, len(household.members)) + GAP
    column = max(len(left), len(right), 1) * (BOX_HEIGHT + GAP) - GAP
    height = max(tall, column) + 2 * MARGIN
    middle = Box((WIDTH - MIDDLE_WIDTH) // 2, (height - tall) // 2, MIDDLE_WIDTH, tall)
    consented = {one.person_ref for one in household.consents if one.state in LIVE}
    rows = tuple(
        MemberRow(
            short(names.get(member.person_ref, member.relationship)),
            words.code("relationship", member.relationship) if member.person_ref else "",
            member.person_ref in consented if member.person_ref else None,
            middle.y + _TITLE + ROW * place + ROW // 2,
        )
        for place, member in enumerate(household.members)
    )
    agencies = (
        *_column(left, MARGIN, middle, height, words, on_the_left=True),
        *_column(right, WIDTH - MARGIN - BOX_WIDTH, middle, height, words, on_the_left=False),
    )
    return EcoMap(WIDTH, height, middle, rows, agencies)


def ties(household: query_pb2.Household) -> list[tuple[str, Tie]]:
    """Every agency that the answer names, the strongest tie of each: lead first."""
    strongest: dict[str, Tie] = {}
    for tie in TIES:
        for agency in _tied(household, tie):
            strongest.setdefault(agency, tie)
    return sorted(strongest.items(), key=lambda one: (TIES.index(one[1]), one[0]))


def short(text: str) -> str:
    """A line that fits."""
    return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


def _tied(household: query_pb2.Household, tie: Tie) -> Iterable[str]:
    for case in household.cases:
        if tie == "lead" and case.lead.value:
            yield case.lead.value
        if tie == "works":
            yield from (value.value for value in case.agencies)
            yield from (role.agency_id for role in case.roles if not role.end)
            yield from (r.to_agency for r in case.referrals if r.state in _WORKING)
        if tie == "asked":
            yield from (r.to_agency for r in case.referrals if r.state in _ASKED)
        if tie == "ended":
            yield from (role.agency_id for role in case.roles if role.end)
            yield from (r.to_agency for r in case.referrals)
    if tie == "named":
        for consent in household.consents:
            if consent.state in LIVE:
                yield from consent.agencies


def _column(
    found: list[tuple[str, Tie]],
    x: int,
    middle: Box,
    height: int,
    words: Words,
    *,
    on_the_left: bool,
) -> list[AgencyBox]:
    tall = len(found) * (BOX_HEIGHT + GAP) - GAP
    top = (height - tall) // 2
    boxes = []
    for place, (agency, tie) in enumerate(found):
        box = Box(x, top + place * (BOX_HEIGHT + GAP), BOX_WIDTH, BOX_HEIGHT)
        # Lines end along the household's side in the order of the boxes: no two of them cross.
        to_y = middle.y + middle.height * (place + 1) // (len(found) + 1)
        from_x = box.x + box.width if on_the_left else box.x
        to_x = middle.x if on_the_left else middle.x + middle.width
        name = short(words.code("agency", agency_code(agency)))
        boxes.append(AgencyBox(agency, name, tie, box, from_x, to_x, to_y))
    return boxes
