"""An identity provider that answers whatever a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit


class _Provider(BaseHTTPRequestHandler):
    """A provider that answers whatever the test wants."""

    made: dict[str, Any]

    def do_GET(self) -> None:  # http.server names it so
        self._answer()

    def do_POST(self) -> None:  # http.server names it so
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self._answer()

    def _answer(self) -> None:
        body = json.dumps(self.made[urlsplit(self.path).path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def lying() -> Iterator[tuple[str, dict[str, Any]]]:
    """A provider whose token is the test's to make; its address and what it answers."""
    made: dict[str, Any] = {}
    handler = type("Handler", (_Provider,), {"made": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    at = f"http://localhost:{server.server_port}"
    made["/.well-known/openid-configuration"] = {
        "issuer": at,
        "authorization_endpoint": f"{at}/authorize",
        "token_endpoint": f"{at}/token",
        "jwks_uri": f"{at}/keys",
    }
    try:
        yield at, made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
