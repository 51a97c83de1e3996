"""Where a municipality keeps its transfer keys and the public keys it trusts."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.topics import MUNICIPALITY_CODE
from services.transfer.canonical import read_bounded
from services.transfer.files import write_whole
from services.transfer.keys import (
    KEY_BYTES,
    MAX_KEY_FILE_BYTES,
    PublicKeys,
    TransferKeys,
    parse_public_keys,
)
from services.transfer.refusal import TransferRefused

OWN = "own.key"
TRUSTED = "trusted"
_READABLE_BY_OTHERS = 0o077


class TransferKeyFolder:
    """``own.key`` (mode 0600) and ``trusted/<municipality>.json``, in one folder."""

    def __init__(self, folder: Path, municipality: str) -> None:
        self._folder = folder
        self._municipality = municipality

    def ensure(self) -> TransferKeys:
        """The own keys, made on first use. Raises TransferRefused (BAD_KEY), OSError."""
        path = self._folder / OWN
        if not path.exists():
            made = TransferKeys.generate(self._municipality)
            secret = made.signing.private_bytes_raw() + made.opening.private_bytes_raw()
            write_whole(path, f"{secret.hex()}\n".encode("ascii"), private=True)
        return self.own()

    def own(self) -> TransferKeys:
        """The own keys. Raises TransferRefused: NO_KEYS, BAD_KEY; OSError."""
        path = self._folder / OWN
        if not path.exists():
            raise TransferRefused(OWN, "NO_KEYS", "make them with `enishi transfer keys`")
        if path.stat().st_mode & _READABLE_BY_OTHERS:
            raise TransferRefused(OWN, "BAD_KEY", "others can read it; set its mode to 0600")
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii"))
        except ValueError as error:
            raise _unreadable() from error
        if len(secret) != 2 * KEY_BYTES:
            raise _unreadable()
        return TransferKeys(
            self._municipality,
            Ed25519PrivateKey.from_private_bytes(secret[:KEY_BYTES]),
            X25519PrivateKey.from_private_bytes(secret[KEY_BYTES:]),
        )

    def trust(self, raw: bytes, fingerprint: str) -> PublicKeys:
        """Trust a public file whose fingerprint the other municipality has told by another way.

        Replaces the keys trusted for it before. Raises what ``parse_public_keys`` raises, and
        TransferRefused: WRONG_FINGERPRINT, OWN_KEYS.
        """
        keys = parse_public_keys(raw)
        if keys.municipality == self._municipality:
            raise TransferRefused(
                "keys.municipality", "OWN_KEYS", "name the file of the other municipality"
            )
        if "".join(fingerprint.lower().split()) != keys.key_id:
            raise TransferRefused(
                "fingerprint",
                "WRONG_FINGERPRINT",
                "the file has another one; have the other municipality read theirs aloud",
            )
        write_whole(self._trusted(keys.municipality), keys.to_file() + b"\n")
        return keys

    def partner(self, municipality: str, field: str) -> PublicKeys:
        """The keys trusted for a municipality.

        Raises TransferRefused: MALFORMED, NOT_TRUSTED, BAD_KEY.
        """
        if not MUNICIPALITY_CODE.match(municipality):
            raise TransferRefused(field, "MALFORMED", "give a municipality code of six digits")
        path = self._trusted(municipality)
        if not path.exists():
            raise TransferRefused(
                field,
                "NOT_TRUSTED",
                f"no keys of {municipality} here; ask for its file, then `enishi transfer keys "
                "--trust FILE --fingerprint …`",
            )
        keys = parse_public_keys(read_bounded(path, MAX_KEY_FILE_BYTES, "keys"))
        if keys.municipality != municipality:
            raise TransferRefused(
                path.name, "BAD_KEY", "holds the keys of another municipality; trust it anew"
            )
        return keys

    def partners(self) -> list[PublicKeys]:
        """Everyone trusted, by municipality code. Raises TransferRefused (BAD_KEY)."""
        codes = sorted(path.stem for path in (self._folder / TRUSTED).glob("*.json"))
        return [self.partner(code, "trusted") for code in codes]

    def _trusted(self, municipality: str) -> Path:
        return self._folder / TRUSTED / f"{municipality}.json"


def _unreadable() -> TransferRefused:
    return TransferRefused(
        OWN, "BAD_KEY", f"does not hold {2 * KEY_BYTES} bytes of hex; restore it"
    )
