"""The board: what waits for the agency's desk, in order, and as it changes."""

from __future__ import annotations

from datetime import UTC
from typing import Final
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


def band_of(request: Request) -> str:
    """The band the address asks for; empty for all."""
    band = request.query_params.get("band", "")
    return band if band in BANDS else ""


def claimed_of(request: Request) -> str:
    """Whose requests the address asks for; empty for everybody's."""
    claimed = request.query_params.get("claimed", "")
    return claimed if claimed in CLAIMED else ""


def address(band: str = "", claimed: str = "", after: str = "") -> str:
    """The board by these filters; what is filtered is in the address and nowhere else."""
    said = {"band": band, "claimed": claimed, "after": after}
    return "/?" + urlencode({key: value for key, value in said.items() if value})


def page_of(request: Request) -> query_pb2.ListQueueRequest:
    """The page of requests that the address asks for: of a band, behind a request."""
    band = band_of(request)
    return query_pb2.ListQueueRequest(
        bands=[band] if band else (),
        after=request.query_params.get("after", ""),
        claimed=claimed_of(request),
    )


class Board:
    """The page ``/`` and the part of it that is renewed."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The whole page."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        board = await reading.board(session, page_of(request))
        band, claimed = band_of(request), claimed_of(request)
        fragment = self.fragment(board, session, band, claimed)
        after = request.query_params.get("after", "")
        asked = urlencode({"band": band, "claimed": claimed, "after": after})
        return self._pages.page(
            request, "board.html", fragment=fragment, asked=asked, done=done_of(request)
        )

    def fragment(
        self, board: query_pb2.QueueBoard, session: Session, band: str, claimed: str
    ) -> str:
        """What changes of the page: already escaped."""
        return self._pages.text(
            "board_fragment.html",
            session.language,
            session=session,
            may_claim=agency_code(self._pages.agency) in CLAIM.who,
            new_token=new_token,
            board=board,
            flags=[flag for flag in board.flags if not band or flag.band == band],
            answers_to=lambda flag: answers_to(flag.state, self._pages.agency),
            to_do=_to_do(board),
            band=band,
            bands=BANDS,
            claimed=claimed,
            address=address,
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
