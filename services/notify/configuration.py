"""``notify.toml``: where one agency's notices go.

    console = "https://enishi.city.example.jp/"

    [[mail]]
    name = "desk"
    host = "mail.city.example.jp"
    port = 587
    tls = "starttls"            # or "smtps"; "none" on loopback only
    from = "enishi@city.example.jp"
    to = "desk@city.example.jp" # one address: each recipient is a destination of its own
    user = "enishi"             # to sign in, optional
    password = { env = "ENISHI_MAIL_PASSWORD" }

    [[webhook]]
    name = "chat"
    url = "https://chat.city.example.jp/hooks/enishi"
    secret = { file = "chat.secret" }  # mode 0600: whsec_ and 24 to 64 bytes in Base64

    [retry]                     # optional; these are the defaults
    attempts = 120
    first_seconds = 30
    cap_seconds = 3600

``ca = "file.pem"`` in a destination names the authorities to trust in place of this machine's.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from services.notify.config_fields import ConfigurationInvalid, Fields, is_host, is_loopback
from services.notify.config_secret import secret

FILE: Final = "notify.toml"
ATTEMPTS: Final = 120
FIRST_SECONDS: Final = 30
CAP_SECONDS: Final = 3600
_DAY_SECONDS: Final = 86_400
_SECRET_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = range(24, 65)
_URL: Final = re.compile(r"[!-~]{1,2000}")
_URL_RULE: Final = "give an https address; http only on this machine; without user and fragment"


class Security(StrEnum):
    """How the way to a mail server is protected."""

    STARTTLS = "starttls"
    SMTPS = "smtps"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in at a mail server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """One recipient, by one server. ``authorities``: a PEM file, None for this machine's."""

    name: str
    host: str
    port: int
    security: Security
    sender: str
    to: str
    login: Login | None
    authorities: Path | None


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """One address; ``target``: its path and query."""

    name: str
    tls: bool
    host: str
    port: int | None
    target: str = field(repr=False)
    secret: bytes = field(repr=False)
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """[cfg] How often a notice is tried, and how long is waited in between. By default the last
    attempt comes after four to five days (RFC 5321 section 4.5.4.1)."""

    attempts: int = ATTEMPTS
    first_seconds: int = FIRST_SECONDS
    cap_seconds: int = CAP_SECONDS

    def wait_seconds(self, attempts: int) -> int:
        """How long to wait after that many attempts, one at least: doubled each time, capped."""
        # The shift is bounded too: the 120th attempt would compute with a number of 120 bits.
        return min(self.first_seconds << min(attempts - 1, 20), self.cap_seconds)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything of one agency's file; ``console`` ends in a slash."""

    console: str
    mails: tuple[MailSettings, ...]
    webhooks: tuple[WebhookSettings, ...]
    retry: Retry

    @property
    def names(self) -> tuple[str, ...]:
        """The destinations."""
        return (*(one.name for one in self.mails), *(one.name for one in self.webhooks))


def read_configuration(folder: Path, environment: Mapping[str, str]) -> Configuration:
    """The configuration in an agency's folder, secrets resolved. Raises ConfigurationInvalid."""
    file = folder / FILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        rule = "there is no such file: write one as services/notify/configuration.py shows"
        raise ConfigurationInvalid(file, "notify", rule) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationInvalid(file, "notify", "it is not TOML: correct its syntax") from error
    fields = Fields(file, "", table)
    read = Configuration(
        console=_console(fields),
        mails=tuple(_mail(one, environment) for one in fields.tables("mail")),
        webhooks=tuple(_webhook(one, environment) for one in fields.tables("webhook")),
        retry=_retry(fields.table("retry")),
    )
    fields.end()
    if not read.names:
        raise fields.wrong("mail", "nothing is told to anybody: add a [[mail]] or a [[webhook]]")
    if max(Counter(read.names).values()) > 1:
        raise fields.wrong("name", "two destinations have the same name: give each its own")
    return read


def _mail(fields: Fields, environment: Mapping[str, str]) -> MailSettings:
    security = Security(fields.one_of("tls", [each.value for each in Security]))
    settings = MailSettings(
        name=fields.name("name"),
        host=fields.host("host"),
        port=fields.number("port", 1, 65535),
        security=security,
        sender=fields.mail_address("from"),
        to=fields.mail_address("to"),
        login=_login(fields, environment),
        authorities=fields.authorities("ca"),
    )
    fields.end()
    if security is Security.NONE and not is_loopback(settings.host):
        raise fields.wrong("tls", "none is for a server on this machine: give starttls or smtps")
    if security is Security.NONE and settings.login is not None:
        raise fields.wrong("user", "no password is sent without TLS: leave it out, or set tls")
    return settings


def _login(fields: Fields, environment: Mapping[str, str]) -> Login | None:
    if fields.has("user") != fields.has("password"):
        raise fields.wrong("user", "give user and password, or neither")
    if not fields.has("user"):
        return None
    user, rule = fields.text("user", "give the name to sign in with"), "give it in printable ASCII"
    login = Login(user, secret(fields, "password", environment))
    # smtplib sends no other letters.
    for name, value in (("user", login.user), ("password", login.password)):
        if not (value.isascii() and value.isprintable()):
            raise fields.wrong(name, rule)
    return login


def _webhook(fields: Fields, environment: Mapping[str, str]) -> WebhookSettings:
    parts = _address(fields, "url")
    settings = WebhookSettings(
        name=fields.name("name"),
        tls=parts.scheme == "https",
        host=parts.hostname or "",
        port=parts.port,
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        secret=_webhook_secret(fields, environment),
        authorities=fields.authorities("ca"),
    )
    fields.end()
    return settings


def _webhook_secret(fields: Fields, environment: Mapping[str, str]) -> bytes:
    rule = "give whsec_ and 24 to 64 bytes in Base64, as the receiver has it"
    given = secret(fields, "secret", environment).removeprefix(_SECRET_PREFIX)
    try:
        key = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise fields.wrong("secret", rule) from error
    if len(key) not in _SECRET_BYTES:
        raise fields.wrong("secret", rule)
    return key


def _console(fields: Fields) -> str:
    address = _address(fields, "console")
    if address.query:
        raise fields.wrong("console", "give the console's address without a query")
    return address.geturl().rstrip("/") + "/"


def _address(fields: Fields, name: str) -> SplitResult:
    value = fields.text(name, _URL_RULE)
    try:
        parts = urlsplit(value)
        usable = _URL.fullmatch(value) and is_host(parts.hostname or "") and parts.port != 0
    except ValueError as error:
        raise fields.wrong(name, _URL_RULE) from error
    allowed = parts.scheme == "https" or (
        parts.scheme == "http" and is_loopback(parts.hostname or "")
    )
    if not usable or not allowed or "@" in parts.netloc or parts.fragment:
        raise fields.wrong(name, _URL_RULE)
    return parts


def _retry(fields: Fields) -> Retry:
    retry = Retry(
        attempts=fields.number("attempts", 1, 10_000, ATTEMPTS),
        first_seconds=fields.number("first_seconds", 1, _DAY_SECONDS, FIRST_SECONDS),
        cap_seconds=fields.number("cap_seconds", 1, _DAY_SECONDS, CAP_SECONDS),
    )
    fields.end()
    return retry
