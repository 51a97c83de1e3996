"""Signed notes and checkpoints: what is written is read, and nothing else passes."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from schemas.history.checkpoint import Checkpoint, checkpoint_text, origin_of, parse_checkpoint
from schemas.history.note import (
    COSIGNED,
    Note,
    NoteRefused,
    Signer,
    Verifier,
    check_signed,
    cosigned_at,
    has_signature,
    note_bytes,
    parse_note,
    parse_verifier,
    with_signatures,
)
from schemas.history.tree import EMPTY_ROOT

AGENCY = Signer.of("enishi/131016/HOK-1", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
WITNESS = Signer.of("AU-1", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32), COSIGNED)
STATED = Checkpoint(origin_of("131016", "HOK-1"), 12, hashlib.sha256(b"x").digest())
AT = 1_790_000_000


def published() -> Note:
    text = checkpoint_text(STATED)
    return Note(text, (AGENCY.sign(text), WITNESS.cosign(text, AT)))


def test_a_checkpoint_is_stated_and_witnessed() -> None:
    note = parse_note(note_bytes(published()))
    check_signed(note, AGENCY.verifier)
    assert cosigned_at(note, WITNESS.verifier) == AT
    assert parse_checkpoint(note.text) == STATED


def test_a_note_is_spelled_as_c2sp_says() -> None:
    lines = note_bytes(published()).decode().split("\n")
    assert lines[:4] == ["enishi/131016/HOK-1", "12", base64.b64encode(STATED.root).decode(), ""]
    mark, name, encoded = lines[4].split(" ")
    assert (mark, name) == ("—", "enishi/131016/HOK-1")
    key = AGENCY.key.public_key().public_bytes_raw()
    named = b"enishi/131016/HOK-1\n\x01" + key
    decoded = base64.b64decode(encoded)
    assert decoded[:4] == hashlib.sha256(named).digest()[:4]
    AGENCY.key.public_key().verify(decoded[4:], "\n".join([*lines[:3], ""]).encode())
    cosigned = base64.b64decode(lines[5].split(" ")[2])
    message = b"cosignature/v1\ntime %d\n" % AT + "\n".join([*lines[:3], ""]).encode()
    WITNESS.key.public_key().verify(cosigned[12:], message)
    assert lines[6:] == [""]


def checked(data: bytes) -> None:
    note = parse_note(data)
    check_signed(note, AGENCY.verifier)
    cosigned_at(note, WITNESS.verifier)


@given(st.data())
def test_no_changed_byte_passes(data: st.DataObject) -> None:
    whole = note_bytes(published())
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(NoteRefused):
        checked(bytes(changed))


def test_a_signature_has_one_spelling() -> None:
    first, second = note_bytes(published()).decode().rstrip("\n").split("\n")[-2:]
    respelled = first[:-2] + chr(ord(first[-2]) + 1) + first[-1]
    assert base64.b64decode(respelled.split(" ")[2]) == base64.b64decode(first.split(" ")[2])
    with pytest.raises(NoteRefused, match="spelling"):
        checked(f"{checkpoint_text(STATED)}\n{respelled}\n{second}\n".encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_refused(data: bytes) -> None:
    try:
        note = parse_note(data)
    except NoteRefused:
        return
    assert parse_note(note_bytes(note)) == note


@pytest.mark.parametrize(
    "other",
    [
        Signer.of("enishi/131016/HOK-1", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)),
        Signer.of("enishi/131016/HOK-2", AGENCY.key),
    ],
)
def test_another_key_or_name_is_not_the_agencys(other: Signer) -> None:
    assert not has_signature(published(), other.verifier)
    with pytest.raises(NoteRefused, match="0 signatures"):
        check_signed(published(), other.verifier)


def test_a_key_stands_under_a_note_once() -> None:
    note, text = published(), checkpoint_text(STATED)
    assert with_signatures(note, [WITNESS.cosign(text, AT + 1)]) == note
    twice = Note(text, (AGENCY.sign(text), AGENCY.sign(text)))
    with pytest.raises(NoteRefused, match="2 signatures"):
        check_signed(twice, AGENCY.verifier)


def test_stating_and_witnessing_are_not_mistaken_for_each_other() -> None:
    with pytest.raises(NoteRefused, match="witnesses"):
        WITNESS.sign("text\n")
    with pytest.raises(NoteRefused, match="states"):
        AGENCY.cosign("text\n", AT)
    as_statement = Verifier(WITNESS.verifier.name, WITNESS.verifier.key)
    with pytest.raises(NoteRefused):
        check_signed(published(), as_statement)


def test_a_verifier_key_is_handed_on_as_text() -> None:
    for signer in (AGENCY, WITNESS):
        assert parse_verifier(str(signer.verifier)) == signer.verifier
    name, id_, key = str(AGENCY.verifier).split("+")
    for broken in ("", name, f"{name}+{id_}+", f"{name}+00000000+{key}", f"+{id_}+{key}", "a+b+?"):
        with pytest.raises(NoteRefused):
            parse_verifier(broken)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        "origin\n01\nAAAA\n",
        "origin\n-1\nAAAA\n",
        "origin\n1\nAAAA\n",
        "origin\n1\n????\n",
        "\n1\n" + base64.b64encode(EMPTY_ROOT).decode() + "\n",
        "origin\n1\n" + base64.b64encode(EMPTY_ROOT).decode(),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        parse_checkpoint(text)


def test_a_checkpoint_keeps_its_extensions() -> None:
    more = Checkpoint("origin", 0, EMPTY_ROOT, ("bookmark 1", "x"))
    assert parse_checkpoint(checkpoint_text(more)) == more
