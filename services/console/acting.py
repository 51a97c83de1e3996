"""``/do/{action}/{id}``: the form of one action, and what becomes of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import grpc
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import agency_code
from services.clock import Clock
from services.console.abouts import Abouts
from services.console.actions.about import About
from services.console.actions.action import Action, Answers
from services.console.actions.answers import faults, read_answers
from services.console.actions.envelope import event, record_id
from services.console.actions.table import BY_NAME
from services.console.admission import session_of
from services.console.page import Pages
from services.console.recording import Broken, Recording, Refused
from services.console.sent import Sent
from services.console.sessions import Session, Sessions, having_seen

PATH = "/do/{action}/{id}"
FORM_TOKEN = "form"
_TOKEN_BYTES = 16


def new_token() -> str:
    """What tells one form from the next: pressing its button twice is one event."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class _Form:
    """One form as it is shown again: what was filled in, and what is wrong with it."""

    token: str
    answers: Answers
    wrong: Sequence[str] = ()
    broken: Sequence[Broken] = ()
    code: str = ""
    status: int = 200


class Acting:
    """Every action goes this way: read what it is about, check, record, show what came of it."""

    def __init__(
        self,
        pages: Pages,
        sessions: Sessions,
        abouts: Abouts,
        sent: Sent,
        clock: Clock,
        municipality: str,
        agency: str,
    ) -> None:
        self._pages = pages
        self._sessions = sessions
        self._abouts = abouts
        self._sent = sent
        self._clock = clock
        self._municipality = municipality
        self._agency = agency

    async def show(self, request: Request) -> Response:
        """The empty form."""
        action = self._action(request)
        about = await self._abouts.of(request, action, request.path_params["id"])
        form = _Form(new_token(), _chosen(request, action, about))
        return await self._page(request, action, about, form)

    async def act(self, request: Request, form: FormData) -> Response:
        """Record what the form says; a form that is wrong or refused is shown again."""
        action = self._action(request)
        token = str(form.get(FORM_TOKEN, "")) or new_token()
        try:
            about = await self._abouts.of(request, action, request.path_params["id"])
        except grpc.aio.AioRpcError as error:
            if error.code() == grpc.StatusCode.NOT_FOUND and self._is_done(request, token):
                return RedirectResponse(f"/?done={action.name}", status_code=303)
            raise
        answers = read_answers(action, about, form)
        agencies = await self._abouts.agencies(request)
        # What was sent before was right then: a flag that it answered is offered no more.
        again = self._sent.knows(record_id(_form_of(request, token), answers))
        wrong = [] if again else faults(action, about, answers, agencies)
        if wrong:
            shown = _Form(token, answers, wrong, status=422)
            return await self._page(request, action, about, shown)
        session = session_of(request)
        try:
            seen = await self._record(request, action, about, token, answers)
        except Refused as refused:
            session = request.state.session = having_seen(session, refused.seen)
            about = await self._again(request, action, about)
            shown = _Form(token, answers, broken=refused.broken, code=refused.code, status=409)
            response = await self._page(request, action, about, shown)
            self._sessions.put(response, session)
            return response
        back = "/" if action.ends else self._abouts.page_of(action, about)
        response = RedirectResponse(f"{back}?done={action.name}", status_code=303)
        self._sessions.put(response, having_seen(session, seen))
        return response

    async def _record(
        self, request: Request, action: Action, about: About, token: str, answers: Answers
    ) -> int:
        user = session_of(request).user
        recording: Recording = request.app.state.recording
        record = record_id(_form_of(request, token), answers)
        now = self._clock.now()
        self._sent.first(_form_of(request, token), now, {})
        sending = self._sent.first(record, now, action.pins(about))
        answers = replace(answers, record=record, pins=sending.pins)
        payloads = action.events(about, answers, user)
        # Of one form's events each happened after the one before: a hand-over is release, then
        # claim. The last one happened now, none later.
        moments = [
            sending.at - back * timedelta.resolution for back in reversed(range(len(payloads)))
        ]
        return await recording.record(
            [
                event(
                    payload,
                    place,
                    record,
                    about,
                    municipality=self._municipality,
                    user=user,
                    at=moment,
                )
                for place, (payload, moment) in enumerate(
                    zip(payloads, moments, strict=True), start=1
                )
            ]
        )

    def _is_done(self, request: Request, token: str) -> bool:
        """The button was pressed twice, and the first press took the thing off the board."""
        return self._sent.knows(_form_of(request, token))

    async def _again(self, request: Request, action: Action, about: About) -> About:
        """What it is about as it stands now; as it stood, where it is there no more."""
        try:
            return await self._abouts.of(request, action, about.id)
        except grpc.aio.AioRpcError as error:
            if error.code() != grpc.StatusCode.NOT_FOUND:
                raise
            return about

    async def _page(self, request: Request, action: Action, about: About, form: _Form) -> Response:
        session: Session = session_of(request)
        return self._pages.page(
            request,
            "act.html",
            form.status,
            action=action,
            fields=action.fields_of(about),
            about=about,
            form=form,
            agencies=await self._abouts.agencies(request),
            back=self._abouts.page_of(action, about),
            user=session.user,
        )

    def _action(self, request: Request) -> Action:
        """Raises HTTPException 404 where this agency has no such action."""
        action = BY_NAME.get(request.path_params["action"])
        if action is None or agency_code(self._agency) not in action.who:
            raise HTTPException(404)
        return action


def _chosen(request: Request, action: Action, about: About) -> Answers:
    """What the button chose among several: an id in the address, for a field that offers it."""
    offered = {
        field.name: {value for value, _ in field.options(about)}
        for field in action.fields_of(about)
        if field.kind == "choice" and field.options
    }
    asked = {name: request.query_params.get(name, "") for name in offered}
    return Answers({name: (value,) for name, value in asked.items() if value in offered[name]})


def _form_of(request: Request, token: str) -> str:
    """This form: of this worker, this action and this thing."""
    place = request.path_params
    named = "\n".join((session_of(request).user, place["action"], place["id"], token))
    return hashlib.sha256(named.encode()).hexdigest()
