"""The key of the identity service's tokens: it never leaves this service (threat 15).

Whoever had it could try every name of the town against the tokens in a fraction of a second.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from services.keys import KeyFolder

TOKEN_BYTES = 16
_NAME = "TOKENS-1"


class TokenKey:
    """Turns match keys into keyed tokens (BLAKE2b with a key, RFC 7693)."""

    def __init__(self, folder: Path) -> None:
        self._key = KeyFolder(folder).ensure(_NAME)

    def token(self, kind: str, text: str) -> bytes:
        """The token of one match key, 16 bytes."""
        data = kind.encode() + b"\0" + text.encode()
        return hashlib.blake2b(data, digest_size=TOKEN_BYTES, key=self._key).digest()
