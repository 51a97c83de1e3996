"""受信箱: the referrals to the worker's own agency, and as they change."""

from __future__ import annotations

from datetime import UTC

from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from schemas.times import JST
from services.console.abouts import about_referral
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.failing import Failing
from services.console.live import Live, Renewed
from services.console.page import Pages
from services.console.reading import Reading
from services.console.sessions import Session, Sessions
from services.console.words import Words

PATH = "/inbox"
EVENTS = "/inbox/events"


class Inbox:
    """The page ``/inbox`` and its stream."""

    def __init__(self, pages: Pages, sessions: Sessions, failing: Failing) -> None:
        self._pages = pages
        self._sessions = sessions
        self._failing = failing

    async def show(self, request: Request) -> Response:
        """The whole page; ``?ended=1`` with what is over too."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        page = await reading.inbox(session, asked_of(request))
        return self._pages.page(
            request,
            "inbox.html",
            fragment=self._fragment(page, session, ended=ended_of(request)),
            ended=ended_of(request),
            asked=request.url.query,
            done=done_of(request),
        )

    async def stream(self, request: Request) -> Response:
        """The stream of one open inbox."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        words, ended = Words(session.language), ended_of(request)

        def renewed(before: query_pb2.InboxPage | None, page: query_pb2.InboxPage) -> Renewed:
            said = "" if before is None else _news(before, page, words)
            html = self._fragment(page, session, ended=ended)
            return Renewed(html, said, page.as_of.ToMicroseconds())

        pages = reading.inboxes(session, asked_of(request))
        return Live(pages, renewed, session, self._sessions, self._failing, EVENTS).response()

    def _fragment(self, page: query_pb2.InboxPage, session: Session, *, ended: bool) -> str:
        about = {
            item.referral.referral_id: about_referral(item, self._pages.agency)
            for item in page.items
        }
        return self._pages.text(
            "inbox_fragment.html",
            session.language,
            page=page,
            ended=ended,
            actions={id_: actions_for(each, "referral") for id_, each in about.items()},
            as_of=page.as_of.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )


def ended_of(request: Request) -> bool:
    """Whether what is over is asked for too."""
    return request.query_params.get("ended") == "1"


def asked_of(request: Request) -> query_pb2.ListInboxRequest:
    """The page that the address asks for."""
    return query_pb2.ListInboxRequest(
        ended=ended_of(request), after=request.query_params.get("after", "")
    )


def _news(before: query_pb2.InboxPage, now: query_pb2.InboxPage, words: Words) -> str:
    """What a listener is told; it names nobody."""
    old, new = ({item.referral.referral_id for item in page.items} for page in (before, now))
    return words.news("referrals", len(new - old)) if new - old else words.news("changed")
