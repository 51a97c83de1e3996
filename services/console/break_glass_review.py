"""事後審査: the municipality judges every break-glass; never whoever used it."""

from __future__ import annotations

from typing import Final

import grpc
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import agency_code, code_list
from services.clock import Clock
from services.console import emergencies
from services.console.acting import FORM_TOKEN, new_token
from services.console.admission import session_of
from services.console.once import Once, form_key
from services.console.page import Pages
from services.console.reading import Reading

PATH: Final = "/break-glass/review"
VERDICT: Final = "/break-glass/review/{break_glass_id}"
DONE: Final = f"{PATH}?done=1"
_READERS: Final = frozenset({"AU", "MU"})
_REVIEWERS: Final = frozenset({"MU"})


class BreakGlassReview:
    """What is to be reviewed; the auditor reads it, the municipality judges."""

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self._pages = pages
        self._once = Once[None](clock)

    async def show(self, request: Request) -> Response:
        """Everything that nobody has judged."""
        return await self._page(request)

    async def judge(self, request: Request, form: FormData) -> Response:
        """Record a verdict; one that is refused is shown with the reason."""
        if agency_code(self._pages.agency) not in _REVIEWERS:
            raise HTTPException(404)
        reading: Reading = request.app.state.reading
        id_, verdict = request.path_params["break_glass_id"], str(form.get("verdict", ""))
        if verdict not in code_list("review_verdict"):
            return await self._page(request, wrong=id_, status=422)
        session = session_of(request)
        key = form_key(session.user, id_, str(form.get(FORM_TOKEN, "")), verdict)
        try:
            await self._once.of(key, lambda: emergencies.judge(reading, session, id_, verdict))
        except grpc.aio.AioRpcError as error:
            if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                raise
            return await self._page(request, refused=id_, advice=error.details() or "", status=409)
        return RedirectResponse(DONE, status_code=303)

    async def _page(
        self,
        request: Request,
        wrong: str = "",
        refused: str = "",
        advice: str = "",
        status: int = 200,
    ) -> Response:
        """``wrong``, ``refused``: the break-glass of which the verdict was; ``advice``: the
        service's own words."""
        code = agency_code(self._pages.agency)
        if code not in _READERS:
            raise HTTPException(404)
        reading: Reading = request.app.state.reading
        session = session_of(request)
        answer = await emergencies.to_review(reading, session)
        me = (self._pages.agency, session.user)
        return self._pages.page(
            request,
            "break_glass_review.html",
            status,
            tasks=answer.tasks,
            may_judge=code in _REVIEWERS,
            wrong=wrong,
            refused=refused,
            advice=advice,
            own={
                one.break_glass_id for one in answer.tasks if (one.viewer_agency, one.viewer) == me
            },
            new_token=new_token,
            done=request.query_params.get("done") == "1",
        )
