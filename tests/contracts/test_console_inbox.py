"""受信箱 in the console: what arrives, what is answered, and on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from schemas.uuids import uuid_text
from tests.contracts.consoles import do, served, signed_in
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid

CANARY = "佐伯 薫"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def recipient(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town, agency="JIR-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, "s-1")


@pytest.fixture(scope="module")
def other(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town, agency="CT-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, "c-1")


def referred(town: ReadingTown, name: str, called: str = "山口 誠") -> str:
    """HOK-1 refers somebody to JIR-1; the referral's id."""
    person = town.send(registered("HOK-1", name, called)).persons[0].person_ref
    case = town.send(consulted("HOK-1", name)).case_id
    parties = ["HOK-1", "JIR-1"]
    town.send(consented("HOK-1", name, name, parties, purposes=["REFERRAL", "COORDINATION"]))
    referral = uuid_text(sample_uuid(f"referral {name}"))
    payload: dict[str, Any] = {
        "referralId": referral,
        "toAgency": "JIR-1",
        "fieldCodes": ["IDENTITY", "ISSUES", "SERVICES"],
        "respondBy": "2026-06-19",
    }
    about: dict[str, Any] = {"caseId": case, "persons": [{"personRef": person}]}
    ground = {"consentId": consent_id(name), **GROUND}
    town.send(plain_event("HOK-1", "referralSent", f"referral-{name}", payload, **about, **ground))
    town.settle()
    return referral


def test_a_referral_shows_what_it_gives_and_nothing_to_others(
    town: ReadingTown, recipient: httpx2.Client, other: httpx2.Client
) -> None:
    referral = referred(town, "arrives", CANARY)
    page = recipient.get("/inbox").text
    assert CANARY in page
    assert referral in page
    assert "HOK-1 地域包括支援センター" in page
    elsewhere = other.get("/inbox?ended=1").text
    assert CANARY not in elsewhere
    assert referral not in elsewhere
    assert other.get(f"/do/accept/{referral}").status_code == 404


def test_an_accepted_referral_goes_on_with_a_note_and_is_completed(
    town: ReadingTown, recipient: httpx2.Client
) -> None:
    referral = referred(town, "goes on")
    answer = do(town, recipient, "accept", referral, contact_date="2026-06-14")
    assert answer.headers["location"] == "/inbox?done=accept"
    assert f"/do/accept/{referral}" not in recipient.get("/inbox").text
    do(town, recipient, "interim", referral, interim="NOTE", note="二度目の訪問で会えた")
    assert "二度目の訪問で会えた" in recipient.get("/inbox").text
    do(town, recipient, "complete", referral, outcome="HELPED")
    assert referral not in recipient.get("/inbox").text
    assert referral in recipient.get("/inbox?ended=1").text


def test_a_declined_referral_gives_nothing_any_more(
    town: ReadingTown, recipient: httpx2.Client
) -> None:
    referral = referred(town, "declined", "村上 葵")
    do(town, recipient, "decline", referral, reason="CAPACITY", suggested_agency="MU-1")
    page = recipient.get("/inbox?ended=1").text
    assert referral in page
    assert "村上 葵" not in page
    assert "MU-1" in page


def test_taking_the_lead_moves_it(town: ReadingTown, recipient: httpx2.Client) -> None:
    referral = referred(town, "led")
    do(town, recipient, "accept", referral)
    answer = do(town, recipient, "take-lead", referral)
    assert answer.status_code == 303, answer.text


def test_an_empty_inbox_says_so(other: httpx2.Client) -> None:
    assert "届いているつなぎはありません" in other.get("/inbox").text


def test_a_referral_that_is_no_id_is_like_one_that_is_not_there(recipient: httpx2.Client) -> None:
    for each in ("x", uuid_text(sample_uuid("nowhere"))):
        assert recipient.get(f"/do/accept/{each}").status_code == 404
