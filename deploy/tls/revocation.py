"""Certificates that count no longer: ``<out>/revoked``, one serial number a line, lower-case hex.

A plain list instead of a CRL (RFC 5280 section 5): gRPC's Python API takes no CRL, so the adapter
compares the peer's serial itself. Lines are only ever added.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from deploy.tls.files import read_certificate

FILE_NAME = "revoked"

_SERIAL = re.compile(r"[0-9a-f]{1,40}")


class MalformedRevocationList(ValueError):
    """The list cannot be trusted to be whole, so no certificate may be accepted on it."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            f"{path}, line {line}: not a serial number in lower-case hex; "
            "restore the line from backup or remove what was added to it"
        )
        self.path = path
        self.line = line


class NotIssued(LookupError):
    """There is no certificate of that name to revoke."""

    def __init__(self, name: str, directory: Path) -> None:
        super().__init__(f"name {name!r}: no certificate of it lies in {directory}")
        self.name = name


def revoked_serials(directory: Path) -> frozenset[int]:
    """Serial numbers revoked so far; empty while the file does not exist.

    Raises MalformedRevocationList for a line that is not a serial number.
    """
    path = directory / FILE_NAME
    if not path.exists():
        return frozenset()
    serials = set()
    for number, line in enumerate(path.read_text("ascii", errors="replace").splitlines(), start=1):
        if not _SERIAL.fullmatch(line):
            raise MalformedRevocationList(path, number)
        serials.add(int(line, 16))
    return frozenset(serials)


def revoke(directory: Path, name: str) -> int:
    """Adds the serial number of that name's current certificate to the list and returns it.

    Durable when it returns; revoking twice adds nothing. Raises NotIssued.
    """
    try:
        serial = read_certificate(directory / f"{name}.pem").serial_number
    except FileNotFoundError as error:
        raise NotIssued(name, directory) from error
    if serial not in revoked_serials(directory):
        with (directory / FILE_NAME).open("a", encoding="ascii") as file:
            file.write(f"{serial:x}\n")
            file.flush()
            os.fsync(file.fileno())
    return serial
