from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector

class KafkaNetClient:
    def __init__(
        self, net: NetworkSelector, manager: KafkaConnectionManager, **configs: object
    ) -> None: ...
    def close(self) -> None: ...
