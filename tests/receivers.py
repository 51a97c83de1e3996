"""Where notices arrive in tests: a real mail server and a real web server, on loopback."""

from __future__ import annotations

import email
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from deploy.tls import issue
from tests.plain_events import MUNICIPALITY

HOST = "127.0.0.1"
NAME = "localhost"
USER, PASSWORD = "enishi", "mail-password-canary"
TAKEN = "250 OK"


@dataclass(frozen=True)
class Tls:
    """An authority, and what a server of its shows."""

    ca: Path
    certificate: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        """Of a server."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def tls_in(folder: Path, host: str = NAME) -> Tls:
    """An authority of its own, and a server's certificate for that host."""
    authority = issue(folder, MUNICIPALITY, ["console"], hosts=[host])
    credentials = authority.credentials("console")
    return Tls(credentials.ca, credentials.certificate, credentials.key)


@dataclass
class Mailbox:
    """What a mail server took; ``reply`` is its answer to the next messages."""

    port: int = 0
    reply: str = TAKEN
    recipient_reply: str = TAKEN
    raw: list[bytes] = field(default_factory=list)
    offered: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    greetings: set[str] = field(default_factory=set)

    def mails(self) -> list[EmailMessage]:
        """The messages it took."""
        return [email.message_from_bytes(one, policy=default) for one in self.raw]

    def bytes(self) -> bytes:
        """Every byte it was ever sent in a message, taken or not, as sent and as read."""
        read = [
            f"{m.items()} {m.get_content()}".encode()
            for m in (email.message_from_bytes(one, policy=default) for one in self.offered)
        ]
        return b"\n".join([*self.offered, *read])

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The server's answer to a recipient."""
        if self.recipient_reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.recipient_reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The server's answer to a message."""
        content = envelope.original_content or b""
        self.greetings.add(str(session.host_name))
        self.offered.append(content)
        if self.reply == TAKEN:
            self.raw.append(content)
        return self.reply

    def signs_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """The server's answer to a sign-in."""
        assert isinstance(data, LoginPassword)
        good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        self.logins.append(mechanism)
        return AuthResult(success=good, handled=False)


@contextmanager
def mail_server(
    tls: Tls | None = None, *, smtps: bool = False, box: Mailbox | None = None, login: bool = False
) -> Iterator[Mailbox]:
    """A mail server: with STARTTLS where ``tls`` is given, TLS from the start with ``smtps``. A
    ``box`` with a port gets its server back there."""
    box = box or Mailbox()
    context = tls.context if tls else None
    options: dict[str, Any] = {"ssl_context": context} if smtps else {}
    if context and not smtps:
        options |= {"tls_context": context, "require_starttls": True}
    if login:
        options |= {"authenticator": box.signs_in, "auth_required": True}
        options |= {"auth_require_tls": not smtps}
    with_port = box.port or free_port()
    controller = Controller(box, hostname=HOST, port=with_port, **options)
    box.port = with_port
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass(frozen=True)
class Call:
    """One request that a web server got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hook:
    """What a web server got; ``status`` is its answer, with ``location`` where that is given.
    While ``silent`` it never answers."""

    port: int = 0
    status: int = 204
    location: str = ""
    calls: list[Call] = field(default_factory=list)
    silent: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def bytes(self) -> bytes:
        """Every byte it was ever sent."""
        return b"\n".join(f"{c.path} {c.headers}".encode() + c.body for c in self.calls)


@contextmanager
def web_server(tls: Tls | None = None, hook: Hook | None = None) -> Iterator[Hook]:
    """A web server; a ``hook`` with a port gets its server back there."""
    found = hook or Hook()
    found.done.clear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.calls.append(Call(self.path, dict(self.headers.items()), body))
            if found.silent:
                found.done.wait()
                return
            self.send_response(found.status)
            if found.location:
                self.send_header("Location", found.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Not on the screen of a test."""

    class Server(ThreadingHTTPServer):
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that refuses the certificate ends the handshake; that is what is tested."""

    server = Server((HOST, found.port), Handler)
    if tls is not None:
        server.socket = tls.context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        found.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port on which nothing listens."""
    server = ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler)
    server.server_close()
    return int(server.server_address[1])
