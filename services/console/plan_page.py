"""``/households/case/{case_id}/plan``: the plan of a case, what can be done next, and its sheet."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.console.abouts import about_case
from services.console.actions.table import actions_for
from services.console.admission import session_of
from services.console.page import Pages
from services.console.printing import Printing
from services.console.reading import Reading
from services.console.sheet import sheet_of
from services.console.words import Words

PATH: Final = "/households/case/{case_id}/plan"
PRINT: Final = f"{PATH}/print"
PDF: Final = f"{PATH}/pdf"


class PlanPage:
    """On the screen it is a viewing; on paper and as a file, a disclosure."""

    def __init__(self, pages: Pages, printing: Printing) -> None:
        self._pages = pages
        self._printing = printing

    async def show(self, request: Request) -> Response:
        """The plan, and what may be done about the case now."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        case_id = request.path_params["case_id"]
        household = await reading.household(session, case_id)
        about = about_case(household, case_id, self._pages.agency)
        return self._pages.page(
            request,
            "plan.html",
            case_id=case_id,
            sheet=sheet_of(household, case_id, Words(session.language)),
            actions=actions_for(about, "case"),
        )

    async def print(self, request: Request, form: FormData) -> Response:
        """The sheet as a page to print."""
        return self._printing.page(request, "plan_print.html", **await self._sheet(request))

    async def pdf(self, request: Request, form: FormData) -> Response:
        """The sheet as a file."""
        printer = self._printing.printer(request)
        if isinstance(printer, Response):
            return printer
        case_id = request.path_params["case_id"]
        values = await self._sheet(request)
        return await printer(f"plan-{case_id}.pdf", "plan_print.html", values)

    async def _sheet(self, request: Request) -> dict[str, Any]:
        reading: Reading = request.app.state.reading
        session = session_of(request)
        case_id = request.path_params["case_id"]
        household = await reading.disclosed(session, case_id)
        return {
            "case_id": case_id,
            "sheet": sheet_of(household, case_id, Words(session.language)),
        }
