"""Notices by mail: SMTP over TLS whose certificate is checked.

Source: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (submission over TLS), RFC 3834
(Auto-Submitted), RFC 5322 section 3.6.4 (Message-ID).
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.clock import Clock
from services.notify.configuration import MailSettings, Security
from services.notify.delivery import Kind, NotDelivered, kind_of
from services.notify.mail_text import subject, text
from services.notify.notice import Notice

TIMEOUT_SECONDS = 20.0
"""For each answer of the server."""


class Mail:
    """One recipient by one server; a new connection for every notice."""

    def __init__(
        self, settings: MailSettings, clock: Clock, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._timeout = timeout_seconds

    @property
    def name(self) -> str:
        """As the configuration names it."""
        return self._settings.name

    def deliver(self, notice: Notice) -> None:
        """Return once the server has taken the message. Raises NotDelivered."""
        settings = self._settings
        message = mail_of(notice, settings, self._clock)
        server = None
        try:
            server = self._connected()
            server.send_message(message, settings.sender, [settings.to])
        except OSError as error:  # Every failure of smtplib is one.
            raise NotDelivered(_kind(error)) from error
        finally:
            if server is not None:
                _leave(server)

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        # The name said in EHLO is the sender's domain, never this machine's.
        here = Address(addr_spec=settings.sender).domain
        if settings.security is Security.SMTPS:
            tls = ssl.create_default_context(cafile=settings.authorities)
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, here, timeout=self._timeout, context=tls
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, here, timeout=self._timeout)
        try:
            if settings.security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context(cafile=settings.authorities))
            if settings.login is not None:
                server.login(settings.login.user, settings.login.password)
        except BaseException:
            server.close()
            raise
        return server


def mail_of(notice: Notice, settings: MailSettings, clock: Clock) -> EmailMessage:
    """The message; at every attempt the same but for its Date."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.sender
    message["To"] = settings.to
    message["Subject"] = subject(notice)
    message["Date"] = format_datetime(clock.now())
    domain = Address(addr_spec=settings.sender).domain
    message["Message-ID"] = f"<enishi.{notice.key}@{domain}>"
    # So that no out-of-office answer comes back.
    message["Auto-Submitted"] = "auto-generated"
    # Base64 passes every server, also one that does not know 8BITMIME.
    message.set_content(text(notice), charset="utf-8", cte="base64")
    return message


def _leave(server: smtplib.SMTP) -> None:
    # The message has been taken or refused by now: a failing farewell changes neither, and would
    # have a taken message sent again.
    with suppress(OSError):
        server.quit()
    server.close()


def _kind(error: OSError) -> Kind:
    match error:
        case smtplib.SMTPNotSupportedError():
            return Kind.NO_STARTTLS
        case smtplib.SMTPAuthenticationError():
            return Kind.LOGIN_REFUSED
        case smtplib.SMTPRecipientsRefused():
            return Kind.RECIPIENT_REFUSED
        case smtplib.SMTPSenderRefused():
            return Kind.SENDER_REFUSED
        case smtplib.SMTPServerDisconnected():
            # smtplib hides a timeout while it reads an answer in this.
            cut = isinstance(error.__context__, TimeoutError)
            return Kind.TIMEOUT if cut else Kind.UNREACHABLE
        case smtplib.SMTPResponseException():
            return Kind.REFUSED
        case smtplib.SMTPException():
            return Kind.NOT_UNDERSTOOD
        case _:
            return kind_of(error)
