"""Bad input over gRPC with TLS: refused with code, field and rule, nothing stored or repeated."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from protos.enishi.v1 import events_pb2
from tests.contracts.served import CANARY, Served
from tests.wire_events import wire_event


def event(name: str, **changes: Any) -> events_pb2.Event:
    """A valid event under a record id of its own, with a canary where it names a person."""
    made = wire_event(name, record=str(uuid.uuid4()), **changes)
    if not made.envelope.persons:
        return made
    made.envelope.persons.add(source_person_id=CANARY)
    return made


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-13-01", "2026-6-1", "20260601", "2026-W23-1", "昨日", ""]
)
def test_an_impossible_date_is_refused(served: Served, day: str) -> None:
    wrong = event("ReferralSent", agency="HOK-1", to_agency="JIR-1")
    wrong.referral_sent.respond_by = day
    rule = "IMPOSSIBLE_DATE" if day else "FIELD_REQUIRED"
    assert served.refusal(wrong).rules == (("referral_sent.respond_by", rule),)


@pytest.mark.parametrize(
    ("seconds", "nanos", "rule"),
    [
        (-2_208_988_801, 0, "IMPOSSIBLE_DATE"),
        (4_133_894_400, 0, "IMPOSSIBLE_DATE"),
        (2**62, 0, "IMPOSSIBLE_DATE"),
        (1_780_000_000, 10**9, "IMPOSSIBLE_DATE"),
        (1_780_000_000, -1, "IMPOSSIBLE_DATE"),
        (1_780_000_000, 1, "PRECISION"),
        (4_000_000_000, 0, "FUTURE"),
    ],
)
def test_an_impossible_instant_is_refused(
    served: Served, seconds: int, nanos: int, rule: str
) -> None:
    wrong = event("SupportProvided", agency="HOK-1")
    wrong.envelope.occurred_at.seconds, wrong.envelope.occurred_at.nanos = seconds, nanos
    assert ("envelope.occurred_at", rule) in served.refusal(wrong).rules


@pytest.mark.parametrize(
    "field", ["occurred_precision", "legal_basis", "compartment", "funding_item"]
)
@pytest.mark.parametrize("number", [99, -1, 2**31 - 1])
def test_an_unknown_enum_number_is_refused(served: Served, field: str, number: int) -> None:
    wrong = event("SupportProvided", agency="HOK-1")
    # Protobuf keeps numbers of an open enum that it does not know.
    setattr(wrong.envelope, field, number)
    assert (f"envelope.{field}", "UNKNOWN_ENUM") in served.refusal(wrong).rules


def test_an_unknown_code_is_refused_without_repeating_it(served: Served) -> None:
    wrong = event("ConsultationReceived", agency="HOK-1", channel=CANARY, issues=["OTHER", CANARY])
    refused = served.refusal(wrong)
    assert refused.rules == (
        ("consultation_received.channel", "UNKNOWN_CODE"),
        ("consultation_received.issues[1]", "UNKNOWN_CODE"),
    )


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("", "event"),
        ("envelope", "envelope"),
        ("envelope.occurred_at", "envelope.occurred_at"),
        ("envelope.persons", "envelope.persons[0]"),
        ("person_registered", "person_registered"),
        ("person_registered.person", "person_registered.person"),
        ("person_registered.attributes", "person_registered.attributes[0]"),
    ],
)
def test_a_field_that_is_not_known_is_refused_wherever_it_stands(
    served: Served, where: str, path: str
) -> None:
    wrong = event("PersonRegistered", agency="HOK-1")
    message: Any = wrong
    for name in filter(None, where.split(".")):
        message = getattr(message, name)
    if where.endswith(("persons", "attributes")):
        message = message[0]
    message.MergeFromString(_field(1999, CANARY.encode()))
    assert served.refusal(wrong).rules == ((path, "UNKNOWN_FIELD"),)


def test_an_event_without_a_payload_or_with_one_not_known_is_refused(served: Served) -> None:
    without = event("SupportProvided", agency="HOK-1")
    without.ClearField("support_provided")
    unknown = events_pb2.Event()
    unknown.MergeFromString(without.SerializeToString() + _field(1998, CANARY.encode()))
    for wrong in (without, unknown):
        refused = served.refusal(wrong)
        assert refused.code == "PAYLOAD_REQUIRED"
        assert refused.rules == (("payload", "FIELD_REQUIRED"),)


@pytest.mark.parametrize(
    "field",
    ["source_system_id", "source_record_id", "actor_id", "occurred_at", "recorded_at"],
)
def test_what_every_event_must_say_is_required(served: Served, field: Any) -> None:
    wrong = event("SupportProvided", agency="HOK-1")
    wrong.envelope.ClearField(field)
    assert (f"envelope.{field}", "FIELD_REQUIRED") in served.refusal(wrong).rules


def test_a_revision_below_one_is_refused(served: Served) -> None:
    wrong = event("SupportProvided", agency="HOK-1")
    wrong.envelope.source_revision = 0
    assert served.refusal(wrong).rules == (("envelope.source_revision", "REVISION"),)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"legal_basis": "UNKNOWN"}, ("envelope.legal_basis", "BASIS_REQUIRED")),
        ({"legal_basis": "NONE"}, ("envelope.legal_basis", "BASIS_NOT_ALLOWED")),
        ({"consent_id": None}, ("envelope.consent_id", "BASIS_ID_REQUIRED")),
        ({"compartment": "UNKNOWN"}, ("envelope.compartment", "COMPARTMENT_REQUIRED")),
        ({"compartment": "AGENCY"}, ("envelope.compartment", "COMPARTMENT_MISMATCH")),
        ({"case_id": None}, ("envelope.case_id", "CASE_REQUIRED")),
    ],
)
def test_a_shared_event_without_its_basis_is_refused(
    served: Served, changes: dict[str, Any], rule: tuple[str, str]
) -> None:
    wrong = event("CoordinationRequested", agency="HOK-1", **changes)
    refused = served.refusal(wrong)
    assert refused.status == "INVALID_ARGUMENT"
    assert rule in refused.rules


@pytest.mark.parametrize(
    ("name", "changes", "field", "rule"),
    [
        ("SupportConferenceConvened", {"agency": "CT-1"}, "agency_id", "WRONG_WRITER"),
        ("MultilayerConferenceConvened", {"agency": "MU-1"}, "agency_id", "WRONG_WRITER"),
        ("SupportDecided", {"agency": "CT-1"}, "agency_id", "WRONG_WRITER"),
        ("SupportDecided", {"actor_role": "RESTRICTED"}, "actor_role", "WRONG_ROLE"),
        ("AddressProtectionApplied", {"actor_role": "MU"}, "actor_role", "WRONG_ROLE"),
        ("RecordViewed", {"agency": "MU-1"}, "agency_id", "WRONG_WRITER"),
        ("SupportProvided", {"agency": "HOK-1", "actor_role": "MU"}, "actor_role", "WRONG_ROLE"),
    ],
)
def test_the_wrong_writer_or_role_is_denied(
    served: Served, name: str, changes: dict[str, Any], field: str, rule: str
) -> None:
    refused = served.refusal(event(name, **changes))
    assert refused.status == "PERMISSION_DENIED"
    assert (f"envelope.{field}", rule) in refused.rules


def _field(number: int, value: bytes) -> bytes:
    """A length-delimited protobuf field whose number takes a tag of two bytes."""
    tag = number << 3 | 2
    return bytes([tag & 0x7F | 0x80, tag >> 7, len(value)]) + value
