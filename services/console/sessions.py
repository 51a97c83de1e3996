"""Who is signed in: a signed cookie, good for eight hours."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from services.clock import Clock
from services.console.ended import Ended
from services.console.words import JAPANESE

COOKIE: Final = "enishi-session"
ARRIVING: Final = "enishi-sign-in"
"""The cookie before sign-in. It is another one: who follows a link from elsewhere comes without the
session (SameSite=Strict), and the sign-in page they meet must not write over it."""
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
    """Issues and reads cookies, signed by a key of the console's own: a restart signs nobody out,
    and a session that was ended stays so."""

    def __init__(self, clock: Clock, folder: Path, *, secure: bool) -> None:
        """``folder``: where the key and the ended sessions lie; ``secure``: whether browsers come
        by TLS."""
        self._clock = clock
        self._secure = secure
        self._serializer = URLSafeSerializer(_key(folder / "session.key"), salt=COOKIE)
        self._ended = Ended(folder / "ended.db")

    @property
    def name(self) -> str:
        """The cookie's. With the prefix a browser takes it from this host by TLS alone, and no
        neighbour can plant it (RFC 6265bis section 4.1.3)."""
        return self._named(COOKIE)

    @property
    def arriving(self) -> str:
        """The name of the cookie before sign-in."""
        return self._named(ARRIVING)

    @property
    def scheme(self) -> str:
        """How browsers come, also where a proxy ends TLS."""
        return "https" if self._secure else "http"

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

    def of(self, cookies: Mapping[str, str]) -> Session | None:
        """The session that a browser brings; before sign-in, the one without a user."""
        session = self.read(cookies.get(self.name, ""))
        if session is not None and session.user:
            return session
        session = self.read(cookies.get(self.arriving, ""))
        return None if session is None or session.user else session

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None where it is not ours, has been ended or is over."""
        try:
            session = Session(**self._serializer.loads(cookie))
        except (BadSignature, TypeError):
            return None
        return session if self.lasts(session) else None

    def lasts(self, session: Session) -> bool:
        """Whether it is still good."""
        return self._now() < session.ends and not self._ended.knows(session.id)

    def end(self, session: Session) -> None:
        """Signed out: a copy of the cookie is worth nothing from now on."""
        self._ended.add(session.id, session.ends, self._now())

    def put(self, response: Response, session: Session) -> None:
        """Set the cookie; Secure, but for the demo's sign-in, which speaks plain HTTP on
        loopback."""
        response.set_cookie(
            self.name if session.user else self.arriving,
            self.cookie(session),
            max_age=max(0, session.ends - self._now()),
            path="/",
            httponly=True,
            secure=self._secure,
            samesite="strict",
        )

    def drop(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(
            self.name, path="/", httponly=True, secure=self._secure, samesite="strict"
        )

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self._secure else name

    def close(self) -> None:
        """Close the file."""
        self._ended.close()

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def in_language(session: Session, language: str) -> Session:
    """The same session in another language; it does not last longer for it."""
    return replace(session, language=language)


def having_seen(session: Session, sequence: int) -> Session:
    """The same session, whose pages know the agency's own stream up to here."""
    return replace(session, seen=max(session.seen, sequence))


def _key(path: Path) -> bytes:
    """The console's own signing key, made where there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(file, "wb") as opened:
        opened.write(secrets.token_bytes(_KEY_BYTES))
    return path.read_bytes()
