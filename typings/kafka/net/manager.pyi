from typing import Any

from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaSSLTransport

class KafkaConnectionManager:
    config: dict[str, object]
    def __init__(self, net: NetworkSelector, **configs: object) -> None: ...
    def socket_connection_setup_timeout_ms(self, node_id: int | str) -> float: ...
    async def _build_transport(
        self, node: Any, timeout_at: float | None = None
    ) -> KafkaSSLTransport: ...
