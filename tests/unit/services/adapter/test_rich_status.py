"""A refusal on the wire, with google.rpc's details."""

from __future__ import annotations

import grpc
import pytest
from google.rpc import code_pb2, error_details_pb2

from services.adapter.refusal import Refused, Status, Violation
from services.adapter.rich_status import rich_status, to_refusal, to_status

BROKEN = Violation("referral_sent.to_agency", "REFERRAL_TO_SELF", "name another agency")
MAX_TRAILERS = 8 * 1024
OTHER_TRAILERS = 256


def details_of(refused: Refused) -> dict[str, object]:
    """The details by message name."""
    found: dict[str, object] = {}
    for packed in rich_status(refused).details:
        for kind in (
            error_details_pb2.ErrorInfo,
            error_details_pb2.BadRequest,
            error_details_pb2.PreconditionFailure,
        ):
            message = kind()
            if packed.Unpack(message):
                found[kind.DESCRIPTOR.name] = message
    return found


def test_a_violation_names_field_rule_and_the_way_out() -> None:
    details = details_of(Refused.of([BROKEN], "INVALID_ARGUMENT"))
    assert details == {
        "ErrorInfo": error_details_pb2.ErrorInfo(
            reason="REFERRAL_TO_SELF", domain="enishi", metadata={"violations": "1"}
        ),
        "BadRequest": error_details_pb2.BadRequest(
            field_violations=[
                error_details_pb2.BadRequest.FieldViolation(
                    field="referral_sent.to_agency",
                    description="name another agency",
                    reason="REFERRAL_TO_SELF",
                )
            ]
        ),
    }


def test_what_the_stream_forbids_is_a_failed_precondition_too() -> None:
    details = details_of(Refused.of([BROKEN], "FAILED_PRECONDITION"))
    assert details["PreconditionFailure"] == error_details_pb2.PreconditionFailure(
        violations=[
            error_details_pb2.PreconditionFailure.Violation(
                type="REFERRAL_TO_SELF", subject="referral_sent.to_agency"
            )
        ]
    )


def test_a_refusal_without_a_field_has_only_its_reason() -> None:
    full = Refused("STORE_FULL", "no space left", status="RESOURCE_EXHAUSTED")
    assert list(details_of(full)) == ["ErrorInfo"]
    assert rich_status(full).message == "no space left"


@pytest.mark.parametrize(
    "status", ["INVALID_ARGUMENT", "PERMISSION_DENIED", "FAILED_PRECONDITION", "UNAVAILABLE"]
)
def test_a_unary_call_ends_with_the_refusals_status(status: Status) -> None:
    ended = to_status(Refused.of([BROKEN], status))
    assert ended.code == grpc.StatusCode[status]
    assert ended.details == "referral_sent.to_agency: name another agency"


def test_more_violations_than_trailers_hold_are_counted_not_sent() -> None:
    many = [
        Violation(f"x.items[{at}].text", "INDIVIDUAL_NUMBER", "個人番号" * 10) for at in range(500)
    ]
    refused = Refused("INVALID_EVENT", "個" * 1000, many, "FAILED_PRECONDITION")
    details = details_of(refused)
    info, bad = details["ErrorInfo"], details["BadRequest"]
    assert isinstance(info, error_details_pb2.ErrorInfo)
    assert isinstance(bad, error_details_pb2.BadRequest)
    assert info.metadata["violations"] == "500"
    assert 1 < len(bad.field_violations) < 500
    percent_encoded = 3 * len(rich_status(refused).message.encode())
    base64 = rich_status(refused).ByteSize() * 4 // 3 + 4
    assert percent_encoded + base64 + OTHER_TRAILERS < MAX_TRAILERS


def test_inside_a_stream_every_violation_is_told() -> None:
    many = [Violation(f"x.items[{at}]", "TOO_LONG", "shorten") for at in range(500)]
    refusal = to_refusal(Refused.of(many, "INVALID_ARGUMENT"))
    assert refusal.status == code_pb2.INVALID_ARGUMENT
    assert refusal.code == "TOO_LONG"
    assert [(each.field, each.rule, each.description) for each in refusal.violations] == [
        (each.field, each.rule, each.description) for each in many
    ]
