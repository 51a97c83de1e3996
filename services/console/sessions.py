"""Who is signed in: a signed cookie, valid for this process and eight hours."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from services.clock import Clock
from services.console.words import JAPANESE

COOKIE: Final = "enishi-session"
SECONDS: Final = 8 * 60 * 60
_KEY_BYTES = 32
_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Session:
    """``user`` is empty before sign-in; ``ends``: seconds since 1970; ``seen``: the sequence of
    the last receipt, up to which every page must know the agency's own stream."""

    id: str
    user: str
    language: str
    csrf: str
    ends: int
    seen: int = 0


class Sessions:
    """Issues and reads cookies; the key is this process's own, so a restart signs everybody out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._serializer = URLSafeSerializer(secrets.token_bytes(_KEY_BYTES), salt=COOKIE)
        self._ended: dict[str, int] = {}

    def new(self, user: str = "", language: str = JAPANESE) -> Session:
        """A session of its own id and token: whoever signs in gets one that nobody knew before."""
        ends = self._now() + SECONDS
        return Session(
            secrets.token_urlsafe(_ID_BYTES),
            user,
            language,
            secrets.token_urlsafe(_KEY_BYTES),
            ends,
        )

    def cookie(self, session: Session) -> str:
        """The session as the browser keeps it."""
        return self._serializer.dumps(asdict(session))

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None where it is not ours, has been ended or is over."""
        try:
            session = Session(**self._serializer.loads(cookie))
        except (BadSignature, TypeError):
            return None
        return session if self.lasts(session) else None

    def lasts(self, session: Session) -> bool:
        """Whether it is still good."""
        return self._now() < session.ends and session.id not in self._ended

    def end(self, session: Session) -> None:
        """Signed out: a copy of the cookie is worth nothing from now on."""
        now = self._now()
        self._ended = {id_: ends for id_, ends in self._ended.items() if ends > now}
        self._ended[session.id] = session.ends

    def put(self, response: Response, session: Session) -> None:
        """Set the cookie. Not Secure: the demo's sign-in speaks plain HTTP, on loopback only."""
        response.set_cookie(
            COOKIE,
            self.cookie(session),
            max_age=max(0, session.ends - self._now()),
            path="/",
            httponly=True,
            samesite="strict",
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def in_language(session: Session, language: str) -> Session:
    """The same session in another language; it does not last longer for it."""
    return replace(session, language=language)


def having_seen(session: Session, sequence: int) -> Session:
    """The same session, whose pages know the agency's own stream up to here."""
    return replace(session, seen=max(session.seen, sequence))
