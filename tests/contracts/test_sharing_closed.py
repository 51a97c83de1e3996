"""A record that may restrict closes sharing, and nobody learns of whom it closed it (D8, V2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from protos.enishi.v1 import query_pb2
from schemas.record import LogRecord, sorted_headers
from schemas.topics import agency_topic
from services.log.embedded import EmbeddedLog
from tests.eventually import eventually
from tests.plain_consents import consented
from tests.plain_events import MUNICIPALITY, consulted, registered
from tests.reading_town import ReadingTown, reading_town


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


def client(town: ReadingTown, person: str) -> str:
    """HOK-1's client; the reference."""
    ref = town.send(registered("HOK-1", person, "渡邊 花子")).persons[0].person_ref
    town.send(consulted("HOK-1", person))
    return ref


def known_to(town: ReadingTown, agency: str, ref: str) -> None:
    """An agency writes of somebody whom another agency registered."""
    event = consulted(agency, f"of-{ref}")
    event["envelope"]["persons"] = [{"personRef": ref}]
    town.send(event)


def break_a_record(town: ReadingTown, agency: str, label: bytes = b"\xff", case: str = "") -> None:
    """The next record of an agency cannot be read; by default not even what it is."""
    town.settle()
    sequence = town.backbone.relayed()[agency] + 1
    headers = [("ce_type", label), ("ce_sequence", str(sequence).encode())]
    headers += [("ce_subject", case.encode())] if case else []
    log = EmbeddedLog(town.settings.log_file)
    writer = log.writer()
    topic = agency_topic(MUNICIPALITY, agency)
    writer.append(topic, [LogRecord(b"", sorted_headers(headers), b"garbage")])
    writer.close()
    log.close()
    status = query_pb2.GetViewStatusRequest()
    eventually(lambda: town.ask("AU-1", "Status", status).dead_letters == 1, "it is set aside")


def get(town: ReadingTown, agency: str, ref: str) -> query_pb2.Household:
    request = query_pb2.GetHouseholdRequest(person_ref=ref)
    household: query_pb2.Household = town.ask(agency, "Get", request)
    return household


def test_that_a_closed_agency_knows_somebody_is_told_to_the_auditor_alone(
    town: ReadingTown,
) -> None:
    known, unknown = client(town, "p-1"), client(town, "p-2")
    known_to(town, "CT-1", known)
    break_a_record(town, "CT-1")

    assert [get(town, "AU-1", ref).sharing_closed for ref in (known, unknown)] == [True, False]
    assert [get(town, "HOK-1", ref).sharing_closed for ref in (known, unknown)] == [False] * 2


def test_what_a_closed_agency_wrote_is_shared_no_more_but_its_own_to_itself(
    town: ReadingTown,
) -> None:
    ref = client(town, "p-1")
    town.send(consented("HOK-1", "p-1", "p-1", ["HOK-1", "CT-1"]))
    town.settle()
    request = query_pb2.GetHouseholdRequest(person_ref=ref)
    assert get(town, "CT-1", ref).timeline

    break_a_record(town, "HOK-1")
    assert town.refusal("CT-1", "Get", request)[1] == "no result"
    assert town.trail()[-1]["reason"] == "SHARING_CLOSED"
    own = get(town, "HOK-1", ref)
    assert own.timeline
    assert own.sharing_closed


@pytest.mark.parametrize(
    ("event", "restricts"), [("AddressProtectionApplied", True), ("SupportProvided", False)]
)
def test_whether_a_record_restricts_is_told_to_the_auditor_alone(
    town: ReadingTown, event: str, restricts: bool
) -> None:
    """It may be the protection of somebody in the case, from somebody in the case."""
    ref = client(town, "p-1")
    town.settle()
    (case,) = get(town, "HOK-1", ref).cases
    break_a_record(town, "MU-1", f"jp.enishi.{event}.v1".encode(), case.case_id)

    assert get(town, "AU-1", ref).sharing_closed is restricts
    own = get(town, "HOK-1", ref)
    assert list(own.needs_checking) == ["SET_ASIDE"]
    assert own.sharing_closed is False
