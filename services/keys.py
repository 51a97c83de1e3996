"""Data keys from a local key file per agency, behind the ports of ``schemas.sealing``.

The key of (person, agency, epoch) is HKDF-SHA-256 (RFC 5869) of the agency's secret. Distribution,
rotation and destruction of keys are to fit behind the same two ports.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections import OrderedDict
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.sealing import DataKey

SECRET_BYTES = 32
FIRST_EPOCH = 1
_CACHED = 20_000


class BadKeyFile(Exception):
    """The key file is not 32 bytes of hex or can be read by others; nothing is sealed with it."""


class KeyFolder:
    """One key file per agency in one folder: ``<agency>.key``, mode 0600, hex."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def secret(self, agency_id: str) -> bytes | None:
        """The agency's secret, or None where this process was not given it.

        Raises BadKeyFile.
        """
        path = self._folder / f"{agency_id}.key"
        if not path.exists():
            return None
        if path.stat().st_mode & 0o077:
            raise BadKeyFile(f"{path.name} can be read by others; set its mode to 0600")
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError as error:
            raise BadKeyFile(f"{path.name} is not hexadecimal") from error
        if len(secret) != SECRET_BYTES:
            raise BadKeyFile(f"{path.name} does not hold {SECRET_BYTES} bytes")
        return secret

    def ensure(self, agency_id: str) -> bytes:
        """The agency's secret, made on first use."""
        found = self.secret(agency_id)
        if found is not None:
            return found
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{agency_id}.key"
        made = secrets.token_bytes(SECRET_BYTES)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(made.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return made


def derive_key(secret: bytes, person: bytes, epoch: int) -> AESGCM:
    """The cipher of (person, epoch) under an agency's secret."""
    info = b"enishi data key" + person + epoch.to_bytes(4, "big")
    return AESGCM(HKDF(SHA256(), 32, None, info).derive(secret))


class _Ciphers:
    """Keeps the most recently used ciphers: building one costs far more than using it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, bytes, int], AESGCM] = OrderedDict()

    def get(self, agency_id: str, secret: bytes, person: bytes, epoch: int) -> AESGCM:
        key = (agency_id, person, epoch)
        with self._lock:
            cipher = self._kept.get(key)
            if cipher is None:
                cipher = self._kept[key] = derive_key(secret, person, epoch)
                if len(self._kept) > _CACHED:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
            return cipher


class LocalSealingKeys:
    """``SealingKeys`` of one agency."""

    def __init__(self, folder: KeyFolder, agency_id: str) -> None:
        self._agency = agency_id
        self._secret = folder.ensure(agency_id)
        self._ciphers = _Ciphers()

    def current(self, person: bytes) -> DataKey:
        """The key to seal with now."""
        cipher = self._ciphers.get(self._agency, self._secret, person, FIRST_EPOCH)
        return DataKey(FIRST_EPOCH, cipher)


class LocalOpeningKeys:
    """``OpeningKeys`` of every agency whose key file lies in the folder."""

    def __init__(self, folder: KeyFolder) -> None:
        self._folder = folder
        self._secrets: dict[str, bytes] = {}
        self._ciphers = _Ciphers()

    def find(self, agency_id: str, person: bytes, epoch: int) -> AESGCM | None:
        """The cipher, or None where this reader was not given the agency's key."""
        secret = self._secrets.get(agency_id) or self._folder.secret(agency_id)
        if secret is None:
            return None
        self._secrets[agency_id] = secret
        return self._ciphers.get(agency_id, secret, person, epoch)
