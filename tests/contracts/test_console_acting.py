"""What the coordination team does in the console: each an event by its own agency's adapter."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from services.console.acting import FORM_TOKEN
from tests.contracts.consoles import asked, do, form_of, last, served, signed_in, token
from tests.reading_town import SECONDS, ReadingTown, reading_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def address(town: ReadingTown) -> Iterator[str]:
    with served(town) as address:
        yield address


@pytest.fixture
def worker(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client:
        yield signed_in(client, "u-1")


@pytest.fixture
def colleague(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client:
        yield signed_in(client, "u-2")


def waiting(town: ReadingTown, name: str, called: str, status: str = "GRANTED") -> tuple[str, str]:
    """A request that the view knows; (request id, case id)."""
    found = asked(town, name, called, status)
    town.settle()
    return found


def coordination_events(town: ReadingTown) -> int:
    return town.backbone.accepted()["CT-1"]


def row(worker: httpx2.Client, request: str) -> str:
    """The request's own row of the board."""
    rows = re.findall(r"<tr .*?</tr>", worker.get("/").text, re.DOTALL)
    return next(str(each) for each in rows if f"/requests/{request}" in each)


def test_a_claim_is_on_the_page_that_follows_it(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = waiting(town, "claimed", "松本 桂")
    answer = do(town, worker, "claim", request)
    assert answer.headers["location"] == f"/requests/{request}?done=claim"
    assert "<dd>u-1</dd>" in worker.get(answer.headers["location"]).text
    assert "u-1" in row(worker, request)
    assert "/do/claim/" not in row(worker, request)


def test_whoever_comes_second_is_told_who_holds_it(
    town: ReadingTown, worker: httpx2.Client, colleague: httpx2.Client
) -> None:
    request, _ = waiting(town, "claimed twice", "大野 健")
    first, second = (form_of(each.get(f"/do/claim/{request}")) for each in (worker, colleague))
    worker.post(f"/do/claim/{request}", data=first)
    answer = colleague.post(f"/do/claim/{request}", data=second)
    assert answer.status_code == 409
    assert "先に担当した職員がいます" in answer.text
    assert re.search(r"<strong>担当 u-1</strong> <time", answer.text)


def test_a_button_pressed_twice_is_one_event(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = waiting(town, "pressed twice", "小川 実")
    path = f"/do/triage/{request}"
    form = {**form_of(worker.get(path)), "outcome": "ADVICE_ONLY"}
    before = coordination_events(town)
    answers = [worker.post(path, data=form) for _ in range(2)]
    assert [each.headers["location"] for each in answers] == ["/?done=triage"] * 2
    assert coordination_events(town) == before + 1


def test_a_triaged_request_leaves_the_board(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = waiting(town, "returned", "原田 進")
    answer = do(town, worker, "triage", request, outcome="RETURN")
    board = worker.get(answer.headers["location"]).text
    assert request not in board
    assert "記録しました：" in board


def test_a_request_is_handed_over_and_released(
    town: ReadingTown, worker: httpx2.Client, colleague: httpx2.Client
) -> None:
    request, _ = waiting(town, "handed over", "石井 恵")
    do(town, worker, "claim", request)
    answer = do(town, worker, "hand-over", request, worker="u-2")
    assert answer.status_code == 303, answer.text
    town.settle()
    assert "<dd>u-2</dd>" in colleague.get(f"/requests/{request}").text
    do(town, colleague, "release", request, reason="ABSENCE")
    town.settle()
    assert f"/do/claim/{request}" in row(worker, request)


def test_an_override_ranks_otherwise_and_back(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = waiting(town, "overridden", "村田 正")
    answer = do(town, worker, "override", request, band="P1", reason="SAFETY")
    assert answer.status_code == 303, answer.text
    page = worker.get(f"/requests/{request}").text
    assert "band-p1" in page
    do(town, worker, "override", request, reason="NEW_FACTS")
    assert "band-p1" not in worker.get(f"/requests/{request}").text


def test_why_a_priority_was_overridden_can_be_said_in_words(
    town: ReadingTown, worker: httpx2.Client
) -> None:
    request, _ = waiting(town, "explained", "河合 直")
    fields = {"band": "P2", "reason": "OTHER", "explanation": "隣の方が心配している"}
    assert do(town, worker, "override", request, **fields).status_code == 303
    event = last(town, "CT-1", "PriorityOverridden")
    (part,) = event["sealed"]
    assert [part["person_ref"]] == event["envelope"]["person_refs"]
    assert part["field_code"] == "NARRATIVE"


@pytest.mark.parametrize(
    ("action", "fields", "wrong"),
    [
        ("triage", {}, "outcome"),
        ("triage", {"outcome": "GO_AWAY"}, "outcome"),
        ("triage", {"outcome": "ACCEPT", "lead_agency": "HOK-99"}, "lead_agency"),
        ("override", {"band": "P9", "reason": "SAFETY"}, "band"),
        ("override", {"band": "P1"}, "reason"),
        ("override", {"reason": "OTHER", "explanation": "あ" * 4001}, "explanation"),
    ],
)
def test_a_form_that_is_wrong_names_the_field_and_stores_nothing(
    town: ReadingTown, worker: httpx2.Client, action: str, fields: dict[str, str], wrong: str
) -> None:
    request, _ = waiting(town, f"wrong-{action}-{wrong}", "上田 光")
    before = coordination_events(town)
    answer = do(town, worker, action, request, **fields)
    assert answer.status_code == 422
    assert f'<a href="#{wrong}">' in answer.text
    assert coordination_events(town) == before


def test_what_is_on_no_board_can_not_be_acted_on(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = waiting(town, "elsewhere", "今井 愛", "NOT_OBTAINED")
    before = coordination_events(town)
    assert worker.get(f"/do/claim/{request}").status_code == 404
    form = {"csrf": token(worker.get("/")), FORM_TOKEN: "x"}
    assert worker.post(f"/do/claim/{request}", data=form).status_code == 404
    assert worker.get(f"/do/nothing/{request}").status_code == 404
    assert coordination_events(town) == before
