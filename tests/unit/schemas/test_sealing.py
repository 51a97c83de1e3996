from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import EventType, catalogue
from schemas.codec import Body, codec
from schemas.sealing import (
    CannotOpen,
    DataKey,
    NobodyToSealFor,
    additional_data,
    open_part,
    seal,
)
from tests.samples import (
    OTHER_PERSON,
    PERSON,
    sample_envelope,
    sample_fields,
    sample_uuid,
)

ASSESSMENT = catalogue().latest("AssessmentCompleted")
CONSULTATION = catalogue().latest("ConsultationReceived")
REGISTERED = catalogue().latest("PersonRegistered")
ASSERTED = catalogue().latest("AttributeAsserted")
PLAN = catalogue().latest("PlanDrafted")
SEALING = [event for event in catalogue().all() if event.sealed]

CANARY = "カナリア小鳥遊4649"


@dataclass
class Keys:
    """Both ports over one dictionary; a test destroys a key by taking it out."""

    agency: str = "AB-1"
    epoch: int = 1
    ciphers: dict[tuple[str, bytes, int], AESGCM] = field(default_factory=dict)

    def current(self, person: bytes) -> DataKey:
        made = AESGCM(secrets.token_bytes(32))
        cipher = self.ciphers.setdefault((self.agency, person, self.epoch), made)
        return DataKey(self.epoch, cipher)

    def find(self, agency_id: str, person: bytes, epoch: int) -> AESGCM | None:
        return self.ciphers.get((agency_id, person, epoch))


def sealed(event: EventType, fields: Body, keys: Keys) -> tuple[Body, list[Body]]:
    envelope = sample_envelope(event)
    keys.agency = envelope["agency_id"]
    return envelope, seal(codec(), event, envelope, fields, keys)


def finding(person: bytes, code: str, text: str) -> Body:
    return {"person": person, "field_code": code, "text": text}


@pytest.mark.parametrize("event", SEALING, ids=lambda event: event.label)
def test_every_sealed_field_opens_to_what_was_sealed(event: EventType) -> None:
    keys = Keys()
    fields = sample_fields(event)
    envelope, parts = sealed(event, fields, keys)

    opened: Body = {}
    for part in parts:
        for name, value in (open_part(codec(), envelope, part, keys) or {}).items():
            if value:
                opened[name] = opened.get(name, []) + value if isinstance(value, list) else value

    assert opened == {at.name: fields[at.name] for at in event.fields if at.mark == "sealed"}


def test_parts_are_one_per_person_and_field_code_in_a_fixed_order() -> None:
    keys = Keys()
    fields = sample_fields(ASSESSMENT) | {
        "findings": [
            finding(OTHER_PERSON, "FINANCE", "滞納"),
            finding(PERSON, "DIAGNOSIS", "一"),
            finding(PERSON, "FINANCE", "年金"),
            finding(PERSON, "DIAGNOSIS", "二"),
        ],
        "persons_wish": "家で暮らしたい",
    }

    envelope, parts = sealed(ASSESSMENT, fields, keys)

    held = {
        (part["person_ref"], part["field_code"]): open_part(codec(), envelope, part, keys)
        for part in parts
    }
    assert list(held) == sorted(held)
    assert held == {
        (PERSON, "DIAGNOSIS"): {
            "findings": [finding(PERSON, "DIAGNOSIS", "一"), finding(PERSON, "DIAGNOSIS", "二")],
            "persons_wish": None,
        },
        (PERSON, "FINANCE"): {
            "findings": [finding(PERSON, "FINANCE", "年金")],
            "persons_wish": None,
        },
        (PERSON, "NARRATIVE"): {"findings": [], "persons_wish": "家で暮らしたい"},
        (OTHER_PERSON, "FINANCE"): {
            "findings": [finding(OTHER_PERSON, "FINANCE", "滞納")],
            "persons_wish": None,
        },
    }


def test_an_attribute_is_sealed_under_the_field_code_it_belongs_to() -> None:
    keys = Keys()
    attributes = [
        {"attribute": name, "value": "x", "name_type": None, "valid_from": None}
        for name in ("NAME", "ADDRESS", "PHONE")
    ]

    _, parts = sealed(REGISTERED, {"person": PERSON, "attributes": attributes}, keys)
    _, asserted = sealed(
        ASSERTED, {"person": OTHER_PERSON, "attribute": "DIAGNOSIS", "value": "x"}, keys
    )

    assert [part["field_code"] for part in parts] == ["ADDRESS", "CONTACT", "IDENTITY"]
    assert {part["person_ref"] for part in parts} == {PERSON}
    assert [(part["person_ref"], part["field_code"]) for part in asserted] == [
        (OTHER_PERSON, "DIAGNOSIS")
    ]


def test_a_field_without_an_owner_of_its_own_belongs_to_the_first_person() -> None:
    _, parts = sealed(PLAN, sample_fields(PLAN), Keys())

    assert [(part["person_ref"], part["field_code"]) for part in parts] == [(PERSON, "PLAN")]


def test_nothing_to_seal_makes_no_part() -> None:
    fields = sample_fields(CONSULTATION) | {"narrative": None}

    assert sealed(CONSULTATION, fields, Keys())[1] == []


def test_text_about_nobody_is_not_sealed() -> None:
    envelope = {**sample_envelope(CONSULTATION), "person_refs": []}

    with pytest.raises(NobodyToSealFor, match="narrative"):
        seal(codec(), CONSULTATION, envelope, sample_fields(CONSULTATION), Keys())


@pytest.mark.parametrize("event", SEALING, ids=lambda event: event.label)
def test_no_sealed_text_occurs_in_the_events_bytes(event: EventType) -> None:
    keys = Keys()
    fields = with_canary(event)
    envelope, parts = sealed(event, fields, keys)
    clear = {at.name: fields[at.name] for at in event.fields if at.mark == "clear"}

    value = codec().encode(event, {"envelope": envelope, **clear, "sealed": parts})

    assert CANARY in str([open_part(codec(), envelope, part, keys) for part in parts])
    for length in (4, 8):
        canary = CANARY.encode()
        pieces = {canary[at : at + length] for at in range(len(canary) - length + 1)}
        assert not [piece for piece in pieces if piece in value]


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    keys = Keys()
    first, second = (sealed(CONSULTATION, sample_fields(CONSULTATION), keys)[1] for _ in range(2))

    assert first[0]["nonce"] != second[0]["nonce"]
    assert first[0]["ciphertext"] != second[0]["ciphertext"]


@pytest.mark.parametrize(
    ("where", "what", "value"),
    [
        ("part", "person_ref", OTHER_PERSON),
        ("part", "field_code", "FINANCE"),
        ("part", "epoch", 2),
        ("part", "nonce", bytes(12)),
        ("part", "ciphertext", bytes(40)),
        ("part", "ciphertext", b""),
        ("part", "ciphertext", b"short"),
        ("envelope", "event_id", sample_uuid("another event")),
        ("envelope", "event_type", "PlanDrafted"),
        ("envelope", "agency_id", "KOD-1"),
    ],
)
def test_a_part_that_was_moved_or_altered_does_not_open(where: str, what: str, value: Any) -> None:
    keys = Keys()
    envelope, (part,) = sealed(CONSULTATION, sample_fields(CONSULTATION), keys)
    # The one cipher under every name: the binding must hold although the key would open.
    cipher = keys.current(PERSON).cipher
    for agency in ("AB-1", "KOD-1"):
        for person in (PERSON, OTHER_PERSON):
            keys.ciphers.update({(agency, person, epoch): cipher for epoch in (1, 2)})
    if what == "agency_id":
        keys.ciphers[("KOD-1", PERSON, 1)] = AESGCM(bytes(32))
    assert open_part(codec(), envelope, part, keys) is not None
    (part if where == "part" else envelope)[what] = value

    with pytest.raises(CannotOpen):
        open_part(codec(), envelope, part, keys)


@given(st.data())
def test_a_flipped_bit_does_not_open(data: st.DataObject) -> None:
    keys = Keys()
    envelope, (part,) = sealed(CONSULTATION, sample_fields(CONSULTATION), keys)
    name = data.draw(st.sampled_from(["nonce", "ciphertext"]))
    flipped = bytearray(part[name])
    flipped[data.draw(st.integers(0, len(flipped) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(CannotOpen):
        open_part(codec(), envelope, {**part, name: bytes(flipped)}, keys)


def test_a_destroyed_key_opens_nothing_and_leaves_the_other_persons_parts() -> None:
    keys = Keys()
    fields = sample_fields(ASSESSMENT) | {
        "findings": [finding(PERSON, "FINANCE", "年金"), finding(OTHER_PERSON, "FINANCE", "滞納")],
        "persons_wish": None,
    }
    envelope, parts = sealed(ASSESSMENT, fields, keys)

    keys.ciphers.pop(("AB-1", PERSON, 1))

    opened = {part["person_ref"]: open_part(codec(), envelope, part, keys) for part in parts}
    assert opened[PERSON] is None
    assert opened[OTHER_PERSON] is not None


def test_a_later_epoch_opens_under_its_own_key_only() -> None:
    keys = Keys()
    envelope, (first,) = sealed(CONSULTATION, sample_fields(CONSULTATION), keys)
    keys.epoch = 2
    _, (second,) = sealed(CONSULTATION, sample_fields(CONSULTATION), keys)

    keys.ciphers.pop(("AB-1", PERSON, 1))

    assert (first["epoch"], second["epoch"]) == (1, 2)
    assert open_part(codec(), envelope, first, keys) is None
    assert open_part(codec(), envelope, second, keys) is not None


@pytest.mark.parametrize("plaintext", [b"", b"noise", codec().encode_sealed(PLAN, {"goals": []})])
def test_what_was_sealed_genuinely_but_is_not_this_events_fields_does_not_open(
    plaintext: bytes,
) -> None:
    keys = Keys()
    envelope = sample_envelope(CONSULTATION)
    key = keys.current(PERSON)
    bound = additional_data(envelope["event_id"], CONSULTATION.name, PERSON, "NARRATIVE", 1)
    part = {
        "person_ref": PERSON,
        "field_code": "NARRATIVE",
        "epoch": 1,
        "nonce": bytes(12),
        "ciphertext": key.cipher.encrypt(bytes(12), plaintext, bound),
    }

    with pytest.raises(CannotOpen):
        open_part(codec(), envelope, part, keys)


@pytest.mark.parametrize("epoch", [0, -1, -(1 << 31)])
def test_an_epoch_that_no_key_has_does_not_open(epoch: int) -> None:
    keys = Keys()
    envelope, (part,) = sealed(CONSULTATION, sample_fields(CONSULTATION), keys)

    with pytest.raises(CannotOpen, match="epoch"):
        open_part(codec(), envelope, {**part, "epoch": epoch}, keys)


def test_additional_data_of_other_parts_are_never_the_same_bytes() -> None:
    one = additional_data(b"\x01" * 16, "AB", b"\x02" * 16, "C", 1)
    other = additional_data(b"\x01" * 16, "A", b"B" + b"\x02" * 15, "\x02C", 1)

    assert one != other
    assert len(one) == 5 * 2 + 16 + 2 + 16 + 1 + 1


def with_canary(event: EventType) -> Body:
    """The sample with every sealed text replaced."""
    fields = sample_fields(event)
    for each in event.fields:
        if each.mark == "sealed" and each.items:
            texts = [item.name for item in each.items if item.is_text]
            for entry in fields[each.name]:
                entry.update(dict.fromkeys(texts, CANARY))
        elif each.mark == "sealed":
            fields[each.name] = CANARY
    return fields
