"""Reads the fields of one table of the configuration; an error names field, rule and way out."""

from __future__ import annotations

import re
import ssl
from collections.abc import Collection, Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from ipaddress import ip_address
from pathlib import Path

# Labels as RFC 1123 section 2.1 has them: of any other a resolver's library stumbles.
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MAIL = re.compile(r"[!-~]{1,320}")


class ConfigurationInvalid(Exception):
    """Nothing is sent by this configuration. The message never repeats what the file says."""

    def __init__(self, file: Path, field: str, rule: str) -> None:
        super().__init__(f"{file}: {field}: {rule}")
        self.field = field
        self.rule = rule


class Fields:
    """One table; every field that is read is a known one."""

    def __init__(self, file: Path, where: str, table: Mapping[str, object]) -> None:
        self.file = file
        self._where = where
        self._table = table
        self._known: list[str] = []

    def wrong(self, field: str, rule: str) -> ConfigurationInvalid:
        """The error about a field of this table."""
        return ConfigurationInvalid(self.file, f"{self._where}{field}", rule)

    def has(self, field: str) -> bool:
        """Whether an optional field is given."""
        self._known.append(field)
        return field in self._table

    def text(self, field: str, rule: str) -> str:
        """A text that is not empty."""
        value = self._table.get(field)
        self._known.append(field)
        if not isinstance(value, str) or not value:
            raise self.wrong(field, rule)
        return value

    def number(self, field: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number from ``least`` to ``most``."""
        value = self._table.get(field, default)
        self._known.append(field)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(field, f"give a whole number from {least} to {most}")
        return value

    def name(self, field: str) -> str:
        """What the destination is called here."""
        rule = "give a name of 1 to 32 of a-z 0-9 -, which no other destination has"
        value = self.text(field, rule)
        if not _NAME.fullmatch(value):
            raise self.wrong(field, rule)
        return value

    def one_of(self, field: str, values: Collection[str]) -> str:
        """One of these words."""
        rule = f"give one of {', '.join(values)}"
        value = self.text(field, rule)
        if value not in values:
            raise self.wrong(field, rule)
        return value

    def host(self, field: str) -> str:
        """A host name or address."""
        rule = "give the server's host name"
        value = self.text(field, rule)
        if not is_host(value):
            raise self.wrong(field, rule)
        return value

    def mail_address(self, field: str) -> str:
        """One mail address, without a name."""
        rule = "give one mail address without a name, in ASCII, such as desk@city.example.jp"
        value = self.text(field, rule)
        if not _MAIL.fullmatch(value):
            raise self.wrong(field, rule)
        try:
            address = Address(addr_spec=value)
        except (HeaderParseError, ValueError, IndexError) as error:
            raise self.wrong(field, rule) from error
        if not address.username or not _HOST.fullmatch(address.domain):
            raise self.wrong(field, rule)
        return value

    def authorities(self, field: str) -> Path | None:
        """A file of certificates to trust, in place of this machine's; None where left out."""
        if not self.has(field):
            return None
        rule = "give a PEM file of the authorities to trust, from this file's folder or absolute"
        path = self.file.parent / self.text(field, rule)
        try:
            ssl.create_default_context(cafile=path)
        except OSError as error:  # Also where it holds no certificate.
            raise self.wrong(field, rule) from error
        return path

    def table(self, field: str) -> Fields:
        """A table within this one; empty where it is left out."""
        value = self._table.get(field, {})
        self._known.append(field)
        if not isinstance(value, dict):
            raise self.wrong(field, "write it as a table")
        return Fields(self.file, f"{self._where}{field}.", value)

    def tables(self, field: str) -> list[Fields]:
        """A list of tables; empty where it is left out."""
        value = self._table.get(field, [])
        self._known.append(field)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(field, f"write each as a table of its own under [[{field}]]")
        return [
            Fields(self.file, f"{self._where}{field}[{number}].", one)
            for number, one in enumerate(value, start=1)
        ]

    def end(self) -> None:
        """Refuse fields that nothing reads: a misspelt one would be overlooked."""
        if self._table.keys() - set(self._known):
            known = ", ".join(sorted(set(self._known)))
            raise self.wrong("", f"it has a field that is not known; the fields here are {known}")


def is_host(text: str) -> bool:
    """Whether it is a host name or an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return _HOST.fullmatch(text) is not None
    return True


def is_loopback(host: str) -> bool:
    """Whether what is sent there stays on this machine (RFC 6761 section 6.3)."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
