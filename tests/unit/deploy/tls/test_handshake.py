"""The certificates on a real gRPC connection with mutual TLS (threat 1 of the security plan)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from deploy.tls import Authority, Credentials, issue
from tests.certificates import expired, rogue

CITY = "131016"
METHOD = "/probe/WhoAmI"


def peer_uris(_request: bytes, context: grpc.ServicerContext) -> bytes:
    return b" ".join(name for name in context.peer_identities() or () if name.startswith(b"urn:"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return issue(tmp_path / "tls", CITY, ["HOK-1", "query"])


@pytest.fixture
def address(authority: Authority) -> Iterator[str]:
    certificate, key, ca = authority.credentials("query").pem
    server = grpc.server(ThreadPoolExecutor(1))
    handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(peer_uris)
    server.add_generic_rpc_handlers(
        [grpc.method_handlers_generic_handler("probe", {"WhoAmI": handler})]
    )
    port = server.add_secure_port(
        "127.0.0.1:0",
        grpc.ssl_server_credentials([(key, certificate)], ca, require_client_auth=True),
    )
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(grace=None).wait()


def call(address: str, credentials: Credentials) -> bytes:
    certificate, key, ca = credentials.pem
    with grpc.secure_channel(
        address, grpc.ssl_channel_credentials(ca, key, certificate)
    ) as channel:
        probe: Callable[..., bytes] = channel.unary_unary(METHOD)
        return probe(b"", timeout=20)


def test_server_learns_the_agency_from_the_uri(address: str, authority: Authority) -> None:
    assert call(address, authority.credentials("HOK-1")) == b"urn:enishi:131016:HOK-1"


@pytest.mark.parametrize("forge", [rogue, expired])
def test_forged_or_expired_certificate_reaches_no_method(
    address: str,
    authority: Authority,
    tmp_path: Path,
    forge: Callable[[Path, Authority, str], Credentials],
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        call(address, forge(tmp_path / "forged", authority, "HOK-1"))

    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_caller_without_a_certificate_reaches_no_method(address: str, authority: Authority) -> None:
    ca = authority.ca.read_bytes()
    with grpc.secure_channel(address, grpc.ssl_channel_credentials(ca)) as channel:
        probe: Callable[..., bytes] = channel.unary_unary(METHOD)
        with pytest.raises(grpc.RpcError) as refused:
            probe(b"", timeout=20)

    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


def test_server_of_another_authority_is_not_trusted(address: str, tmp_path: Path) -> None:
    stranger = issue(tmp_path / "other", CITY, ["HOK-1"])

    with pytest.raises(grpc.RpcError) as refused:
        call(address, stranger.credentials("HOK-1"))

    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
