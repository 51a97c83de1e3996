"""Who may call an adapter: its own agency, by its certificate (threats 1 and 2)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import grpc
import pytest

from deploy.tls import Authority, Credentials, issue, revoke
from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc
from tests.certificates import expired, rogue
from tests.contracts.served import Served
from tests.refusals import refusal_of
from tests.samples import MUNICIPALITY
from tests.valid_events import OTHER_MUNICIPALITY
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS


def request(agency: str = "HOK-1") -> adapter_pb2.RecordRequest:
    """A valid event of an agency."""
    return adapter_pb2.RecordRequest(event=wire_event("SupportProvided", record="1", agency=agency))


def authority(served: Served) -> Authority:
    """The municipality's authority, as the adapters know it."""
    return issue(served.world.tls, MUNICIPALITY, served.world.agencies)


def test_another_agency_in_the_payload_is_denied(served: Served) -> None:
    refused = served.refusal(request("JIR-1").event, as_agency="HOK-1")
    assert refused.status == "PERMISSION_DENIED"
    assert refused.code == "AGENCY_NOT_CALLER"
    assert ("envelope.agency_id", "AGENCY_NOT_CALLER") in refused.rules


def test_another_municipality_in_the_payload_is_denied(served: Served) -> None:
    wrong = request().event
    wrong.envelope.municipality_code = OTHER_MUNICIPALITY
    refused = served.refusal(wrong)
    assert refused.status == "PERMISSION_DENIED"
    assert refused.rules == (("envelope.municipality_code", "MUNICIPALITY_NOT_CALLER"),)


@pytest.mark.parametrize("caller", ["JIR-1", "AU-1", "SYS-1"])
@pytest.mark.parametrize("method", ["Record", "RecordStream", "GetStatus"])
def test_another_agencys_certificate_is_denied(served: Served, caller: str, method: str) -> None:
    before = served.stored()
    refused = refusal_of(_call(served.running.adapter("HOK-1", as_agency=caller), method))
    assert refused.status == "PERMISSION_DENIED"
    assert refused.rules == (("certificate", "AGENCY_NOT_CALLER"),)
    assert served.stored() == before


def test_a_certificate_of_no_agency_is_unknown(served: Served) -> None:
    adapter = served.running.adapter("HOK-1", as_agency="projector")
    refused = refusal_of(_call(adapter, "Record"))
    assert refused.status == "UNAUTHENTICATED"
    assert refused.code == "UNKNOWN_CERTIFICATE"


def test_a_certificate_revoked_meanwhile_is_unknown_from_the_next_call_on(
    served: Served,
) -> None:
    stub = served.running.adapter("CB-1")
    stub.GetStatus(adapter_pb2.GetStatusRequest(), timeout=CALL_SECONDS)
    revoke(served.world.tls, "CB-1")
    refused = refusal_of(_call(stub, "Record"))
    assert refused.status == "UNAUTHENTICATED"
    assert refused.code == "UNKNOWN_CERTIFICATE"


def test_while_the_revocation_list_cannot_be_trusted_nobody_is_known(served: Served) -> None:
    revoked = served.world.tls / "revoked"
    before = revoked.read_bytes() if revoked.exists() else b""
    revoked.write_bytes(before + b"no serial number\n")
    try:
        refused = refusal_of(_call(served.running.adapter("HOK-1"), "Record"))
    finally:
        revoked.write_bytes(before)
    assert refused.status == "UNAUTHENTICATED"
    assert refused.code == "UNKNOWN_CERTIFICATE"


@pytest.mark.parametrize("make", [rogue, expired])
def test_a_forged_or_expired_certificate_gets_no_connection(
    served: Served, tmp_path: Path, make: Callable[[Path, Authority, str], Credentials]
) -> None:
    forged = make(tmp_path, authority(served), "HOK-1")
    certificate, key, _ = forged.pem
    _is_unreachable(served, certificate, key)


def test_without_a_certificate_there_is_no_connection(served: Served) -> None:
    _is_unreachable(served, None, None)


def test_without_tls_there_is_no_connection(served: Served) -> None:
    with grpc.insecure_channel(served.running.target("HOK-1")) as channel:
        _is_unavailable(channel)


def _is_unreachable(served: Served, certificate: bytes | None, key: bytes | None) -> None:
    root = (served.world.tls / "ca.pem").read_bytes()
    credentials = grpc.ssl_channel_credentials(root, key, certificate)
    with grpc.secure_channel(served.running.target("HOK-1"), credentials) as channel:
        _is_unavailable(channel)


def _is_unavailable(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        adapter_pb2_grpc.AdapterStub(channel).Record(request(), timeout=CALL_SECONDS)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def _call(stub: adapter_pb2_grpc.AdapterStub, method: str) -> object:
    if method == "GetStatus":
        return stub.GetStatus.future(adapter_pb2.GetStatusRequest(), timeout=CALL_SECONDS)
    if method == "Record":
        return stub.Record.future(request(), timeout=CALL_SECONDS)
    with pytest.raises(grpc.RpcError) as refused:
        next(stub.RecordStream(iter([request()]), timeout=CALL_SECONDS))
    return refused.value
