import socket
import ssl

from kafka.net.selector import NetworkSelector

class KafkaSSLTransport:
    _sock: ssl.SSLSocket
    def __init__(
        self, net: NetworkSelector, sock: socket.socket, host: str | None = None, **configs: object
    ) -> None: ...
