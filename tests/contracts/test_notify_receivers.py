"""Notices at real receivers: what arrives, and what is never sent to whom."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from schemas.times import JST, to_micros
from services.clock import FixedClock
from services.notify.alarm import LateClock
from services.notify.delivery import Destination, Kind, NotDelivered
from services.notify.mail import Mail
from services.notify.notice import Notice, Place, notice
from services.notify.webhook import Webhook, message_id, signature
from services.settings import Settings
from tests.notified import CONSOLE, KEY, configuration_of, hook_table, mail_table, write_notify
from tests.receivers import (
    HOST,
    PASSWORD,
    USER,
    Hook,
    Mailbox,
    Tls,
    free_port,
    mail_server,
    tls_in,
    web_server,
)

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=JST)
DUE = datetime(2026, 6, 4, 17, 15, tzinfo=JST)
REQUEST = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"
ALARM = LateClock("TRIAGE", REQUEST, to_micros(DUE))
NOTICE = notice(Place("131016", "CT-1", f"{CONSOLE}/"), "0123456789abcdef" * 2, ALARM, 3)
PATIENCE = 0.3
"""Seconds that a destination waits here for a server that says nothing."""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return tls_in(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """An authority that signed nothing here."""
    return tls_in(tmp_path_factory.mktemp("foreign"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def mail(settings: Settings, port: int, ca: Path | None = None, **changes: object) -> Mail:
    write_notify(settings, "CT-1", mail_table(port, ca, **changes))
    (one,) = configuration_of(settings, "CT-1").mails
    return Mail(one, FixedClock(NOW), PATIENCE)


def webhook(settings: Settings, port: int, ca: Path | None = None) -> Webhook:
    write_notify(settings, "CT-1", hook_table(port, ca))
    (one,) = configuration_of(settings, "CT-1").webhooks
    return Webhook(one, FixedClock(NOW), PATIENCE)


def failure(destination: Destination, told: Notice = NOTICE) -> Kind:
    """Why a notice is not delivered."""
    with pytest.raises(NotDelivered) as failed:
        destination.deliver(told)
    return failed.value.kind


@contextmanager
def speechless(port: int = 0) -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server((HOST, port)) as listener:
        yield listener.getsockname()[1]


def test_a_mail_says_which_clock_ran_out_for_what_and_where_to_look(
    settings: Settings, tls: Tls
) -> None:
    with mail_server(tls) as box:
        mail(settings, box.port, tls.ca).deliver(NOTICE)
    (got,) = box.mails()
    assert (got["From"], got["To"]) == ("enishi@city.example.jp", "desk@city.example.jp")
    assert got["Subject"] == "縁 期限超過 CT-1 / Enishi: overdue"
    assert got["Message-ID"] == f"<enishi.{NOTICE.key}@city.example.jp>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Date"].datetime == NOW
    for said in ("判定", "Triage", "2026-06-04 17:15", REQUEST, f"{CONSOLE}/requests/{REQUEST}"):
        assert said in got.get_content()
    assert box.greetings == {"city.example.jp"}


def test_a_mail_goes_over_tls_from_the_start_where_that_is_configured(
    settings: Settings, tls: Tls
) -> None:
    with mail_server(tls, smtps=True) as box:
        mail(settings, box.port, tls.ca, tls="smtps").deliver(NOTICE)
    assert len(box.raw) == 1


def test_a_mail_server_may_ask_for_a_sign_in(settings: Settings, tls: Tls) -> None:
    folder = write_notify(settings, "CT-1")
    given = {"user": USER, "password": {"file": "password"}}
    for password, kind in ((PASSWORD, None), ("wrong", Kind.LOGIN_REFUSED)):
        (folder / "password").write_text(password)
        (folder / "password").chmod(0o600)
        with mail_server(tls, login=True) as box:
            destination = mail(settings, box.port, tls.ca, **given)
            if kind is None:
                destination.deliver(NOTICE)
            else:
                assert failure(destination) is kind
        assert (len(box.raw), bool(box.logins)) == (0 if kind else 1, True)


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_no_mail_goes_to_a_server_with_a_certificate_of_another_authority(
    settings: Settings, tls: Tls, foreign: Tls, security: str
) -> None:
    with mail_server(tls, smtps=security == "smtps") as box:
        destination = mail(settings, box.port, foreign.ca, tls=security)
        assert failure(destination) is Kind.BAD_CERTIFICATE
    assert box.offered == []


def test_no_mail_goes_to_a_server_with_the_certificate_of_another_name(
    settings: Settings, tmp_path: Path
) -> None:
    other = tls_in(tmp_path / "other", "elsewhere.example.jp")
    with mail_server(other) as box:
        assert failure(mail(settings, box.port, other.ca)) is Kind.BAD_CERTIFICATE
    assert box.offered == []


def test_no_mail_goes_in_clear_where_starttls_is_asked_for(settings: Settings, tls: Tls) -> None:
    with mail_server() as box:
        assert failure(mail(settings, box.port, tls.ca)) is Kind.NO_STARTTLS
    assert box.offered == []


def test_the_kind_of_a_mail_failure_is_known(settings: Settings) -> None:
    assert failure(mail(settings, free_port())) is Kind.UNREACHABLE
    with speechless() as port:
        assert failure(mail(settings, port)) is Kind.TIMEOUT
    with mail_server(box=Mailbox(reply="451 later, desk@city.example.jp")) as box:
        assert failure(mail(settings, box.port)) is Kind.REFUSED
    with mail_server(box=Mailbox(recipient_reply="550 no such user")) as box:
        assert failure(mail(settings, box.port)) is Kind.RECIPIENT_REFUSED


def test_a_webhook_is_a_signed_cloudevent(settings: Settings, tls: Tls) -> None:
    with web_server(tls) as hook:
        webhook(settings, hook.port, tls.ca).deliver(NOTICE)
    (call,) = hook.calls
    event = json.loads(call.body)
    assert call.path == "/hooks/enishi?room=7"
    assert call.headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert event == {
        "specversion": "1.0",
        "id": message_id(NOTICE.key),
        "source": "urn:enishi:131016:CT-1",
        "type": "jp.enishi.notification.DeadlinePassed.v1",
        "datacontenttype": "application/json",
        "subject": REQUEST,
        "time": DUE.isoformat(),
        "data": {
            "link": f"{CONSOLE}/requests/{REQUEST}",
            "clock": "TRIAGE",
            "ja": "判定",
            "en": "Triage",
            "about": REQUEST,
            "due": DUE.isoformat(),
        },
    }
    said = int(call.headers["webhook-timestamp"])
    assert said == int(NOW.timestamp())
    assert call.headers["webhook-id"] == call.headers["Idempotency-Key"] == event["id"]
    assert call.headers["webhook-signature"] == signature(KEY, event["id"], said, call.body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, Kind.REDIRECTED),
        (400, Kind.REFUSED),
        (410, Kind.GONE),
        (500, Kind.SERVER_ERROR),
        (503, Kind.SERVER_ERROR),
    ],
)
def test_the_kind_of_an_answer_is_known(settings: Settings, status: int, kind: Kind) -> None:
    with web_server(hook=Hook(status=status)) as hook:
        assert failure(webhook(settings, hook.port)) is kind
    assert len(hook.calls) == 1


def test_a_redirect_is_not_followed(settings: Settings) -> None:
    with web_server() as elsewhere:
        target = f"http://{HOST}:{elsewhere.port}/"
        with web_server(hook=Hook(status=307, location=target)) as hook:
            assert failure(webhook(settings, hook.port)) is Kind.REDIRECTED
    assert elsewhere.calls == []


def test_nothing_is_posted_to_a_server_with_a_certificate_of_another_authority(
    settings: Settings, tls: Tls, foreign: Tls
) -> None:
    with web_server(tls) as hook:
        assert failure(webhook(settings, hook.port, foreign.ca)) is Kind.BAD_CERTIFICATE
    assert hook.calls == []


def test_the_kind_of_a_webhook_failure_is_known(settings: Settings, tls: Tls) -> None:
    assert failure(webhook(settings, free_port())) is Kind.UNREACHABLE
    with web_server(hook=Hook(silent=True)) as hook:
        assert failure(webhook(settings, hook.port)) is Kind.TIMEOUT
    with speechless() as port:
        assert failure(webhook(settings, port, tls.ca)) is Kind.TIMEOUT
    with web_server() as hook:
        assert failure(webhook(settings, hook.port, tls.ca)) is Kind.TLS_FAILED


def test_a_server_of_another_protocol_is_not_understood(settings: Settings) -> None:
    with mail_server() as box:
        assert failure(webhook(settings, box.port)) is Kind.NOT_UNDERSTOOD
