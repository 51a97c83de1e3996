"""Nothing is answered before it is recorded, and nothing at all where it cannot be (V7)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, cast

import grpc
import pytest

from projections.visibility.reader import Reader
from services.caller import Caller
from services.peer import Peers, UnknownPeer
from services.query.reader import Context
from services.query.reading import NO_RESULT, NOT_RECORDED, Admission
from services.query.viewing import Viewing, ViewingNotStored
from tests.samples import MUNICIPALITY

VIEWING = Viewing("RecordViewed", Reader("HOK-1", "HOK", "u-1"))
DENIAL = Viewing("AccessDenied", Reader("HOK-1", "HOK", "u-1"), "NO_RESULT")


class Ended(Exception):
    """The call ended with this status."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class Call:
    """As much of a gRPC context as reading needs."""

    def __init__(self, *metadata: tuple[str, str]) -> None:
        self._metadata = metadata

    def invocation_metadata(self) -> tuple[tuple[str, str], ...]:
        """What the caller says."""
        return self._metadata

    async def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        """End the call."""
        raise Ended(code, details)


class KnownPeers:
    """The certificate of one agency, or of nobody."""

    def __init__(self, caller: Caller | None) -> None:
        self._caller = caller

    def caller(self, _context: Any) -> Caller:
        """Who calls."""
        if self._caller is None:
            raise UnknownPeer("the client certificate is revoked")
        return self._caller


class Log:
    """Keeps viewings, or refuses them."""

    def __init__(self, *, full: bool = False) -> None:
        self.kept: list[Viewing] = []
        self._full = full

    async def record(self, viewing: Viewing) -> bytes:
        """Keep it."""
        if self._full:
            raise ViewingNotStored("STORE_UNAVAILABLE")
        self.kept.append(viewing)
        return b"event"


def admission(
    log: Log | None = None, agency: str | None = "HOK-1", municipality: str = MUNICIPALITY
) -> Admission:
    peers = KnownPeers(Caller(municipality, agency) if agency else None)
    return Admission(MUNICIPALITY, cast(Peers, peers), log or Log(), lambda _: 0)


def run(step: Callable[[Context], Awaitable[Any]], *metadata: tuple[str, str]) -> Any:
    async def called() -> Any:
        return await step(cast(Context, Call(*metadata)))

    return asyncio.run(called())


def ended(step: Callable[[Context], Awaitable[Any]], *metadata: tuple[str, str]) -> Ended:
    with pytest.raises(Ended) as end:
        run(step, *metadata)
    return end.value


def test_a_reader_is_the_certificates_agency_and_the_metadatas_user() -> None:
    reader = run(admission().reader, ("enishi-user", "u-17"))

    assert reader == Reader("HOK-1", "HOK", "u-17", "COORDINATION")


def test_role_and_purpose_may_be_said() -> None:
    said = (("enishi-user", "u-1"), ("enishi-role", "RESTRICTED"), ("enishi-purpose", "PLAN"))

    assert run(admission(agency="MU-1").reader, *said) == Reader(
        "MU-1", "RESTRICTED", "u-1", "PLAN"
    )


def test_a_reading_waits_until_the_view_knows_what_its_reader_recorded() -> None:
    stands = iter([5, 6, 7])
    asked: list[str] = []

    def standing(agency: str) -> int:
        asked.append(agency)
        return next(stands)

    peers = cast(Peers, KnownPeers(Caller(MUNICIPALITY, "CT-1")))
    gate = Admission(MUNICIPALITY, peers, Log(), standing)
    reader = run(gate.reader, ("enishi-user", "u-1"), ("enishi-seen", "7"))

    assert (reader.user, asked) == ("u-1", ["CT-1"] * 3)


def test_a_reading_whose_view_stays_behind_ends_instead_of_showing_what_is_older() -> None:
    peers = cast(Peers, KnownPeers(Caller(MUNICIPALITY, "CT-1")))
    gate = Admission(MUNICIPALITY, peers, Log(), lambda _: 6, patience=0.05)
    end = ended(gate.reader, ("enishi-user", "u-1"), ("enishi-seen", "7"))

    assert end.code == grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize("agency", ["SCHOOL-1", "FIRE-1"])
def test_a_member_of_conferences_only_reads_as_member(agency: str) -> None:
    assert run(admission(agency=agency).reader, ("enishi-user", "t-1")).role == "MEMBER"


@pytest.mark.parametrize(
    ("metadata", "key"),
    [
        ((), "enishi-user"),
        ((("enishi-user", "渡邊"),), "enishi-user"),
        ((("enishi-user", "u-1\n"),), "enishi-user"),
        ((("enishi-user", "u" * 65),), "enishi-user"),
        ((("enishi-user", "u-1"), ("enishi-user", "u-2")), "enishi-user"),
        ((("enishi-user", "u-1"), ("enishi-role", "AU")), "enishi-role"),
        ((("enishi-user", "u-1"), ("enishi-role", "RESTRICTED")), "enishi-role"),
        ((("enishi-user", "u-1"), ("enishi-purpose", "x")), "enishi-purpose"),
        ((("enishi-user", "u-1"), ("enishi-seen", "0")), "enishi-seen"),
        ((("enishi-user", "u-1"), ("enishi-seen", "-1")), "enishi-seen"),
        ((("enishi-user", "u-1"), ("enishi-seen", "٣")), "enishi-seen"),
        ((("enishi-user", "u-1"), ("enishi-seen", "9" * 19)), "enishi-seen"),
    ],
)
def test_what_does_not_say_who_reads_is_refused(
    metadata: tuple[tuple[str, str], ...], key: str
) -> None:
    end = ended(admission().reader, *metadata)

    assert (end.code, end.details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, key)


def test_another_municipalitys_and_a_revoked_certificate_read_nothing() -> None:
    user = ("enishi-user", "u-1")
    foreign = ended(admission(municipality="131024").reader, user)
    revoked = ended(admission(agency=None).reader, user)

    assert foreign.code == grpc.StatusCode.PERMISSION_DENIED
    assert revoked.code == grpc.StatusCode.UNAUTHENTICATED


def test_a_viewing_that_is_kept_lets_the_answer_go() -> None:
    log = Log()

    assert run(lambda call: admission(log).viewed(call, VIEWING)) == b"event"
    assert log.kept == [VIEWING]


@pytest.mark.parametrize("viewing", [VIEWING, DENIAL])
def test_a_store_that_refuses_ends_every_call_alike(viewing: Viewing) -> None:
    full = admission(Log(full=True))
    calls = [lambda call: full.viewed(call, viewing), lambda call: full.denied(call, viewing)]

    for end in map(ended, calls):
        assert (end.code, end.details) == (grpc.StatusCode.UNAVAILABLE, NOT_RECORDED)


def test_no_result_is_recorded_before_it_is_said() -> None:
    log = Log()
    end = ended(lambda call: admission(log).denied(call, DENIAL))

    assert (end.code, end.details) == (grpc.StatusCode.NOT_FOUND, NO_RESULT)
    assert log.kept == [DENIAL]
