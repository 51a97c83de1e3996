"""What kafka-python raises, in the words of the port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kafka.errors import AuthorizationError, KafkaError

from services.log.port import LogForbidden, LogUnavailable


@contextmanager
def broker(doing: str) -> Iterator[None]:
    """Turn errors of the client or the network into LogForbidden or LogUnavailable.

    ``doing`` names the step and the topic; kafka-python's own messages carry no record content.
    """
    try:
        yield
    except AuthorizationError as error:
        raise LogForbidden(f"Kafka forbids to {doing}: {error}") from error
    except (KafkaError, OSError) as error:
        raise LogUnavailable(f"Kafka: {doing}: {error}") from error
