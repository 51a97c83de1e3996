"""What a worker sees when a page cannot be shown; never what there would have been to see."""

from __future__ import annotations

import secrets

import grpc
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.console.page import Pages

_REFERENCE_BYTES = 4
_NOTHING = frozenset(
    {
        grpc.StatusCode.NOT_FOUND,
        # An id that cannot be one: it must not look different from one that is not there.
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.PERMISSION_DENIED,
    }
)


class Failing:
    """The pages of failures, and their line in the log."""

    def __init__(self, pages: Pages, agency: str) -> None:
        self._pages = pages
        self._log = structlog.get_logger(component="console", agency=agency)

    async def call(self, request: Request, error: Exception) -> Response:
        """A call to the query service failed."""
        if not isinstance(error, grpc.aio.AioRpcError):
            raise error
        if error.code() in _NOTHING:
            return self._pages.page(request, "none.html", 404)
        reference = self.record(error, _pattern(request))
        return self._pages.page(request, "failed.html", 503, reference=reference)

    async def refused(self, request: Request, error: Exception) -> Response:
        """The console itself said no."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status == 404:
            return self._pages.page(request, "none.html", 404)
        return self._pages.page(request, "forbidden.html", status)

    async def mistake(self, request: Request, error: Exception) -> Response:
        """A mistake of ours."""
        reference = self._reference()
        self._log.error(
            "page failed", reference=reference, page=_pattern(request), kind=type(error).__name__
        )
        return self._pages.page(request, "failed.html", 500, reference=reference)

    def record(self, error: grpc.aio.AioRpcError, page: str) -> str:
        """One line in the log: the page by its pattern, because its address names a case.

        Returns the reference that the worker can quote.
        """
        reference = self._reference()
        self._log.warning("call failed", reference=reference, page=page, code=error.code().name)
        return reference

    @staticmethod
    def _reference() -> str:
        return secrets.token_hex(_REFERENCE_BYTES).upper()


def _pattern(request: Request) -> str:
    route = request.scope.get("route")
    return route.path if isinstance(route, Route) else ""
