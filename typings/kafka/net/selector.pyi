import socket
from collections.abc import Awaitable

class NetworkSelector:
    def __init__(self, **configs: object) -> None: ...
    def wait_read(
        self, fileobj: socket.socket, timeout_at: float | None = None
    ) -> Awaitable[None]: ...
    def wait_write(
        self, fileobj: socket.socket, timeout_at: float | None = None
    ) -> Awaitable[None]: ...
