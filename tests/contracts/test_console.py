"""The console over HTTP, before a real municipality: pages, and who gets none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from services.console.board import FIRST
from services.console.headers import HEADERS
from services.console.sessions import ARRIVING, COOKIE
from services.console.sign_in import SignInUnsafe
from services.wiring.console import Targets, console_of
from tests.contracts.consoles import HOST, WORKER, asked, done, served, signed_in, token
from tests.plain_events import MUNICIPALITY, consulted, registered
from tests.reading_town import SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid

UNKNOWN = uuid_text(sample_uuid("unknown"))
PAGES = ("/", "/board/events", f"/requests/{UNKNOWN}", f"/households/case/{UNKNOWN}", "/nowhere")
FORMS = ("/sign-in", "/sign-out", "/language")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def address(town: ReadingTown) -> Iterator[str]:
    with served(town) as address:
        yield address


@pytest.fixture
def browser(address: str) -> Iterator[httpx2.Client]:
    """Nobody is signed in."""
    with httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client:
        yield client


@pytest.fixture
def worker(browser: httpx2.Client) -> httpx2.Client:
    """WORKER is signed in."""
    return signed_in(browser)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(browser: httpx2.Client) -> None:
    for path in PAGES:
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("given", [None, "", "x" * 43])
def test_a_form_without_its_token_is_refused(worker: httpx2.Client, given: str | None) -> None:
    form = {"language": "en", "user": "u-1", **({} if given is None else {"csrf": given})}
    for path in FORMS:
        assert worker.post(path, data=form).status_code == 403
    assert 'lang="ja"' in worker.get("/").text


def test_a_token_of_another_session_is_refused(worker: httpx2.Client, address: str) -> None:
    with httpx2.Client(base_url=address, trust_env=False) as other:
        foreign = token(other.get("/sign-in"))
    assert worker.post("/sign-out", data={"csrf": foreign}).status_code == 403


def test_a_form_of_another_site_is_refused(worker: httpx2.Client) -> None:
    form, foreign = {"csrf": token(worker.get("/"))}, {"Sec-Fetch-Site": "cross-site"}
    assert worker.post("/sign-out", data=form, headers=foreign).status_code == 403


def test_every_answer_carries_the_headers(worker: httpx2.Client) -> None:
    answers = [worker.get(path) for path in PAGES if path != "/board/events"]
    answers += [worker.get(f"/static/{name}") for name in ("console.css", "board.js", "missing")]
    answers += [worker.post(path, data={}) for path in FORMS]
    answers.append(worker.get("/", headers={"Host": "elsewhere.example"}))
    assert answers[-1].status_code == 400
    with worker.stream("GET", "/board/events") as stream:
        answers.append(stream)
    worker.cookies.clear()
    answers += [worker.get(path) for path in (*PAGES, "/sign-in")]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


def test_no_page_has_a_script_or_a_style_of_its_own(town: ReadingTown, worker: Any) -> None:
    request, case = asked(town, "plain-page", "松本 桂")
    town.settle()
    for path in ("/", f"/requests/{request}", f"/households/case/{case}", "/sign-in"):
        text = worker.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=\"/static/)", text)
        assert "http://" not in text
        assert "https://" not in text


@pytest.mark.parametrize(
    ("host", "demo"), [(HOST, False), ("0.0.0.0", True), ("192.0.2.1", True), ("town.test", True)]
)
def test_it_does_not_start_where_others_could_sign_in(
    town: ReadingTown, host: str, demo: bool
) -> None:
    tls, query = town.settings.tls(MUNICIPALITY), town.backbone.query_target()
    targets = Targets(query, town.backbone.adapter_target("CT-1"), tls)
    with pytest.raises(SignInUnsafe, match="--config"):
        console_of(
            town.settings, MUNICIPALITY, targets, "CT-1", town.clock, host, demo_sign_in=demo
        )


def test_the_cookie_is_the_browsers_alone(browser: httpx2.Client) -> None:
    form = {"csrf": token(browser.get("/sign-in")), "user": WORKER, "language": "ja"}
    said = browser.post("/sign-in", data=form).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert f"max-age={8 * 60 * 60}" in said


def test_signing_in_and_out_leaves_no_session_behind(browser: httpx2.Client) -> None:
    browser.get("/sign-in")
    before = browser.cookies[ARRIVING]
    signed_in(browser)
    during = browser.cookies[COOKIE]
    assert before != during
    browser.post("/sign-out", data={"csrf": token(browser.get("/"))})
    for stolen in (before, during):
        browser.cookies.clear()
        answer = browser.get("/", headers={"Cookie": f"{COOKIE}={stolen}"})
        assert answer.status_code == 303


def test_a_changed_cookie_signs_out(worker: httpx2.Client) -> None:
    body, dot, signature = worker.cookies[COOKIE].rpartition(".")
    worker.cookies.clear()
    for forged in (f"{body}x{dot}{signature}", f"{body}{dot}{signature[::-1]}", body, "x"):
        answer = worker.get("/", headers={"Cookie": f"{COOKIE}={forged}"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("user", ["", "渡邊", "a b", "x" * 65])
def test_a_staff_id_the_service_would_refuse_is_asked_for_again(
    browser: httpx2.Client, user: str
) -> None:
    form = {"csrf": token(browser.get("/sign-in")), "user": user, "language": "ja"}
    answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 422
    assert browser.get("/").status_code == 303


def test_the_board_shows_the_desks_own_requests(town: ReadingTown, worker: httpx2.Client) -> None:
    mine, case = asked(town, "granted", "渡邊 花子")
    other, _ = asked(town, "not-asked", "山田 太郎", "NOT_OBTAINED")
    town.settle()
    before = len(town.trail())
    board = worker.get("/").text

    assert "渡邊 花子" in board
    assert f"/requests/{mine}" in board
    assert f"/households/case/{case}" in board
    assert "令和8年" in board
    assert "山田 太郎" not in board
    assert other not in board
    (viewing,) = town.trail()[before:]
    assert (viewing["viewer"], viewing["viewer_agency"]) == (WORKER, "CT-1")


def test_a_band_is_chosen_by_the_address(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = asked(town, "band", "中村 梅")
    row = f'id="name-{request}"'
    town.settle()
    band = next(
        item.band for item in town.ask("CT-1", "Queue.List", query_pb2.ListQueueRequest()).items
    )
    other = next(each for each in ("P1", "P2", "P3", "P4") if each != band)
    assert row in worker.get(f"/?band={band}").text
    assert row not in worker.get(f"/?band={other}").text
    assert row in worker.get("/?band=nonsense").text
    assert row in worker.get(f"/?band={band}&claimed=NOBODY").text
    assert row not in worker.get("/?claimed=MINE").text
    done(town, worker, "claim", request)
    assert row in worker.get("/?claimed=MINE").text
    assert row not in worker.get("/?claimed=NOBODY").text
    assert row in worker.get("/?claimed=nonsense").text


def test_the_board_keeps_its_requests_on_the_first_screen(
    town: ReadingTown, worker: httpx2.Client
) -> None:
    late = FIRST["alarms"] + 2
    ids = [asked(town, f"late-{number}", f"遅延 {number}")[0] for number in range(late)]
    town.clock.advance(timedelta(days=30))
    town.settle()
    signed_in(worker)
    alarm = re.compile(r'id="alarm-[^"]+"')

    first, whole = worker.get("/").text, worker.get("/?whole=alarms").text

    assert len(alarm.findall(first)) <= FIRST["alarms"]
    assert 'href="/?whole=alarms"' in first
    assert {each for each in ids if re.search(f'id="alarm-[A-Z0-9_]+-{each}"', whole)} == set(ids)
    assert 'href="/?"' in whole


def test_names_are_text_everywhere(town: ReadingTown, worker: httpx2.Client) -> None:
    request, case = asked(town, "script", "<script>alert(1)</script>")
    town.settle()
    for path in ("/", f"/households/case/{case}", f"/requests/{request}"):
        assert "<script>alert" not in worker.get(path).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in worker.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in worker.get(f"/households/case/{case}").text


def test_a_request_says_why_it_ranks(town: ReadingTown, worker: httpx2.Client) -> None:
    request, _ = asked(town, "rank", "小川 緑")
    town.settle()
    page = worker.get(f"/requests/{request}")
    assert page.status_code == 200
    assert "待ち（営業日）" in page.text
    assert "小川" not in page.text


def test_unknown_hidden_and_impossible_look_the_same(
    town: ReadingTown, worker: httpx2.Client
) -> None:
    town.send(registered("HOK-1", "hidden", "山下 秋"))
    hidden = town.send(consulted("HOK-1", "hidden")).case_id
    unasked, _ = asked(town, "hidden-request", "山下 冬", "NOT_OBTAINED")
    town.settle()
    paths = [f"/households/case/{each}" for each in (hidden, UNKNOWN, "nonsense")]
    paths += [f"/requests/{each}" for each in (unasked, UNKNOWN, "nonsense")]
    answers = [worker.get(path) for path in (*paths, "/nowhere")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "該当なし" in answers[0].text


def test_the_language_is_kept_and_returns_to_its_page(
    town: ReadingTown, worker: httpx2.Client
) -> None:
    _, case = asked(town, "language", "加藤 泉")
    town.settle()
    path = f"/households/case/{case}"
    form = {"csrf": token(worker.get(path)), "language": "en", "back": path}
    assert worker.post("/language", data=form).headers["location"] == path
    assert '<html lang="en">' in worker.get(path).text
    for outside in ("//elsewhere.example/", "/\\elsewhere", "https://elsewhere.example/"):
        form["back"] = outside
        assert worker.post("/language", data=form).headers["location"] == "/"


def test_a_silent_service_gives_a_reference_and_logs_no_address(
    town: ReadingTown, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        served(town, "localhost:9") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        answer = signed_in(client).get(f"/households/case/{UNKNOWN}")
    reference = re.search(r"<code>([0-9A-F]{8})</code>", answer.text)
    assert answer.status_code == 503
    assert reference
    logged = "".join(capfd.readouterr())
    assert reference[1] in logged
    assert UNKNOWN not in logged
    assert WORKER not in logged


def test_the_page_of_a_case_leads_to_why_and_to_who_saw(
    town: ReadingTown, worker: httpx2.Client
) -> None:
    _, case = asked(town, "accounted", "三浦 悟")
    town.settle()
    page = worker.get(f"/households/case/{case}").text
    why = re.search(rf"/households/case/{case}/why/[0-9a-f-]+", page)
    assert why
    assert "同意 <code>" in worker.get(why[0]).text
    assert "だれが見たか" in worker.get(f"/households/case/{case}/viewings").text
    only = worker.get(f"/households/case/{case}?agency=NOBODY-1").text
    assert only.count("/why/") == page.count("/why/")
