"""A package opens for its receiver alone, and only as it was sealed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from services.transfer.canonical import canonical
from services.transfer.container import (
    MAGIC,
    MAX_HEADER_BYTES,
    MAX_PACKAGE_BYTES,
    open_package,
    package_sha256,
    read_outside,
    seal_package,
)
from services.transfer.package import Content
from services.transfer.plain import to_plain
from services.transfer.refusal import TransferRefused
from tests.unit.services.transfer.anything import any_of
from tests.unit.services.transfer.parties import (
    CONTENT,
    HEADER,
    KOU,
    OTSU,
    RECEIVER,
    SENDER,
    STRANGER,
    keys_of,
    sealed,
)

LENGTH_AT = len(MAGIC) + 2
HEADER_AT = LENGTH_AT + 4


def refused(package: bytes) -> TransferRefused:
    with pytest.raises(TransferRefused) as caught:
        open_package(package, RECEIVER, SENDER.public)
    return caught.value


def with_header(header: bytes) -> bytes:
    """A package whose header is anything, otherwise as it should be."""
    package = sealed()
    length = int.from_bytes(package[LENGTH_AT:HEADER_AT], "big")
    return (
        package[:LENGTH_AT]
        + len(header).to_bytes(4, "big")
        + header
        + package[HEADER_AT + length :]
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(content=any_of(Content))
def test_what_is_opened_equals_what_was_packed(content: Content) -> None:
    content = replace(content, packed_at=CONTENT.packed_at)
    package = sealed(content=content)

    opened = open_package(package, RECEIVER, SENDER.public)

    assert opened.content == content
    assert opened.header == HEADER
    assert opened.sha256 == hashlib.sha256(package).hexdigest()


def test_nothing_of_the_content_can_be_read_on_the_outside() -> None:
    package = sealed()

    assert CONTENT.consents[0].consent_id.encode() not in package
    assert read_outside(package).header == HEADER


def test_no_two_packages_are_alike() -> None:
    assert package_sha256(sealed()) != package_sha256(sealed())


def test_a_byte_changed_anywhere_is_noticed() -> None:
    package = sealed()

    for at in range(len(package)):
        changed = bytearray(package)
        changed[at] ^= 1
        with pytest.raises(TransferRefused):
            open_package(bytes(changed), RECEIVER, SENDER.public)


@pytest.mark.parametrize("keep", [0, 10, LENGTH_AT, HEADER_AT, HEADER_AT + 5, -33, -1])
def test_a_package_cut_short_is_noticed(keep: int) -> None:
    with pytest.raises(TransferRefused):
        open_package(sealed()[:keep], RECEIVER, SENDER.public)


def test_bytes_added_at_the_end_are_noticed() -> None:
    assert refused(sealed() + b"\0").rule == "ALTERED"


def test_another_municipality_cannot_open_it_and_is_told_whose_it_is() -> None:
    with pytest.raises(TransferRefused) as caught:
        open_package(sealed(), STRANGER, SENDER.public)

    assert (caught.value.field, caught.value.rule) == ("header.to_municipality", "WRONG_RECEIVER")
    assert OTSU in caught.value.advice


def test_the_receivers_other_key_does_not_open_it() -> None:
    with pytest.raises(TransferRefused) as caught:
        open_package(sealed(), keys_of(OTSU, 9), SENDER.public)

    assert (caught.value.field, caught.value.rule) == ("header.receiver_key", "OTHER_KEY")


def test_a_package_by_a_key_that_is_not_trusted_is_refused() -> None:
    forger = keys_of(KOU, 9)
    header = replace(HEADER, sender_key=forger.public.key_id)
    package = seal_package(header, CONTENT, forger, RECEIVER.public)

    assert (refused(package).field, refused(package).rule) == ("header.sender_key", "OTHER_KEY")


def test_a_forger_who_names_the_trusted_key_is_found_out_by_the_signature() -> None:
    package = seal_package(HEADER, CONTENT, keys_of(KOU, 9), RECEIVER.public)

    assert refused(package).rule == "BAD_SIGNATURE"


def test_a_package_of_somebody_else_than_expected_is_refused() -> None:
    header = replace(HEADER, from_municipality="139998", sender_key=STRANGER.public.key_id)
    package = seal_package(header, CONTENT, STRANGER, RECEIVER.public)

    assert (refused(package).field, refused(package).rule) == (
        "header.from_municipality",
        "WRONG_SENDER",
    )


def test_a_receiver_cannot_pass_it_on_as_if_it_had_been_sent_there() -> None:
    """The signature names the receiver's key: sealed anew for a third, it no longer fits."""
    passed_on = replace(HEADER, to_municipality="139998", receiver_key=STRANGER.public.key_id)
    package = seal_package(passed_on, CONTENT, RECEIVER, STRANGER.public)

    with pytest.raises(TransferRefused) as caught:
        open_package(package, STRANGER, SENDER.public)
    assert caught.value.rule == "BAD_SIGNATURE"


def test_a_version_of_the_future_is_named() -> None:
    package = sealed()
    changed = package[: len(MAGIC)] + (2).to_bytes(2, "big") + package[LENGTH_AT:]

    assert (refused(changed).field, refused(changed).rule) == ("package.version", "UNKNOWN_VERSION")
    assert "is 2" in refused(changed).advice


def test_what_is_no_package_is_said_to_be_none() -> None:
    assert refused(b"PK\x03\x04 a zip file, perhaps").rule == "NOT_A_PACKAGE"
    assert refused(b"").rule == "NOT_A_PACKAGE"


def test_a_package_beyond_the_limit_is_not_even_looked_at() -> None:
    assert refused(bytes(MAX_PACKAGE_BYTES + 1)).rule == "TOO_LARGE"


def test_a_household_beyond_the_limit_is_not_sealed() -> None:
    household = replace(CONTENT.household, kind="x" * MAX_PACKAGE_BYTES)

    with pytest.raises(TransferRefused) as caught:
        sealed(content=replace(CONTENT, household=household))
    assert caught.value.rule == "TOO_LARGE"


def test_a_header_beyond_the_limit_is_not_parsed() -> None:
    assert refused(with_header(b" " * (MAX_HEADER_BYTES + 1))).rule == "TOO_LARGE"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("transfer_id", "T1"),
        ("transfer_id", HEADER.transfer_id.upper()),
        ("transfer_type", "GIFT"),
        ("from_municipality", "乙市"),
        ("to_municipality", "13956"),
        ("answer_due", "2026-06-31"),
        ("answer_due", "20260623"),
        ("sender_key", "00"),
        ("receiver_key", 7),
    ],
)
def test_a_header_that_says_nonsense_is_refused_by_its_member(member: str, value: object) -> None:
    header = to_plain(HEADER) | {member: value}

    error = refused(with_header(canonical(header)))

    assert (error.field, error.rule) == (f"header.{member}", "MALFORMED")


@pytest.mark.parametrize(
    "header",
    [b"", b"[]", b"{", b"\xff", b'{"a":1,"a":1}', canonical(to_plain(HEADER)) + b" ", b"[" * 2000],
)
def test_a_header_that_is_not_canonical_is_refused(header: bytes) -> None:
    assert refused(with_header(header)).rule == "MALFORMED"


def test_a_refusal_names_a_member_it_does_not_know_only_where_that_can_be_read() -> None:
    known = to_plain(HEADER)

    assert "and_more" in refused(with_header(canonical(known | {"and_more": 1}))).advice
    assert "\x1b" not in refused(with_header(canonical(known | {"\x1b[2J": 1}))).advice
