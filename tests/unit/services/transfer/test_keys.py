"""Keys are kept to their owner and trusted only by their fingerprint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.transfer.canonical import canonical
from services.transfer.key_folder import OWN, TransferKeyFolder
from services.transfer.keys import MAX_KEY_FILE_BYTES, PublicKeys, parse_public_keys
from services.transfer.refusal import TransferRefused
from tests.unit.services.transfer.parties import KOU, OTSU, RECEIVER, SENDER, keys_of


@pytest.fixture
def folder(tmp_path: Path) -> TransferKeyFolder:
    return TransferKeyFolder(tmp_path / "transfer", KOU)


def refused(raw: bytes) -> tuple[str, str]:
    with pytest.raises(TransferRefused) as caught:
        parse_public_keys(raw)
    return caught.value.field, caught.value.rule


def altered(**changes: Any) -> bytes:
    return canonical(json.loads(RECEIVER.public.to_file()) | changes)


def test_keys_are_made_once_and_stay(folder: TransferKeyFolder, tmp_path: Path) -> None:
    made = folder.ensure().public

    assert folder.ensure().public == made
    assert TransferKeyFolder(tmp_path / "transfer", KOU).own().public == made
    assert TransferKeyFolder(tmp_path / "other", KOU).ensure().public != made


def test_only_the_owner_reads_the_secret_file(folder: TransferKeyFolder, tmp_path: Path) -> None:
    folder.ensure()
    path = tmp_path / "transfer" / OWN
    assert path.stat().st_mode & 0o777 == 0o600

    path.chmod(0o640)
    with pytest.raises(TransferRefused) as caught:
        folder.own()
    assert (caught.value.rule, "0600" in caught.value.advice) == ("BAD_KEY", True)


@pytest.mark.parametrize("content", ["", "00", "zz" * 64, "00" * 63])
def test_a_damaged_secret_file_is_never_replaced(
    folder: TransferKeyFolder, tmp_path: Path, content: str
) -> None:
    folder.ensure()
    (tmp_path / "transfer" / OWN).write_text(content)

    with pytest.raises(TransferRefused) as caught:
        folder.ensure()

    assert caught.value.rule == "BAD_KEY"
    assert (tmp_path / "transfer" / OWN).read_text() == content


def test_without_keys_it_is_said_how_to_make_them(folder: TransferKeyFolder) -> None:
    with pytest.raises(TransferRefused) as caught:
        folder.own()

    assert caught.value.rule == "NO_KEYS"
    assert "enishi transfer keys" in caught.value.advice


def test_a_public_file_is_trusted_by_the_fingerprint_that_was_read_aloud(
    folder: TransferKeyFolder,
) -> None:
    keys = RECEIVER.public

    folder.trust(keys.to_file() + b"\n", keys.fingerprint.upper())

    assert folder.partner(OTSU, "to") == keys
    assert folder.partners() == [keys]


def test_a_swapped_file_is_not_trusted(folder: TransferKeyFolder) -> None:
    told = RECEIVER.public.fingerprint
    swapped = keys_of(OTSU, 9).public

    with pytest.raises(TransferRefused) as caught:
        folder.trust(swapped.to_file(), told)

    assert caught.value.rule == "WRONG_FINGERPRINT"
    assert folder.partners() == []


def test_new_keys_of_a_partner_replace_the_old(folder: TransferKeyFolder) -> None:
    newer = keys_of(OTSU, 9).public
    for keys in (RECEIVER.public, newer):
        folder.trust(keys.to_file(), keys.fingerprint)

    assert folder.partners() == [newer]


def test_the_own_file_is_not_a_partners(folder: TransferKeyFolder) -> None:
    own = folder.ensure().public

    with pytest.raises(TransferRefused) as caught:
        folder.trust(own.to_file(), own.fingerprint)
    assert caught.value.rule == "OWN_KEYS"


def test_who_is_not_trusted_is_named_with_the_way_out(folder: TransferKeyFolder) -> None:
    with pytest.raises(TransferRefused) as caught:
        folder.partner(OTSU, "to")

    assert (caught.value.field, caught.value.rule) == ("to", "NOT_TRUSTED")
    assert "--trust" in caught.value.advice


@pytest.mark.parametrize("code", ["", "../own", "13956４", "139564\n"])
def test_what_is_no_code_leads_to_no_file(folder: TransferKeyFolder, code: str) -> None:
    with pytest.raises(TransferRefused) as caught:
        folder.partner(code, "to")

    assert (caught.value.field, caught.value.rule) == ("to", "MALFORMED")


def test_a_partners_file_moved_to_another_name_is_not_used(
    folder: TransferKeyFolder, tmp_path: Path
) -> None:
    folder.trust(RECEIVER.public.to_file(), RECEIVER.public.fingerprint)
    trusted = tmp_path / "transfer" / "trusted"
    (trusted / f"{OTSU}.json").rename(trusted / "139998.json")

    with pytest.raises(TransferRefused) as caught:
        folder.partner("139998", "to")
    assert caught.value.rule == "BAD_KEY"


def test_the_public_file_holds_no_secret() -> None:
    secrets = (SENDER.signing.private_bytes_raw(), SENDER.opening.private_bytes_raw())

    assert not any(secret.hex().encode() in SENDER.public.to_file() for secret in secrets)
    assert parse_public_keys(SENDER.public.to_file()) == SENDER.public


def test_both_keys_and_the_municipality_count_in_the_fingerprint() -> None:
    keys, other = RECEIVER.public, SENDER.public
    variants = {
        keys.fingerprint,
        PublicKeys(KOU, keys.verifying, keys.sealing).fingerprint,
        PublicKeys(OTSU, other.verifying, keys.sealing).fingerprint,
        PublicKeys(OTSU, keys.verifying, other.sealing).fingerprint,
    }

    assert len(variants) == 4


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b" " * (MAX_KEY_FILE_BYTES + 1), ("keys", "TOO_LARGE")),
        (b"-----BEGIN PUBLIC KEY-----", ("keys", "MALFORMED")),
        (b"[]", ("keys.format", "MALFORMED")),
        (altered(format="other"), ("keys.format", "MALFORMED")),
        (altered(version=2), ("keys.version", "UNKNOWN_VERSION")),
        (altered(version=True), ("keys.version", "MALFORMED")),
        (altered(municipality="１３９５６４"), ("keys.municipality", "MALFORMED")),
        (altered(signing="00"), ("keys.signing", "BAD_KEY")),
        (altered(signing="x" * 64), ("keys.signing", "BAD_KEY")),
        (altered(sealing="00" * 32), ("keys.sealing", "BAD_KEY")),
        (altered(sealing="AB" * 32), ("keys.sealing", "BAD_KEY")),
    ],
)
def test_what_is_no_public_file_is_refused(raw: bytes, why: tuple[str, str]) -> None:
    assert refused(raw) == why
