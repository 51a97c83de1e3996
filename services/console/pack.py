"""``/conferences/pack``: the papers of a multilayer conference, from today's queue.

The pack is for reading and signing; what the conference decides is recorded case by case
afterwards, by the action 重層的支援会議を記録する.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import grpc
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code, code_list
from schemas.times import JST
from services.clock import Clock
from services.console.abouts import Abouts
from services.console.admission import session_of
from services.console.agenda import Part, agenda
from services.console.conferences import PATH as CONFERENCES
from services.console.page import Pages
from services.console.printing import Printing
from services.console.reading import Reading
from services.console.sessions import Session
from services.console.summary import Summary, summary_of
from services.console.words import Words

PATH: Final = f"{CONFERENCES}/pack"
PRINT: Final = f"{PATH}/print"
PDF: Final = f"{PATH}/pdf"
HOST: Final = "CT"
"""Who hosts the multilayer conference (domain, section 3)."""

MAX_CASES = 30
"""More are no one day's conference."""

_PAGE = 100
_SITTING = frozenset({"agency", "member"})


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What the form says; ``wrong``: the fields that are not as they must be."""

    cases: tuple[str, ...]
    attendees: tuple[str, ...]
    day: str
    wrong: tuple[str, ...]


class Pack:
    """The agenda on the screen; on paper and as a file with a page for each case."""

    def __init__(self, pages: Pages, printing: Printing, abouts: Abouts, clock: Clock) -> None:
        self._pages = pages
        self._printing = printing
        self._abouts = abouts
        self._clock = clock

    async def show(self, request: Request) -> Response:
        """What waits, to choose from."""
        return await self._page(request, None)

    async def print(self, request: Request, form: FormData) -> Response:
        """The pack as a page to print."""
        parts, chosen = await self._chosen(request, form)
        if chosen.wrong:
            return await self._page(request, chosen)
        values = await self._pack(request, parts, chosen)
        return self._printing.page(request, "pack_print.html", **values)

    async def pdf(self, request: Request, form: FormData) -> Response:
        """The pack as a file."""
        parts, chosen = await self._chosen(request, form)
        if chosen.wrong:
            return await self._page(request, chosen)
        printer = self._printing.printer(request)
        if isinstance(printer, Response):
            return printer
        values = await self._pack(request, parts, chosen)
        return await printer(f"conference-{chosen.day}.pdf", "pack_print.html", values)

    async def _page(self, request: Request, chosen: _Chosen | None) -> Response:
        parts = await self._agenda(request)
        cases = [entry.case_id for part in parts if part.chosen for entry in part.entries]
        return self._pages.page(
            request,
            "pack.html",
            422 if chosen else 200,
            parts=parts,
            cases=chosen.cases if chosen else cases[:MAX_CASES],
            attendees=chosen.attendees if chosen else (self._pages.agency,),
            day=chosen.day if chosen else self._today(),
            wrong=chosen.wrong if chosen else (),
            invited=await self._invited(request),
        )

    async def _agenda(self, request: Request) -> tuple[Part, ...]:
        """Raises HTTPException 404 where the agency hosts no such conference."""
        if agency_code(self._pages.agency) != HOST:
            raise HTTPException(404)
        reading: Reading = request.app.state.reading
        session = session_of(request)
        boards: list[query_pb2.QueueBoard] = []
        while not boards or boards[-1].next:
            after = boards[-1].next if boards else ""
            asked = query_pb2.ListQueueRequest(limit=_PAGE, after=after)
            boards.append(await reading.board(session, asked))
        return agenda(boards, self._clock.now())

    async def _invited(self, request: Request) -> list[str]:
        """Who may sit in a conference: neither auditors nor stewards work on cases."""
        kinds = code_list("agency")
        found = await self._abouts.agencies(request)
        return [one for one in found if kinds.more(agency_code(one), "kind") in _SITTING]

    async def _chosen(self, request: Request, form: FormData) -> tuple[tuple[Part, ...], _Chosen]:
        parts = await self._agenda(request)
        offered = {entry.case_id for part in parts for entry in part.entries}
        invited = await self._invited(request)
        cases, attendees = _all(form, "case"), _all(form, "attendee")
        day = next(iter(_all(form, "day")), "")
        wrong = []
        if not cases or len(cases) > MAX_CASES or not offered.issuperset(cases):
            wrong.append("case")
        if not attendees or not set(invited).issuperset(attendees):
            wrong.append("attendee")
        if not _is_day(day):
            wrong.append("day")
        return parts, _Chosen(cases, attendees, day, tuple(wrong))

    async def _pack(
        self, request: Request, parts: Sequence[Part], chosen: _Chosen
    ) -> Mapping[str, Any]:
        entries = {entry.case_id: entry for part in parts for entry in part.entries}
        session = session_of(request)
        return {
            "day": chosen.day,
            "attendees": chosen.attendees,
            "cases": [
                (entries[case_id], await self._summary(request, session, case_id))
                for case_id in chosen.cases
            ],
        }

    async def _summary(self, request: Request, session: Session, case_id: str) -> Summary | None:
        """The page of one case; None where nothing of it is shown (any more)."""
        reading: Reading = request.app.state.reading
        try:
            household = await reading.disclosed(session, case_id)
        except grpc.aio.AioRpcError as error:
            if error.code() != grpc.StatusCode.NOT_FOUND:
                raise
            return None
        return summary_of(household, case_id, Words(session.language))

    def _today(self) -> str:
        return self._clock.now().astimezone(JST).date().isoformat()


def _all(form: FormData, name: str) -> tuple[str, ...]:
    """The values of a field, each once."""
    given = [value for value in form.getlist(name) if isinstance(value, str) and value]
    return tuple(dict.fromkeys(given))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
