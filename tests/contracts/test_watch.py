"""An open stream loses what may be seen no longer, by a withdrawal or by time alone (V1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

import grpc
import pytest

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.uuids import uuid_text
from services.query.reader import metadata_of
from tests.eventually import eventually
from tests.plain_consents import consented, withdrawn
from tests.plain_events import consulted, household_formed, registered
from tests.reading_town import MORNING, SECONDS, ReadingTown, reading_town

EMPTY = query_pb2.Household()


class Stream(Protocol):
    """An open call."""

    def __next__(self) -> query_pb2.Household: ...

    def cancel(self) -> bool:
        """End it."""


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


def client(town: ReadingTown, **consent: str) -> str:
    """HOK-1's client, who has consented to JIR-1; the reference."""
    receipt = town.send(registered("HOK-1", "p-1", "渡邊 花子"))
    town.send(consulted("HOK-1", "p-1"))
    town.send(household_formed("HOK-1", "p-1"))
    town.send(consented("HOK-1", "p-1", "first", ["HOK-1", "JIR-1"], **consent))
    town.settle()
    return receipt.persons[0].person_ref


@contextmanager
def watching(town: ReadingTown, agency: str, person: str, user: str = "u-9") -> Iterator[Stream]:
    """What an agency's stream of one person sends."""
    with town.backbone.channel(town.backbone.query_target(), agency) as channel:
        call = query_pb2_grpc.HouseholdsStub(channel).Watch(
            query_pb2.GetHouseholdRequest(person_ref=person),
            timeout=SECONDS,
            metadata=metadata_of(user),
        )
        try:
            yield call
        finally:
            call.cancel()


def kinds(town: ReadingTown, user: str = "u-9") -> list[str]:
    """The viewing events of one user, in order."""
    return [each["envelope"]["event_type"] for each in town.trail() if each.get("viewer") == user]


def recorded(town: ReadingTown, *users: str) -> bool:
    """Whether each of them was denied, once."""
    return all(kinds(town, user) == ["AccessDenied"] for user in users)


def names(household: query_pb2.Household) -> list[str]:
    return [value.value for member in household.members for value in member.attributes]


def test_a_withdrawal_empties_the_stream_once_and_a_new_consent_fills_it_again(
    town: ReadingTown,
) -> None:
    person = client(town)
    with watching(town, "JIR-1", person) as messages:
        assert names(next(messages)) == ["渡邊 花子"]

        town.clock.advance(timedelta(hours=1))
        town.send(withdrawn("HOK-1", "p-1", "first", town.clock.now().isoformat()))
        assert next(messages) == EMPTY
        denied = town.trail()[-1]
        assert denied["reason"] == "CONSENT_WITHDRAWN"
        assert [uuid_text(one) for one in denied["subjects"]] == [person]

        town.clock.advance(timedelta(hours=1))
        town.send(consulted("HOK-1", "p-2"))  # Something else changes; nothing is sent for it.
        town.settle()
        town.send(consented("HOK-1", "p-1", "again", ["HOK-1", "JIR-1"]))
        assert names(next(messages)) == ["渡邊 花子"]

    assert kinds(town) == ["RecordViewed", "AccessDenied", "RecordViewed"]


def test_time_alone_ends_what_a_stream_shows(town: ReadingTown) -> None:
    person = client(town, validUntil=MORNING.date().isoformat())
    with watching(town, "JIR-1", person) as messages:
        assert names(next(messages)) == ["渡邊 花子"]

        town.clock.set(MORNING.replace(hour=0) + timedelta(days=1))
        assert next(messages) == EMPTY

    assert kinds(town) == ["RecordViewed", "AccessDenied"]


def test_the_agency_itself_goes_on_seeing_its_record(town: ReadingTown) -> None:
    person = client(town)
    with watching(town, "HOK-1", person) as messages:
        before = next(messages)
        town.send(withdrawn("HOK-1", "p-1", "first", MORNING.isoformat()))
        after = next(messages)

    assert len(after.timeline) == len(before.timeline) + 1
    assert names(after) == names(before)


def test_a_stream_of_somebody_hidden_is_as_silent_as_one_of_nobody(town: ReadingTown) -> None:
    hidden = town.send(registered("HOK-1", "p-2", "山田 太郎")).persons[0].person_ref
    town.settle()
    with (
        watching(town, "JIR-1", hidden, "u-2") as of_hidden,
        watching(town, "JIR-1", uuid_text(bytes(16)), "u-3") as of_nobody,
    ):
        eventually(lambda: recorded(town, "u-2", "u-3"), "both are recorded")
        for silent in (of_hidden, of_nobody):
            silent.cancel()
            with pytest.raises(grpc.RpcError) as ended:
                next(silent)
            assert ended.value.code() is grpc.StatusCode.CANCELLED
