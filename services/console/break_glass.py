"""緊急閲覧: a few fields of one person where life or body is in danger.

Source: 個人情報保護法69条2項4号.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Final
from uuid import UUID

import grpc
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from projections.visibility.policy import policy
from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code, code_list
from schemas.times import JST
from services.clock import Clock
from services.console import emergencies
from services.console.acting import FORM_TOKEN, new_token
from services.console.admission import session_of
from services.console.navigation import RECEIVERS
from services.console.once import Once, form_key
from services.console.page import Pages
from services.console.reading import Reading

PATH: Final = "/break-glass"
OPENED: Final = "/break-glass/{person_ref}/{break_glass_id}"
_WRONG: Final = grpc.StatusCode.INVALID_ARGUMENT
_NOTHING: Final = grpc.StatusCode.NOT_FOUND
_FIELDS: Final = ("person_ref", "field_codes", "reason", "explanation", "minutes")


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it is shown again. ``wrong``: the field; ``advice``: the service's own words;
    ``nothing``: there was no result."""

    token: str
    asked: query_pb2.BreakGlassRequest
    wrong: str = ""
    advice: str = ""
    nothing: bool = False
    status: int = 200


class BreakGlass:
    """The form, and what it opened. One form opens once, however often its button is pressed."""

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self._pages = pages
        self._once = Once[query_pb2.BreakGlassAnswer](clock)

    async def show(self, request: Request) -> Response:
        """The empty form."""
        self._check()
        return self._page(request, _Form(new_token(), query_pb2.BreakGlassRequest()))

    async def use(self, request: Request, form: FormData) -> Response:
        """Open it, then go to the page of what was opened: to load that again opens nothing."""
        self._check()
        asked = _asked(form)
        token = str(form.get(FORM_TOKEN, "")) or new_token()
        missing = _missing(asked)
        if missing:
            return self._page(request, _Form(token, asked, missing, status=422))
        try:
            answer = await self._open(request, token, asked)
        except grpc.aio.AioRpcError as error:
            shown = _refused(token, asked, error)
            if shown is None:
                raise
            return self._page(request, shown)
        path = f"{PATH}/{asked.person_ref}/{answer.break_glass_id}"
        return RedirectResponse(path, status_code=303)

    async def opened(self, request: Request) -> Response:
        """What it shows, until it expires. Raises grpc.aio.AioRpcError, NOT_FOUND after that."""
        self._check()
        place = request.path_params
        answer = await emergencies.use(
            request.app.state.reading,
            session_of(request),
            query_pb2.BreakGlassRequest(
                person_ref=place["person_ref"], break_glass_id=place["break_glass_id"]
            ),
        )
        codes = list(code_list("field_code").codes)
        return self._pages.page(
            request,
            "break_glass_opened.html",
            answer=answer,
            person_ref=place["person_ref"],
            values=sorted(answer.values, key=lambda value: codes.index(value.field)),
            until=answer.expires_at.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )

    async def _open(
        self, request: Request, token: str, asked: query_pb2.BreakGlassRequest
    ) -> query_pb2.BreakGlassAnswer:
        reading: Reading = request.app.state.reading
        session = session_of(request)
        key = form_key(session.user, token, asked.SerializeToString(deterministic=True).hex())
        return await self._once.of(key, lambda: emergencies.use(reading, session, asked))

    def _page(self, request: Request, form: _Form) -> Response:
        return self._pages.page(
            request,
            "break_glass.html",
            form.status,
            form=form,
            field_codes=policy().break_glass_field_codes,
            longest=policy().break_glass_minutes,
        )

    def _check(self) -> None:
        """Raises HTTPException 404 at a desk that answers no emergency."""
        if agency_code(self._pages.agency) not in RECEIVERS:
            raise HTTPException(404)


def _asked(form: FormData) -> query_pb2.BreakGlassRequest:
    minutes = str(form.get("minutes", "")).strip()
    return query_pb2.BreakGlassRequest(
        person_ref=str(form.get("person_ref", "")).strip(),
        field_codes=[code for code in form.getlist("field_codes") if isinstance(code, str)],
        reason=str(form.get("reason", "")),
        explanation=str(form.get("explanation", "")).strip(),
        minutes=_number(minutes),
    )


def _number(text: str) -> int:
    """Minutes; -1, which the service takes for no number of minutes, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else -1


def _missing(asked: query_pb2.BreakGlassRequest) -> str:
    """The first field that is empty, or that is no reference and would be no address."""
    try:
        is_reference = str(UUID(asked.person_ref)) == asked.person_ref
    except ValueError:
        is_reference = False
    given = {
        "person_ref": is_reference,
        "field_codes": bool(asked.field_codes),
        "reason": bool(asked.reason),
        "explanation": bool(asked.explanation),
        "minutes": asked.minutes > 0,
    }
    return next((name for name in _FIELDS if not given[name]), "")


def _refused(
    token: str, asked: query_pb2.BreakGlassRequest, error: grpc.aio.AioRpcError
) -> _Form | None:
    if error.code() == _NOTHING:
        return _Form(token, asked, nothing=True, status=404)
    field, _, advice = (error.details() or "").partition(": ")
    if error.code() != _WRONG or field not in _FIELDS:
        return None
    return _Form(token, asked, field, advice, status=422)
