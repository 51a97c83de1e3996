"""How an agency's console is reached and who signs in: one TOML file, checked before it starts.

public = "https://console.example.lg.jp"   # as workers type it

[oidc]
issuer = "https://login.example.lg.jp/realms/fukushi"
client_id = "enishi-console"
client_secret_file = "/etc/enishi/console.secret"   # mode 0600; or client_secret_env
user_claim = "preferred_username"                   # the staff id
agency_claim = "enishi_agency"                      # what says for which agency somebody works

[tls]                                               # left out: a proxy ends TLS
certificate = "/etc/enishi/console.pem"
key = "/etc/enishi/console.key"
"""

from __future__ import annotations

import ipaddress
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

USER_CLAIM: Final = "preferred_username"
AGENCY_CLAIM: Final = "enishi_agency"


class ConfigurationInvalid(ValueError):
    """A field of the file; the message names it, the rule and the way out, never the value."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """The provider (OpenID Connect Discovery 1.0) and what its claims mean here."""

    issuer: str
    client_id: str
    client_secret: str
    user_claim: str
    agency_claim: str


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files of the console's own certificate and key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Configuration:
    """``public``: scheme and host, and the port where it is not the scheme's own; no path."""

    public: str
    oidc: Oidc
    tls: Tls | None

    @property
    def host(self) -> str:
        """The name under which workers reach it."""
        return urlsplit(self.public).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return self.public.startswith("https:")


def read_configuration(path: Path) -> Configuration:
    """The file's. Raises ConfigurationInvalid, FileNotFoundError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationInvalid(
            f"{path.name}: no TOML in UTF-8; see `enishi console --help`"
        ) from error
    _only(raw, "", {"public", "oidc", "tls"})
    return Configuration(_public(raw), _oidc(raw), _tls(raw))


def _public(raw: Mapping[str, Any]) -> str:
    public = _text(raw, "public", "").rstrip("/")
    parts = urlsplit(public)
    if not parts.hostname or parts.path or parts.query or not _is_safe(public):
        raise ConfigurationInvalid(
            "public: give https:// and the host, without a path; http is for loopback only"
        )
    return public


def _oidc(raw: Mapping[str, Any]) -> Oidc:
    table = _table(raw, "oidc")
    _only(
        table,
        "oidc.",
        {
            *("issuer", "client_id", "client_secret_file", "client_secret_env"),
            *("user_claim", "agency_claim"),
        },
    )
    issuer = _text(table, "issuer", "oidc.")
    if not _is_safe(issuer):
        raise ConfigurationInvalid("oidc.issuer: give an https address; http is for loopback only")
    return Oidc(
        issuer,
        _text(table, "client_id", "oidc."),
        _secret(table),
        _text(table, "user_claim", "oidc.", USER_CLAIM),
        _text(table, "agency_claim", "oidc.", AGENCY_CLAIM),
    )


def _secret(table: Mapping[str, Any]) -> str:
    if ("client_secret_file" in table) == ("client_secret_env" in table):
        raise ConfigurationInvalid(
            "oidc: give either client_secret_file or client_secret_env; the secret itself never "
            "stands here"
        )
    if "client_secret_env" in table:
        secret = os.environ.get(_text(table, "client_secret_env", "oidc."), "")
        if not secret:
            raise ConfigurationInvalid("oidc.client_secret_env: that variable is not set")
        return secret
    path = Path(_text(table, "client_secret_file", "oidc."))
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationInvalid("oidc.client_secret_file: it cannot be read") from error
    if mode & 0o077:
        raise ConfigurationInvalid("oidc.client_secret_file: others can read it; chmod 600")
    return secret


def _tls(raw: Mapping[str, Any]) -> Tls | None:
    if "tls" not in raw:
        return None
    table = _table(raw, "tls")
    _only(table, "tls.", {"certificate", "key"})
    found = Tls(*(Path(_text(table, name, "tls.")) for name in ("certificate", "key")))
    for name, path in (("certificate", found.certificate), ("key", found.key)):
        if not path.is_file():
            raise ConfigurationInvalid(f"tls.{name}: there is no such file")
    return found


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = raw.get(name)
    if not isinstance(table, dict):
        raise ConfigurationInvalid(f"{name}: give the table [{name}]")
    return table


def _text(raw: Mapping[str, Any], name: str, within: str, default: str = "") -> str:
    value = raw.get(name, default)
    if not isinstance(value, str) or not value:
        raise ConfigurationInvalid(f"{within}{name}: give a text")
    return value


def _only(raw: Mapping[str, Any], within: str, known: set[str]) -> None:
    unknown = len(raw.keys() - known)
    if unknown:
        raise ConfigurationInvalid(
            f"{within or 'the file'}: {unknown} unknown; known are {', '.join(sorted(known))}"
        )


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
