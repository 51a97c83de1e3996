"""The board: what waits for the agency's desk, in order, and as it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code
from schemas.times import JST
from services.console.acting import new_token
from services.console.actions.flag.offered import answers_to
from services.console.actions.request.claim import CLAIM
from services.console.actions.table import done_of
from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading
from services.console.sessions import Session
from services.console.words import Words

BANDS: Final = ("P1", "P2", "P3", "P4")
CLAIMED: Final = ("MINE", "NOBODY")
FIRST: Final = {"alarms": 5, "to_do": 20}
"""How many of a list stand on the board, so that the requests stay on the first screen; the address
asks for the whole list by its name."""


Row = TypeVar("Row")


def band_of(request: Request) -> str:
    """The band the address asks for; empty for all."""
    band = request.query_params.get("band", "")
    return band if band in BANDS else ""


def claimed_of(request: Request) -> str:
    """Whose requests the address asks for; empty for everybody's."""
    claimed = request.query_params.get("claimed", "")
    return claimed if claimed in CLAIMED else ""


def whole_of(request: Request) -> str:
    """The list that the address asks for as a whole; empty for none."""
    whole = request.query_params.get("whole", "")
    return whole if whole in FIRST else ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a board says, and nothing else does."""

    band: str = ""
    claimed: str = ""
    after: str = ""
    whole: str = ""

    @classmethod
    def of(cls, request: Request) -> Filters:
        """Of a request; what is no filter is left out."""
        after = request.query_params.get("after", "")
        return cls(band_of(request), claimed_of(request), after, whole_of(request))

    @property
    def asked(self) -> str:
        """As a query."""
        return urlencode({key: value for key, value in asdict(self).items() if value})

    def address(self, **changes: str) -> str:
        """The board by these filters with some changed; a change begins at the first page."""
        return "/?" + replace(self, **{"after": "", **changes}).asked

    def first(self, name: str, rows: Sequence[Row]) -> Sequence[Row]:
        """As many of a list as stand on this board."""
        return rows if self.whole == name else rows[: FIRST[name]]


def page_of(filters: Filters) -> query_pb2.ListQueueRequest:
    """The page of requests that an address asks for: of a band, of a worker, behind a request."""
    return query_pb2.ListQueueRequest(
        bands=[filters.band] if filters.band else (),
        after=filters.after,
        claimed=filters.claimed,
    )


class Board:
    """The page ``/`` and the part of it that is renewed."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The whole page."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        filters = Filters.of(request)
        board = await reading.board(session, page_of(filters))
        fragment = self.fragment(board, session, filters)
        return self._pages.page(
            request, "board.html", fragment=fragment, asked=filters.asked, done=done_of(request)
        )

    def fragment(self, board: query_pb2.QueueBoard, session: Session, filters: Filters) -> str:
        """What changes of the page: already escaped."""
        return self._pages.text(
            "board_fragment.html",
            session.language,
            session=session,
            may_claim=agency_code(self._pages.agency) in CLAIM.who,
            new_token=new_token,
            board=board,
            flags=[flag for flag in board.flags if filters.band in ("", flag.band)],
            answers_to=lambda flag: answers_to(flag.state, self._pages.agency),
            to_do=_to_do(board),
            band=filters.band,
            bands=BANDS,
            claimed=filters.claimed,
            filters=filters,
            requests={item.request_id: item.name for item in board.items},
            late={alarm.about for alarm in board.alarms},
            as_of=board.as_of.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )


def _to_do(board: query_pb2.QueueBoard) -> list[tuple[str, str, str, str, str]]:
    """(code, id of what it is about, case id where it is known, since, due) of every list."""
    return [
        *(
            (one.list, one.referral_id or one.about, one.case_id, one.since, one.due)
            for one in board.watch
        ),
        *((one.task, one.about, "", one.since, one.due) for one in board.tasks),
        *((one.alert, one.about, "", one.since, one.due) for one in board.alerts),
    ]


def news(before: query_pb2.QueueBoard, now: query_pb2.QueueBoard, words: Words) -> str:
    """What a listener is told of a change; it names nobody."""
    old, new = ({item.request_id for item in board.items} for board in (before, now))
    was_late, is_late = ({(a.clock, a.about) for a in board.alarms} for board in (before, now))
    counted = (("arrived", new - old), ("gone", old - new), ("late", is_late - was_late))
    said = [words.news(key, len(changed)) for key, changed in counted if changed]
    return "、".join(said) if said and words.japanese else "; ".join(said) or words.news("changed")
