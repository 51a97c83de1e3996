"""Signing in by the agency's identity provider (OpenID Connect)."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from typing import Final

import structlog
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.clock import Clock
from services.console.admission import CALLBACK, SIGN_IN, session_of
from services.console.arriving import arriving_page, sign_in_page
from services.console.configuration import Configuration
from services.console.page import Pages
from services.console.provider import Asked, NotBelieved, Provider, ProviderAway
from services.console.sessions import Sessions
from services.console.sign_in import STAFF_ID
from services.console.words import JAPANESE, LANGUAGES

PAGE: Final = "sign_in_oidc.html"
LOGIN: Final = "enishi-login"
LOGIN_SECONDS: Final = 600
_BYTES: Final = 32


class OidcSignIn:
    """Sends the browser to the provider and takes it back.

    What must come back is kept in a cookie of ten minutes that is SameSite=Lax: the way back
    begins at another site, and a Strict one would not come along (RFC 6265bis section 5.2). It is
    worth nothing but for this one way; the session itself is Strict.
    """

    def __init__(
        self, pages: Pages, sessions: Sessions, clock: Clock, configuration: Configuration
    ) -> None:
        self._pages = pages
        self._sessions = sessions
        self._clock = clock
        self._oidc = configuration.oidc
        self._secure = configuration.secure
        self._public = configuration.public
        self._provider = Provider(configuration.oidc, configuration.public + CALLBACK)
        self._login = URLSafeTimedSerializer(secrets.token_bytes(_BYTES), salt=LOGIN)
        self._log = structlog.get_logger(component="console", agency=pages.agency)

    async def show(self, request: Request) -> Response:
        """The page with the one button."""
        return sign_in_page(request, self._pages, self._sessions, PAGE, refused="")

    async def sign_in(self, request: Request, form: FormData) -> Response:
        """To the provider, with what must come back."""
        asked = Asked(*(secrets.token_urlsafe(_BYTES) for _ in range(3)))
        try:
            address = await self._provider.address(asked)
        except ProviderAway as error:
            return self._away(request, error)
        language = str(form.get("language"))
        kept = {**asdict(asked), "language": language if language in LANGUAGES else JAPANESE}
        response = self._leading(address, kept["language"])
        response.set_cookie(
            self._cookie,
            self._login.dumps(json.dumps(kept)),
            max_age=LOGIN_SECONDS,
            path="/",
            httponly=True,
            secure=self._secure,
            samesite="lax",
        )
        return response

    async def back(self, request: Request) -> Response:
        """From the provider: a new session, if all is as it was asked."""
        given = request.query_params
        try:
            kept = json.loads(
                self._login.loads(request.cookies.get(self._cookie, ""), max_age=LOGIN_SECONDS)
            )
            language = kept.pop("language")
            asked = Asked(**kept)
            if not secrets.compare_digest(asked.state.encode(), given.get("state", "").encode()):
                raise NotBelieved("another state came back")
            claims = await self._provider.claims(asked, given.get("code", ""), self._clock.now())
        except (BadSignature, NotBelieved) as error:
            self._log.warning("sign-in refused", kind=str(error) or type(error).__name__)
            return self._refused(request, "sign_in_refused", 403)
        except ProviderAway as error:
            return self._away(request, error)
        user = str(claims.get(self._oidc.user_claim, ""))
        if not self._works_here(claims.get(self._oidc.agency_claim)) or not STAFF_ID.fullmatch(
            user
        ):
            self._log.warning("sign-in refused", kind="not this agency's staff")
            return self._refused(request, "not_registered", 403)
        session = self._sessions.new(user, language)
        page = self._leading("/", language)
        self._sessions.put(page, session)
        page.delete_cookie(self._cookie, path="/", httponly=True, secure=self._secure)
        return page

    async def sign_out(self, request: Request, form: FormData) -> Response:
        """Ends the session here and, where the provider offers it, there."""
        self._sessions.end(session_of(request))
        try:
            there = await self._provider.end(self._public + SIGN_IN)
        except ProviderAway as error:
            self._log.warning("signed out here only", kind=str(error))
            there = ""
        response = self._leading(there or SIGN_IN, session_of(request).language)
        self._sessions.drop(response)
        return response

    def _leading(self, address: str, language: str) -> Response:
        """A page of ours that leads on. A redirect would not do: of a form, form-action 'self'
        forbids it to another site; from another site, the browser would leave the Strict cookie
        at home."""
        html = self._pages.text("leading.html", language, address=address)
        return Response(html, media_type="text/html")

    @property
    def _cookie(self) -> str:
        return f"__Host-{LOGIN}" if self._secure else LOGIN

    def _works_here(self, said: object) -> bool:
        """A claim of one agency, or of several as a list."""
        agency = self._pages.agency
        return said == agency or (isinstance(said, list) and agency in said)

    def _refused(self, request: Request, phrase: str, status: int) -> Response:
        return arriving_page(request, self._pages, self._sessions, PAGE, status, refused=phrase)

    def _away(self, request: Request, error: ProviderAway) -> Response:
        self._log.warning("identity provider away", kind=str(error))
        return self._refused(request, "provider_away", 503)
