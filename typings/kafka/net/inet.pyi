import socket

from kafka.net.selector import NetworkSelector

class KafkaNetSocket:
    def dns_lookup(
        self, host: str, port: int
    ) -> list[tuple[socket.AddressFamily, socket.SocketKind, int, str, object]]: ...
    async def sock_connect(
        self,
        net: NetworkSelector,
        sock: socket.socket,
        sockaddr: object,
        timeout_at: float | None = None,
    ) -> socket.socket: ...
