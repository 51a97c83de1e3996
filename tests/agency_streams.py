"""Streams of three agencies as their adapters accepted them, for properties over whole logs.

The events are made up at random over a few people, households, cases and ids, so that they meet:
corrections, conflicts with another payload and other people, referrals from one agency answered
by another, late answers, statements about the same household. What the rules refuse is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from protos.enishi.v1 import events_pb2
from schemas.catalogue import Field, catalogue
from schemas.codec import codec
from schemas.codes import agency_code, code_list
from schemas.record import LogRecord, parse_leaf
from schemas.times import to_days, to_micros
from services.adapter.decisions.basis import CITES, COMPARTMENTS
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake, Outcome
from services.adapter.ledger.ledger import Ledger
from services.caller import Caller
from services.clock import FixedClock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalOpeningKeys, LocalSealingKeys
from services.views.token_key import TokenKey
from tests.samples import MUNICIPALITY, OCCURRED, sample_uuid
from tests.valid_events import NOW
from tests.wire_events import to_message

AGENCIES = ("HOK-1", "CT-1", "MU-1")
PEOPLE = tuple(sample_uuid(f"P{number}") for number in range(1, 5))
_CASES = tuple(sample_uuid(f"case {number}") for number in range(1, 4))
_NAMES = ("渡邊 花子", "渡辺 太郎", "山崎 一郎")
_NATURAL = {
    "NAME": _NAMES,
    "NAME_KANA": ("ワタナベ ハナコ",),
    "BIRTH_DATE": ("昭和15.3.3", "平成2.5.1", "昭和15.不詳"),
    "PHONE": ("0299-99-0001",),
    "ADDRESS": ("桜町三丁目12番5号", "旭町1-1"),
    "MUNICIPAL_ID": ("1000000017", "1000000025"),
}
_WRITABLE = tuple(
    name
    for name in catalogue().names()
    if catalogue().latest(name).writers & set(map(agency_code, AGENCIES))
)
_OFTEN = tuple(
    name
    for name in _WRITABLE
    if name.startswith(("Referral", "Household", "Member", "Consent", "Person", "Attribute"))
)
KINDS = _WRITABLE + 2 * _OFTEN


@dataclass(frozen=True, slots=True)
class Move:
    """One sending: what happens is drawn from ``seed`` alone, who and which record from the rest.

    The same record and revision with another seed is a conflict, a higher revision a correction.
    """

    agency: str
    kind: str
    record: int
    revision: int
    seed: int

    def message(self) -> events_pb2.Event:
        """As the agency's system sends it."""
        return to_message(_body(self))


class Secrets:
    """The agencies' key files, and what is dear to derive from them; shared by many streams."""

    def __init__(self, folder: Path) -> None:
        self.opening = LocalOpeningKeys(KeyFolder(folder))
        self.token_key = TokenKey(folder)
        self.folder = KeyFolder(folder)
        self.macs = {agency: PayloadMac(self.folder.ensure(agency)) for agency in AGENCIES}


class AgencyUnderTest:
    """One agency's real intake over its own store; closed by its owner."""

    def __init__(self, folder: Path, agency: str, secrets: Secrets) -> None:
        self.ledger = Ledger(folder / agency, codec())
        self.intake = Intake(
            Caller(MUNICIPALITY, agency),
            self.ledger,
            catalogue(),
            codec(),
            LocalSealingKeys(secrets.folder, agency),
            secrets.macs[agency],
            FixedClock(NOW),
            Failpoints(),
            lambda: None,
        )

    def send(self, moves: Sequence[Move]) -> list[Outcome]:
        """Send these in order."""
        return self.intake.process([move.message() for move in moves])

    def close(self) -> None:
        """Close the store."""
        self.ledger.close()

    def records(self) -> list[LogRecord]:
        """What the relay would bring to the log."""
        last = self.ledger.last_sequence()
        return [parse_leaf(frame) for _, frame in self.ledger.frames_from(1, last)] if last else []


def accepted_streams(
    folder: Path, secrets: Secrets, moves: Sequence[Move]
) -> dict[str, list[LogRecord]]:
    """Agency → the records its adapter accepted."""
    streams = {}
    for agency in AGENCIES:
        under_test = AgencyUnderTest(folder, agency, secrets)
        try:
            under_test.send([move for move in moves if move.agency == agency])
            streams[agency] = under_test.records()
        finally:
            under_test.close()
    return streams


def writers_of(kind: str) -> tuple[str, ...]:
    """Which of the three agencies may write events of a type."""
    writers = catalogue().latest(kind).writers
    return tuple(agency for agency in AGENCIES if agency_code(agency) in writers)


def _body(move: Move) -> dict[str, Any]:
    kind = catalogue().latest(move.kind)
    chance = Random(move.seed)
    body: dict[str, Any] = {
        field.name: _value(field, chance, move.agency)
        for field in kind.fields
        if not (field.optional and chance.random() < 0.4)
    }
    basis = chance.choice(sorted(kind.bases - {"AUDIT"}) or ["AUDIT"])
    occurred = OCCURRED + timedelta(hours=chance.randint(0, 72))
    role = "RESTRICTED" if move.kind.startswith("AddressProtection") else agency_code(move.agency)
    envelope = {
        "event_type": kind.name,
        "municipality_code": MUNICIPALITY,
        "agency_id": move.agency,
        "source_system_id": "system",
        "source_record_id": f"{move.record}",
        "source_revision": move.revision,
        "source_seq": 0,
        "actor_id": "u-7",
        "actor_role": role,
        "occurred_at": to_micros(occurred),
        "occurred_precision": chance.choice(("INSTANT", "DAY")),
        "recorded_at": to_micros(occurred + timedelta(hours=1)),
        "case_id": None if kind.case == "none" else chance.choice(_CASES),
        "person_refs": [] if kind.persons == "none" else [chance.choice(PEOPLE)],
        "legal_basis": basis,
        "consent_id": None,
        "conference_id": None,
        "council_case_id": None,
        "compartment": chance.choice(sorted(COMPARTMENTS[basis])),
        "via_link_ids": [],
        "funding_item": "NONE",
        "causation_id": None,
        "correlation_id": None,
    }
    cited = CITES.get(basis)
    if cited is not None and kind.own_id != cited:
        envelope[cited] = _id(cited, chance)
    if "attribute" in body:
        body |= _natural(body, chance)
    return {"envelope": envelope, **body}


def _value(field: Field, chance: Random, agency: str) -> Any:
    if field.is_array:
        return [_one(field, chance, agency) for _ in range(chance.randint(1, 2))]
    return _one(field, chance, agency)


def _one(field: Field, chance: Random, agency: str) -> Any:
    if field.items:
        item = {item.name: _value(item, chance, agency) for item in field.items}
        return _natural(item, chance) if "attribute" in item else item
    if field.person is not None:
        return chance.choice(PEOPLE)
    if field.element == "jp.enishi.Uuid":
        return _id(field.name, chance)
    if field.codes is not None:
        return chance.choice(list(code_list(field.codes).codes))
    if field.names_agency:
        return chance.choice(AGENCIES)
    return _plain(field, chance)


def _natural(item: dict[str, Any], chance: Random) -> dict[str, Any]:
    """An attribute with a value of its kind, so that it can be found by."""
    attribute = chance.choice(tuple(_NATURAL))
    value = chance.choice(_NATURAL[attribute])
    return {**item, "attribute": attribute, "value": value}


def _id(field: str, chance: Random) -> bytes:
    if field.endswith("household_id"):
        return sample_uuid(f"household {chance.randint(1, 3)}")
    kind = {"parent_id": "referral_id", "plan_ids": "plan_id"}.get(field, field)
    return sample_uuid(f"{kind} {chance.randint(1, 2)}")


def _plain(field: Field, chance: Random) -> Any:
    if isinstance(field.element, dict):
        day = to_days(OCCURRED.date()) + chance.randint(0, 6)
        whole_day = field.element["logicalType"] == "date"
        return day if whole_day else to_micros(OCCURRED + timedelta(hours=chance.randint(0, 99)))
    if field.names_municipality:
        return "131024"
    values: dict[str, Any] = {
        "string": f"例 {chance.randint(1, 9)}",
        "int": chance.randint(1, 2),
        "long": chance.randint(1, 9),
        "boolean": chance.random() < 0.5,
        "jp.enishi.Sha256": bytes(32),
    }
    return values[field.element]
