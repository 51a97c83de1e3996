"""Notices by webhook: a CloudEvent in a signed POST.

Source: CloudEvents 1.0 (JSON format, structured content mode of the HTTP binding); Standard
Webhooks 1.0 (webhook-id, webhook-timestamp, webhook-signature); HTTP status codes by RFC 9110.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from http import HTTPStatus

from services.clock import Clock
from services.notify.configuration import WebhookSettings
from services.notify.delivery import Kind, NotDelivered, kind_of
from services.notify.notice import Notice

TIMEOUT_SECONDS = 20.0
"""For each answer of the server."""

PASSED = "jp.enishi.notification.DeadlinePassed.v1"
TRIAL = "jp.enishi.notification.Trial.v1"


class Webhook:
    """One address; a new connection for every notice."""

    def __init__(
        self, settings: WebhookSettings, clock: Clock, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._timeout = timeout_seconds

    @property
    def name(self) -> str:
        """As the configuration names it."""
        return self._settings.name

    def deliver(self, notice: Notice) -> None:
        """Return once the receiver has answered 2xx. Raises NotDelivered."""
        body = event_of(notice)
        headers = self._headers(notice.key, body)
        try:
            connection = self._connection()
            try:
                connection.request("POST", self._settings.target, body, headers)
                # Only its number: the body of an answer may quote anything.
                status = connection.getresponse().status
            finally:
                connection.close()
        except http.client.RemoteDisconnected as error:
            raise NotDelivered(Kind.UNREACHABLE) from error
        except http.client.HTTPException as error:
            raise NotDelivered(Kind.NOT_UNDERSTOOD) from error
        except OSError as error:
            raise NotDelivered(kind_of(error)) from error
        kind = kind_of_status(status)
        if kind is not None:
            raise NotDelivered(kind)

    def _connection(self) -> http.client.HTTPConnection:
        settings = self._settings
        if not settings.tls:
            return http.client.HTTPConnection(settings.host, settings.port, timeout=self._timeout)
        context = ssl.create_default_context(cafile=settings.authorities)
        return http.client.HTTPSConnection(
            settings.host, settings.port, timeout=self._timeout, context=context
        )

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        said = int(self._clock.now().timestamp())
        return {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": "Enishi",
            "Idempotency-Key": message_id(key),
            "webhook-id": message_id(key),
            "webhook-timestamp": str(said),
            "webhook-signature": signature(self._settings.secret, message_id(key), said, body),
        }


def message_id(key: str) -> str:
    """As Standard Webhooks spells an id."""
    return f"msg_{key}"


def signature(secret: bytes, message: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and the HMAC-SHA-256 of id, timestamp and body. ``timestamp`` in seconds."""
    signed = f"{message}.{timestamp}.".encode() + body
    digest = hmac.new(secret, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def event_of(notice: Notice) -> bytes:
    """The CloudEvent, byte for byte the same at every attempt."""
    source = ":".join(filter(None, ("urn:enishi", notice.municipality, notice.agency)))
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": message_id(notice.key),
        "source": source,
        "type": TRIAL if notice.trial else PASSED,
        "datacontenttype": "application/json",
    }
    data: dict[str, object] = {"link": notice.link}
    said = notice.particulars
    if said is not None:
        event |= {"subject": said.about, "time": said.due.isoformat()}
        data |= {
            "clock": said.code,
            "ja": said.words.ja,
            "en": said.words.en,
            "about": said.about,
            "due": said.due.isoformat(),
        }
    elif not notice.trial:
        data |= {"ja": "期限超過があります", "en": "Something is overdue", "late": notice.late}
    return json.dumps({**event, "data": data}, ensure_ascii=False).encode()


def kind_of_status(status: int) -> Kind | None:
    """None where the receiver has taken it. A redirect is refused: the address is configured, and
    what a server names instead was checked by nobody."""
    if 200 <= status < 300:
        return None
    if status == HTTPStatus.GONE:
        return Kind.GONE
    if status < 400:
        return Kind.REDIRECTED
    return Kind.REFUSED if status < 500 else Kind.SERVER_ERROR
