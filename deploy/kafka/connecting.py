"""Connecting with a deadline, and without leaving sockets behind.

kafka-python 3.0.12 waits for a TLS handshake without a limit, so that a broker which accepts
connections and hangs blocks every call for ever; and it drops the sockets of failed attempts
without closing them. Both are put right where it makes a transport.
"""

from __future__ import annotations

import socket
import ssl
import time
from typing import Protocol

from kafka.errors import KafkaConnectionError, KafkaTimeoutError
from kafka.net.inet import KafkaNetSocket
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaSSLTransport


class Node(Protocol):
    """A broker's address, as kafka-python passes it."""

    @property
    def node_id(self) -> int | str:
        """The broker's id, or a name made up for a bootstrap address."""

    @property
    def host(self) -> str:
        """Its host name."""

    @property
    def port(self) -> int:
        """Its port."""


class ConnectionManager(KafkaConnectionManager):
    """kafka-python's, with its own way to a transport. TLS only."""

    def __init__(self, net: NetworkSelector, **configs: object) -> None:
        """``configs``: as kafka-python's clients pass them on."""
        super().__init__(net, **configs)
        self._loop = net

    async def _build_transport(
        self, node: Node, timeout_at: float | None = None
    ) -> KafkaSSLTransport:
        """A transport whose handshake is done, or KafkaConnectionError by ``timeout_at``.

        ``timeout_at`` is on the clock of ``time.monotonic``.
        """
        seconds = self.socket_connection_setup_timeout_ms(node.node_id) / 1000
        deadline = time.monotonic() + seconds if timeout_at is None else timeout_at
        refused: Exception = KafkaConnectionError(f"the name {node.host} is not known")
        for family, kind, protocol, _, address in KafkaNetSocket().dns_lookup(node.host, node.port):
            plain = socket.socket(family, kind, protocol)
            try:
                return await self._transport(plain, address, node.host, deadline)
            except (KafkaConnectionError, KafkaTimeoutError, OSError) as error:
                plain.close()
                refused = error
            except BaseException:
                plain.close()
                raise
        raise KafkaConnectionError(
            f"{node.host}:{node.port} is not reached: {refused}"
        ) from refused

    async def _transport(
        self, plain: socket.socket, address: object, host: str, deadline: float
    ) -> KafkaSSLTransport:
        plain.setblocking(False)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await KafkaNetSocket().sock_connect(self._loop, plain, address, timeout_at=deadline)
        options = {key: value for key, value in self.config.items() if key.startswith("ssl_")}
        transport = KafkaSSLTransport(self._loop, plain, host=host, **options)
        try:
            await self._handshake(transport, deadline)
        except BaseException:
            transport._sock.close()
            raise
        return transport

    async def _handshake(self, transport: KafkaSSLTransport, deadline: float) -> None:
        while True:
            try:
                transport._sock.do_handshake()
            except ssl.SSLWantReadError:
                await self._loop.wait_read(transport._sock, timeout_at=deadline)
            except ssl.SSLWantWriteError:
                await self._loop.wait_write(transport._sock, timeout_at=deadline)
            else:
                return
