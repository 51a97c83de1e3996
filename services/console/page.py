"""Pages from templates: every value is escaped, every word is in the session's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.console.navigation import places_of
from services.console.sessions import Session
from services.console.words import JAPANESE, Words

FOLDER = Path(__file__).parent
STATIC_FOLDER = FOLDER / "static"


class Pages:
    """Renders the templates for one agency."""

    def __init__(self, agency: str) -> None:
        self.agency = agency
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def text(self, template: str, language: str, **values: Any) -> str:
        """A part of a page."""
        found = self._environment.get_template(template)
        return found.render(w=Words(language), **values)

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """A whole page, for whoever is signed in."""
        session: Session | None = getattr(request.state, "session", None)
        language = session.language if session else JAPANESE
        html = self.text(
            template,
            language,
            session=session,
            agency=self.agency,
            places=places_of(self.agency),
            at=request.url.path,
            path=_address(request),
            **values,
        )
        return HTMLResponse(html, status)


def _address(request: Request) -> str:
    """Where a form returns to: path and query of this page."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
