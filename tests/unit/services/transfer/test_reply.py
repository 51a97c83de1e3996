"""A reply counts only where the receiver signed it, and only for what was sent."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from services.transfer.canonical import canonical
from services.transfer.container import read_outside
from services.transfer.refusal import TransferRefused
from services.transfer.reply import MAX_REPLY_BYTES, Checked, check_reply, sign_reply
from tests.unit.services.transfer.parties import (
    HEADER,
    OTSU,
    RECEIVER,
    SENDER,
    STRANGER,
    keys_of,
    reply_to,
    sealed,
)

PACKAGE = sealed()
SENT = read_outside(PACKAGE)
SIGNED = sign_reply(reply_to(PACKAGE), RECEIVER)


def checked(raw: bytes) -> Checked:
    return check_reply(raw, SENT, SENDER.public, RECEIVER.public)


def refused(raw: bytes) -> tuple[str, str]:
    with pytest.raises(TransferRefused) as caught:
        checked(raw)
    return caught.value.field, caught.value.rule


def test_a_reply_to_what_was_sent_matches() -> None:
    result = checked(SIGNED)

    assert (result.verdict, result.differs) == ("MATCHES", ())
    assert result.reply.package_sha256 == SENT.sha256


def test_information_only_in_answer_to_a_case_is_a_mismatch() -> None:
    result = checked(sign_reply(reply_to(PACKAGE, transfer_type="INFORMATION_ONLY"), RECEIVER))

    assert (result.verdict, result.differs) == ("TRANSFER_MISMATCH", ("transfer_type",))


def test_a_reply_about_other_bytes_is_a_mismatch() -> None:
    result = checked(sign_reply(reply_to(PACKAGE, package_sha256="00" * 32), RECEIVER))

    assert (result.verdict, result.differs) == ("TRANSFER_MISMATCH", ("package_sha256",))


def test_a_reply_to_an_earlier_transfer_sent_again_is_a_mismatch() -> None:
    earlier = sealed(replace(HEADER, transfer_id="018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"))

    result = checked(sign_reply(reply_to(earlier), RECEIVER))

    assert result.differs == ("transfer_id", "package_sha256")


def test_a_reply_to_a_package_sealed_again_is_a_mismatch() -> None:
    """The same content, the same transfer, other bytes: what was opened is not what was sent."""
    assert checked(sign_reply(reply_to(sealed()), RECEIVER)).differs == ("package_sha256",)


def test_a_reply_about_a_package_somebody_else_sent_is_refused() -> None:
    with pytest.raises(TransferRefused) as caught:
        check_reply(SIGNED, SENT, STRANGER.public, RECEIVER.public)

    assert (caught.value.field, caught.value.rule) == (
        "header.from_municipality",
        "WRONG_SENDER",
    )


def test_a_byte_changed_anywhere_is_noticed() -> None:
    for at in range(len(SIGNED) - 1):
        changed = bytearray(SIGNED)
        changed[at] ^= 1
        with pytest.raises(TransferRefused):
            checked(bytes(changed))


@pytest.mark.parametrize(
    ("member", "value"),
    [("transfer_type", "INFORMATION_ONLY"), ("answered_at", "2026-06-19T09:00:00+09:00")],
)
def test_a_member_changed_after_signing_breaks_the_signature(member: str, value: str) -> None:
    file = json.loads(SIGNED)
    file["reply"][member] = value

    assert refused(canonical(file)) == ("reply", "BAD_SIGNATURE")


def test_a_reply_by_another_key_is_refused() -> None:
    assert refused(sign_reply(reply_to(PACKAGE), keys_of(OTSU, 9))) == ("reply", "BAD_SIGNATURE")


def test_a_reply_by_another_municipality_is_refused() -> None:
    reply = reply_to(PACKAGE, municipality=STRANGER.municipality)

    assert refused(sign_reply(reply, STRANGER)) == ("reply.municipality", "WRONG_SENDER")


def test_a_signature_made_for_a_package_does_not_sign_a_reply() -> None:
    bare = RECEIVER.signing.sign(canonical(json.loads(SIGNED)["reply"]))
    file = json.loads(SIGNED) | {"signature": bare.hex()}

    assert refused(canonical(file)) == ("reply", "BAD_SIGNATURE")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": "x"}, ("reply.format", "MALFORMED")),
        ({"version": 2}, ("reply.version", "UNKNOWN_VERSION")),
        ({"version": True}, ("reply.version", "MALFORMED")),
        ({"signature": "00"}, ("reply.signature", "MALFORMED")),
        ({"signature": "zz" * 64}, ("reply.signature", "MALFORMED")),
        ({"reply": []}, ("reply.reply", "MALFORMED")),
        ({"more": 1}, ("reply", "MALFORMED")),
    ],
)
def test_what_is_no_reply_is_refused(change: dict[str, object], why: tuple[str, str]) -> None:
    assert refused(canonical(json.loads(SIGNED) | change)) == why


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("transfer_id", "T1"),
        ("transfer_type", "GIFT"),
        ("package_sha256", "AB" * 32),
        ("answered_at", "2026-06-18T09:00:00"),
        ("answered_at", "yesterday"),
        ("municipality", "otsu"),
    ],
)
def test_nonsense_is_refused_by_its_member_even_where_it_is_signed(member: str, value: str) -> None:
    signed = sign_reply(reply_to(PACKAGE, **{member: value}), RECEIVER)

    assert refused(signed) == (f"reply.{member}", "MALFORMED")


def test_a_reply_beyond_the_limit_is_not_parsed() -> None:
    assert refused(b" " * (MAX_REPLY_BYTES + 1)) == ("reply", "TOO_LARGE")
