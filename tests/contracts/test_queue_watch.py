"""The watch lists over the wire: each row on the board of its desk and on no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.contracts.consoles import asked
from tests.contracts.stewarding import hanako, propose
from tests.plain_consents import consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import MORNING, ReadingTown, reading_town
from tests.samples import sample_uuid

DESKS = ("HOK-1", "JIR-1", "CT-1", "MU-1", "ST-1")


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        town.clock.set(MORNING)
        yield town


def rows(town: ReadingTown, agency: str, **metadata: str) -> set[tuple[str, str]]:
    """(list, what about) of a board."""
    board: Any = town.ask(agency, "Queue.List", query_pb2.ListQueueRequest(), **metadata)
    return {(row.list, row.about or row.referral_id) for row in board.watch}


def everybodys(town: ReadingTown) -> dict[str, set[str]]:
    return {desk: {name for name, _ in rows(town, desk)} for desk in DESKS}


def test_a_consent_that_ends_soon_is_the_teams(town: ReadingTown) -> None:
    name = "ending"
    asked(town, name, "田村 京子")
    until = (town.clock.now() + timedelta(days=20)).date().isoformat()
    town.send(consented("HOK-1", name, f"{name}-2", ["HOK-1", "CT-1"], validUntil=until))
    town.settle()
    assert not any("CONSENT_ENDING" in lists for lists in everybodys(town).values())
    other = "ends"
    town.send(registered("HOK-1", other, "田村 進"))
    case = town.send(consulted("HOK-1", other)).case_id
    town.send(consented("HOK-1", other, other, ["HOK-1", "CT-1"], validUntil=until))
    about: dict[str, Any] = {"caseId": case, "legalBasis": "CONSENT"}
    about |= {"compartment": "COMPARTMENT_CONSENT"}
    about["consentId"] = uuid_text(sample_uuid(f"consent {other}"))
    about["persons"] = [{"sourcePersonId": other}]
    payload = {
        "requestId": uuid_text(sample_uuid(f"request {other}")),
        "consentStatus": "GRANTED",
        "existingAgencies": ["HOK-1"],
    }
    town.send(plain_event("HOK-1", "coordinationRequested", f"request-{other}", payload, **about))
    town.settle()
    found = everybodys(town)
    assert {desk for desk, lists in found.items() if "CONSENT_ENDING" in lists} == {"CT-1"}


def test_candidates_are_the_stewards_alone(town: ReadingTown) -> None:
    for agency in ("HOK-1", "JIR-1"):
        hanako(town, agency, f"p-{agency}")
    propose(town)
    found = everybodys(town)
    assert {desk for desk, lists in found.items() if "LINK_PROPOSAL" in lists} == {"ST-1"}


def test_the_end_of_a_protection_is_on_the_restricted_roles_board_alone(town: ReadingTown) -> None:
    protected = town.send(registered("HOK-1", "hidden", "匿名 希望")).persons[0].person_ref
    against = town.send(registered("HOK-1", "other", "相手 方")).persons[0].person_ref
    until = (town.clock.now() + timedelta(days=10)).date().isoformat()
    payload = {
        "persons": [{"personRef": protected}],
        "against": [{"personRef": against}],
        "validUntil": until,
    }
    kept = {"compartment": "COMPARTMENT_PROTECTED", "actorRole": "RESTRICTED"}
    town.send(plain_event("MU-1", "addressProtectionApplied", "protection", payload, **kept))
    town.settle()
    assert "PROTECTION_ENDING" in {name for name, _ in rows(town, "MU-1", role="RESTRICTED")}
    assert not any("PROTECTION_ENDING" in lists for lists in everybodys(town).values())


def test_a_case_in_which_nobody_was_in_contact_comes_and_goes(town: ReadingTown) -> None:
    _, case = asked(town, "silent", "白石 実")
    town.settle()
    assert "OUT_OF_TOUCH" not in everybodys(town)["CT-1"]
    town.clock.advance(timedelta(days=61))
    assert ("OUT_OF_TOUCH", case) in rows(town, "CT-1")
    at = town.clock.now().isoformat()
    payload = {"serviceCode": "COUNSEL", "minutes": 30, "contact": "PHONE"}
    moment = {"occurredAt": at, "recordedAt": at}
    town.send(plain_event("HOK-1", "supportProvided", "visit", payload, caseId=case, **moment))
    town.settle()
    assert "OUT_OF_TOUCH" not in everybodys(town)["CT-1"]
