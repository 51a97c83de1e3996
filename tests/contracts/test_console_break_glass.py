"""緊急閲覧 in the console: opened once, until it expires, and judged by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from schemas.uuids import uuid_text
from tests.contracts.abuse_town import DESK, reported, town_with_desk, worker_of
from tests.contracts.consoles import form_of, last, signed_in, token
from tests.plain_events import consulted, registered
from tests.reading_town import MORNING, ReadingTown
from tests.samples import sample_uuid

WHY = "意識がないと救急から電話"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with town_with_desk(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def responder(town: ReadingTown) -> Iterator[httpx2.Client]:
    with worker_of(town, "JIR-1", "u-31") as client:
        yield client


@pytest.fixture(scope="module")
def reviewer(town: ReadingTown) -> Iterator[httpx2.Client]:
    with worker_of(town, "MU-1", "m-1") as client:
        yield client


@pytest.fixture(scope="module")
def person(town: ReadingTown) -> str:
    """HOK-1's client, whom JIR-1 may not see."""
    found = town.send(registered("HOK-1", "faint", "渡邊 花子")).persons[0].person_ref
    town.send(consulted("HOK-1", "faint"))
    town.settle()
    return found


@pytest.fixture(autouse=True)
def _morning(town: ReadingTown) -> None:
    town.clock.set(MORNING)


def asked(person: str, **changes: Any) -> dict[str, Any]:
    """A form that is filled in, but for the changes."""
    said = {"field_codes": ["IDENTITY"], "reason": "LIFE", "explanation": WHY, "minutes": "30"}
    return {"person_ref": person, **said, **changes}


def sent(worker: httpx2.Client, person: str, **changes: Any) -> httpx2.Response:
    form = {**form_of(worker.get("/break-glass")), **asked(person, **changes)}
    return worker.post("/break-glass", data=form)


def opened(town: ReadingTown, worker: httpx2.Client, person: str) -> str:
    """The break-glass's id, once the trail has it."""
    answer = sent(worker, person)
    assert answer.status_code == 303, answer.text
    town.settle()
    return answer.headers["location"].rpartition("/")[2]


def used(town: ReadingTown) -> int:
    return sum(body["envelope"]["event_type"] == "BreakGlassUsed" for body in town.trail())


@contextmanager
def signed_in_anew(worker: httpx2.Client, user: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=worker.base_url, trust_env=False) as client:
        yield signed_in(client, user)


def test_it_shows_what_was_asked_for_and_until_when(
    town: ReadingTown, responder: httpx2.Client, person: str
) -> None:
    answer = sent(responder, person)
    assert answer.status_code == 303, answer.text
    page = responder.get(answer.headers["location"])
    assert "渡邊 花子" in page.text
    assert "2026年6月12日（令和8年） 09:30" in page.text
    said = last(town, "SYS-1", "BreakGlassUsed")
    assert (said["viewer"], said["reason"], said["basis"]) == ("u-31", "LIFE", "LIFE_BODY")
    town.clock.advance(timedelta(minutes=31))
    over = responder.get(answer.headers["location"])
    assert over.status_code == 404
    assert "渡邊" not in over.text


def test_pressed_twice_it_is_one_break_glass(
    town: ReadingTown, responder: httpx2.Client, person: str
) -> None:
    form = {**form_of(responder.get("/break-glass")), **asked(person)}
    before = used(town)
    answers = [responder.post("/break-glass", data=form) for _ in range(2)]
    assert len({each.headers["location"] for each in answers}) == 1
    assert used(town) == before + 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"person_ref": "渡邊"}, "person_ref"),
        ({"field_codes": []}, "field_codes"),
        ({"field_codes": ["FINANCE"]}, "field_codes"),
        ({"reason": ""}, "reason"),
        ({"explanation": " "}, "explanation"),
        ({"explanation": "番号は 123456789018"}, "explanation"),
        ({"minutes": "241"}, "minutes"),
        ({"minutes": "soon"}, "minutes"),
    ],
)
def test_a_form_without_a_reason_or_an_end_opens_nothing(
    town: ReadingTown, responder: httpx2.Client, person: str, changes: dict[str, Any], field: str
) -> None:
    before = used(town)
    answer = sent(responder, person, **changes)
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert used(town) == before


def test_somebody_of_the_abuse_desk_is_like_nobody(
    town: ReadingTown, responder: httpx2.Client
) -> None:
    with worker_of(town, DESK) as desk:
        reported(town, desk, name="鷲尾 紬")
    hidden = uuid_text(last(town, DESK, "PersonRegistered")["person"])
    texts = []
    for ref in (hidden, uuid_text(sample_uuid("nobody"))):
        form = {**form_of(responder.get("/break-glass")), **asked(ref)}
        answer = responder.post("/break-glass", data=form)
        assert answer.status_code == 404
        texts.append(answer.text.replace(ref, "").replace(form["form"], ""))
    assert texts[0] == texts[1]
    assert "該当なし" in texts[0]


def test_another_person_judges_it_and_it_is_on_no_list_any_more(
    town: ReadingTown, responder: httpx2.Client, reviewer: httpx2.Client, person: str
) -> None:
    glass = opened(town, responder, person)
    page = reviewer.get("/break-glass/review")
    assert all(each in page.text for each in (glass, WHY, "u-31", person))
    path = f"/break-glass/review/{glass}"
    form = {**form_of(page), "verdict": "APPROVED"}
    answers = [reviewer.post(path, data=form) for _ in range(2)]
    assert [each.headers["location"] for each in answers] == ["/break-glass/review?done=1"] * 2
    said = [b for b in town.trail() if b["envelope"]["event_type"] == "BreakGlassReviewed"]
    assert [(b["reviewer"], b["verdict"]) for b in said[-1:]] == [("m-1", "APPROVED")]
    assert sum(uuid_text(b["break_glass_id"]) == glass for b in said) == 1
    town.settle()
    assert glass not in reviewer.get("/break-glass/review").text
    again = reviewer.post(path, data={**form, "form": "another"})
    assert again.status_code == 409


def test_whoever_used_it_is_refused_and_told_why(
    town: ReadingTown, reviewer: httpx2.Client, person: str
) -> None:
    glass = opened(town, reviewer, person)
    form = {"csrf": token(reviewer.get("/")), "form": "x", "verdict": "APPROVED"}
    path = f"/break-glass/review/{glass}"
    answer = reviewer.post(path, data=form)
    assert answer.status_code == 409
    assert "自分が使った緊急閲覧は審査できません" in answer.text
    assert glass in answer.text
    with signed_in_anew(reviewer, "m-2") as colleague:
        form = {"csrf": token(colleague.get("/")), "form": "x", "verdict": "REJECTED"}
        assert colleague.post(path, data=form).status_code == 303


def test_a_review_without_a_verdict_is_asked_for_again(
    town: ReadingTown, responder: httpx2.Client, reviewer: httpx2.Client, person: str
) -> None:
    glass = opened(town, responder, person)
    form = {"csrf": token(reviewer.get("/")), "verdict": "MAYBE"}
    answer = reviewer.post(f"/break-glass/review/{glass}", data=form)
    assert answer.status_code == 422
    assert "審査の結果" in answer.text


def test_reviews_are_there_for_the_municipality_and_the_auditor_to_read(
    town: ReadingTown, responder: httpx2.Client, person: str
) -> None:
    glass = opened(town, responder, person)
    assert responder.get("/break-glass/review").status_code == 404
    assert "/break-glass/review" not in responder.get("/").text
    with worker_of(town, "AU-1") as auditor:
        page = auditor.get("/break-glass/review")
        assert glass in page.text
        assert 'name="verdict"' not in page.text
        form = {"csrf": token(page), "verdict": "APPROVED"}
        assert auditor.post(f"/break-glass/review/{glass}", data=form).status_code == 404
        assert auditor.get("/break-glass").status_code == 404
