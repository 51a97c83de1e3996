"""The steward's desk in the console: a pair is decided, a wrong link undone, exposures listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest

from schemas.uuids import uuid_text
from tests.contracts.consoles import do, served, signed_in
from tests.contracts.stewarding import candidates, hanako, propose, said_of
from tests.plain_events import consulted
from tests.reading_town import MORNING, SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        town.clock.set(MORNING)
        yield town


@pytest.fixture
def steward(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town, agency="ST-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, "st-1")


def pair(town: ReadingTown) -> tuple[str, list[str]]:
    refs = [hanako(town, agency, f"p-{agency}") for agency in ("HOK-1", "JIR-1")]
    propose(town)
    return candidates(town).candidates[0].candidate_id, refs


def test_a_pair_is_shown_by_what_speaks_for_it_and_confirmed(
    town: ReadingTown, steward: httpx2.Client
) -> None:
    candidate, refs = pair(town)
    page = steward.get("/steward").text
    assert all(ref in page for ref in (candidate, *refs))
    answer = do(town, steward, "confirm-link", candidate, reason="KEY_EQUAL")
    assert answer.headers["location"] == "/steward?done=confirm-link"
    town.settle()
    assert candidate not in steward.get("/steward").text


def test_a_rejected_pair_is_not_proposed_again(town: ReadingTown, steward: httpx2.Client) -> None:
    candidate, _ = pair(town)
    do(town, steward, "reject-link", candidate, reason="WRONG_PERSON")
    propose(town)
    assert "名寄せ候補はありません" in steward.get("/steward").text
    assert steward.get(f"/do/confirm-link/{candidate}").status_code == 404


def test_a_reason_of_the_other_decision_is_refused(
    town: ReadingTown, steward: httpx2.Client
) -> None:
    candidate, _ = pair(town)
    assert do(town, steward, "confirm-link", candidate, reason="WRONG_PERSON").status_code == 422


def test_a_record_made_by_a_wrong_link_gets_its_person(
    town: ReadingTown, steward: httpx2.Client
) -> None:
    refs = [hanako(town, agency, f"p-{agency}") for agency in ("HOK-1", "JIR-1")]
    link = uuid_text(sample_uuid("link"))
    said_of(town, "personLinkConfirmed", link, refs, reason="KEY_EQUAL")
    town.clock.advance(timedelta(hours=1))
    town.send(consulted("HOK-1", "p-HOK-1", viaLinkIds=[link]))
    said_of(town, "personLinkRevoked", link, refs, reason="WRONG_PERSON")
    town.settle()
    page = steward.get("/steward").text
    assert "相談受付" in page
    event = page.partition("/do/reattribute/")[2].partition('"')[0]
    answer = do(town, steward, "reattribute", event, to_person=refs[1], reason="WRONG_PERSON")
    assert answer.status_code == 303, answer.text
    town.settle()
    assert "再帰属を待つ記録はありません" in steward.get("/steward").text
    shown = steward.get(f"/steward/links/{link}").text
    assert "閲覧した職員はいません" in shown


def test_the_desk_is_there_for_nobody_else(town: ReadingTown) -> None:
    with (
        served(town, agency="HOK-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        worker = signed_in(client, "h-1")
        assert worker.get("/steward").status_code == 404
        assert "/steward" not in worker.get("/").text
        assert worker.get(f"/do/confirm-link/{uuid_text(sample_uuid('x'))}").status_code == 404
