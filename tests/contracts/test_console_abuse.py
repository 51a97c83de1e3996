"""虐待対応 in the console: flags, reports, safety checks, and nothing of it anywhere else (V4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import httpx2
import pytest

from schemas.uuids import uuid_text
from tests.contracts.abuse_town import DESK, RECEIVED, reported, town_with_desk, worker_of
from tests.contracts.consoles import do, done, form_of, last, token
from tests.plain_consents import consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import MORNING, ReadingTown
from tests.samples import sample_uuid

CANARY = "鷲尾 紬"
CONTENT = "夜ごと鷲尾家から泣き声"
OTHERS = ("HOK-1", "JIR-1", "CT-1", "MU-1", "ST-1")
ABUSE = {"legalBasis": "ABUSE_DUTY", "compartment": "COMPARTMENT_ABUSE_DV"}
PAGES = ("/", "/inbox", "/conferences", "/steward", "/abuse", "/break-glass")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with town_with_desk(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def desk(town: ReadingTown) -> Iterator[httpx2.Client]:
    with worker_of(town, DESK) as client:
        yield client


@pytest.fixture(scope="module")
def others(town: ReadingTown) -> Iterator[dict[str, httpx2.Client]]:
    with ExitStack() as stack:
        yield {each: stack.enter_context(worker_of(town, each)) for each in OTHERS}


@pytest.fixture(autouse=True)
def _morning(town: ReadingTown) -> None:
    town.clock.set(MORNING)


def case_reported(town: ReadingTown) -> str:
    """The case of the newest report."""
    case = last(town, DESK, "AbuseReportReceived")["envelope"]["case_id"]
    return uuid_text(case)


def test_a_report_of_somebody_new_opens_a_case_apart_from_everything(
    town: ReadingTown, desk: httpx2.Client
) -> None:
    before = town.backbone.accepted()[DESK]
    page = reported(town, desk, name=CANARY, name_kana="ワシオ ツムギ", content=CONTENT)
    assert town.backbone.accepted()[DESK] == before + 2
    person, report = (last(town, DESK, n) for n in ("PersonRegistered", "AbuseReportReceived"))
    head, told = person["envelope"], report["envelope"]
    assert (head["legal_basis"], head["compartment"]) == ("OWN", "ABUSE_DV")
    assert (told["legal_basis"], told["compartment"]) == ("ABUSE_DUTY", "ABUSE_DV")
    assert told["person_refs"] == [person["person"]]
    assert case_reported(town) in page
    household = desk.get(f"/households/case/{case_reported(town)}").text
    assert CANARY in household
    assert CONTENT in household


def test_a_child_must_be_seen_and_then_waits_no_more(
    town: ReadingTown, desk: httpx2.Client
) -> None:
    page = reported(town, desk, name="根津 蓮")
    case = case_reported(town)
    report = uuid_text(last(town, DESK, "AbuseReportReceived")["envelope"]["event_id"])
    assert f"/do/confirm-safety/{case}?report={report}" in page
    seen = {"report": report, "confirmed_at": "2026-06-12T09:00"}
    page = done(town, desk, "confirm-safety", case, method="OTHER", **seen)
    assert report in desk.get("/abuse").text
    done(town, desk, "confirm-safety", case, method="DIRECT_SIGHT", **seen)
    said = last(town, DESK, "SafetyConfirmed")
    head = said["envelope"]
    assert (head["legal_basis"], head["compartment"]) == ("ABUSE_DUTY", "ABUSE_DV")
    assert (said["kind"], said["method"]) == ("CHILD", "DIRECT_SIGHT")
    assert report not in desk.get("/abuse").text
    assert "目視" in desk.get(f"/households/case/{case}").text


def test_a_report_of_somebody_known_is_one_event_however_often_it_is_pressed(
    town: ReadingTown, desk: httpx2.Client
) -> None:
    person = town.send(registered("HOK-1", "known", "水野 椿")).persons[0].person_ref
    path = "/do/report-abuse/new"
    form = {**form_of(desk.get(path)), "kind": "ELDER", "received_at": RECEIVED}
    before = town.backbone.accepted()[DESK]
    for _ in range(2):
        answer = desk.post(path, data={**form, "person_ref": person})
        assert answer.headers["location"] == "/abuse?done=report-abuse"
    assert town.backbone.accepted()[DESK] == before + 1
    said = last(town, DESK, "AbuseReportReceived")
    assert [uuid_text(each) for each in said["envelope"]["person_refs"]] == [person]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "person_ref"),
        ({"name": "x", "person_ref": uuid_text(sample_uuid("somebody"))}, "name"),
        ({"person_ref": "somebody"}, "person_ref"),
        ({"address": "中央一丁目"}, "name"),
        ({"name": "x", "received_at": "today"}, "received_at"),
        ({"name": "x", "kind": "PET"}, "kind"),
    ],
)
def test_a_report_that_does_not_say_who_or_when_stores_nothing(
    town: ReadingTown, desk: httpx2.Client, fields: dict[str, str], wrong: str
) -> None:
    before = town.backbone.accepted()[DESK]
    said = {"kind": "CHILD", "received_at": RECEIVED, **fields}
    answer = do(town, desk, "report-abuse", "new", **said)
    assert answer.status_code == 422
    assert f'<a href="#{wrong}">' in answer.text
    assert town.backbone.accepted()[DESK] == before


def test_a_flag_of_violence_is_answered_where_it_was_raised(
    town: ReadingTown, desk: httpx2.Client, others: dict[str, httpx2.Client]
) -> None:
    person = town.send(registered("HOK-1", "struck", "緑川 司")).persons[0].person_ref
    case = town.send(consulted("HOK-1", "struck")).case_id
    flag = uuid_text(sample_uuid("struck"))
    about = {"caseId": case, "persons": [{"personRef": person}], **ABUSE}
    said = {"flagId": flag, "flag": "DV_IMMEDIATE"}
    town.send(plain_event("HOK-1", "urgencyFlagRaised", "struck", said, **about))
    town.settle()
    assert f"/do/respond-flag/{case}?flag={flag}" in desk.get("/abuse").text
    assert flag not in others["HOK-1"].get("/").text
    before = town.backbone.accepted()[DESK]
    done(town, desk, "respond-flag", case, flag=flag, response="SHELTER")
    done(town, desk, "clear-flag", case, flag=flag, reason="RESOLVED")
    assert town.backbone.accepted()[DESK] == before + 2
    for name in ("UrgencyFlagResponded", "UrgencyFlagCleared"):
        head = last(town, DESK, name)["envelope"]
        assert (head["legal_basis"], head["compartment"]) == ("ABUSE_DUTY", "ABUSE_DV")
    assert flag not in desk.get("/abuse").text


def test_an_everyday_flag_is_answered_by_its_lead_from_board_and_household(
    town: ReadingTown, others: dict[str, httpx2.Client]
) -> None:
    lead = others["HOK-1"]
    person = town.send(registered("HOK-1", "dark", "浅野 渚")).persons[0].person_ref
    case = town.send(consulted("HOK-1", "dark")).case_id
    flag = uuid_text(sample_uuid("dark"))
    about = {"caseId": case, "persons": [{"personRef": person}]}
    said = {"flagId": flag, "flag": "LIFELINE_STOPPED"}
    town.send(plain_event("HOK-1", "urgencyFlagRaised", "dark", said, **about))
    town.settle()
    button = f"/do/respond-flag/{case}?flag={flag}"
    assert button in lead.get("/").text
    assert button in lead.get(f"/households/case/{case}").text
    assert f'<option value="{flag}" selected>' in lead.get(button).text
    path = f"/do/respond-flag/{case}"
    form = {**form_of(lead.get(path)), "flag": flag, "response": "VISIT"}
    before = town.backbone.accepted()["HOK-1"]
    assert [lead.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert town.backbone.accepted()["HOK-1"] == before + 1
    head = last(town, "HOK-1", "UrgencyFlagResponded")["envelope"]
    assert (head["legal_basis"], head["compartment"]) == ("OWN", "AGENCY")
    assert button not in lead.get("/").text
    assert f"/do/clear-flag/{case}?flag={flag}" in lead.get("/").text


def test_a_flag_that_is_not_of_the_case_is_not_answered(
    town: ReadingTown, others: dict[str, httpx2.Client]
) -> None:
    town.send(registered("HOK-1", "calm", "沖 遥"))
    case = town.send(consulted("HOK-1", "calm")).case_id
    town.settle()
    page = others["HOK-1"].get(f"/do/respond-flag/{case}?flag={uuid_text(sample_uuid('dark'))}")
    assert "selected" not in page.text
    form = {**form_of(page), "flag": uuid_text(sample_uuid("dark")), "response": "VISIT"}
    answer = others["HOK-1"].post(f"/do/respond-flag/{case}", data=form)
    assert answer.status_code == 422


def everything(worker: httpx2.Client, case: str, report: str) -> str:
    """What a worker gets to see of a case, on every page and in every refusal."""
    paths = (
        *PAGES,
        "/inbox?ended=1",
        f"/households/case/{case}",
        f"/households/case/{case}/plan",
        f"/do/confirm-safety/{case}?report={report}",
        f"/do/respond-flag/{case}",
        "/do/report-abuse/new",
    )
    texts = []
    for path in paths:
        page = worker.get(path)
        texts.append(f"{page.status_code} {_same(page.text, case, report)}")
    form = {"csrf": token(worker.get("/")), "form": "x", "report": report, "method": "OTHER"}
    for path in (f"/do/confirm-safety/{case}", "/do/report-abuse/new"):
        answer = worker.post(path, data=form)
        texts.append(f"{answer.status_code} {_same(answer.text, case, report)}")
    return "\n".join(texts)


def _same(text: str, case: str, report: str) -> str:
    """The page without what differs from one look to the next: tokens, the asked ids."""
    text = re.sub(r'name="(csrf|form)" value="[^"]*"', "", text)
    return text.replace(case, "CASE").replace(report, "REPORT")


def test_no_other_console_tells_a_case_of_abuse_from_one_that_is_not_there(
    town: ReadingTown, desk: httpx2.Client, others: dict[str, httpx2.Client]
) -> None:
    nowhere = uuid_text(sample_uuid("nowhere")), uuid_text(sample_uuid("nothing"))
    before = {each: everything(client, *nowhere) for each, client in others.items()}
    reported(town, desk, name=CANARY, content=CONTENT)
    town.clock.set(MORNING)
    found = case_reported(town)
    report = uuid_text(last(town, DESK, "AbuseReportReceived")["envelope"]["event_id"])
    for each, client in others.items():
        after = everything(client, found, report)
        assert after == before[each]
        assert CANARY not in after
        assert "虐待対応" not in after.replace("AB-1 虐待対応担当", "")


def test_a_consent_given_before_opens_nothing_of_it(
    town: ReadingTown, desk: httpx2.Client, others: dict[str, httpx2.Client]
) -> None:
    person = town.send(registered("HOK-1", "willing", "白石 昴")).persons[0].person_ref
    case = town.send(consulted("HOK-1", "willing")).case_id
    town.send(consented("HOK-1", "willing", "willing", ["HOK-1", "CT-1", DESK]))
    town.settle()
    reported(town, desk, person_ref=person, kind="ELDER", content=CONTENT)
    report = uuid_text(last(town, DESK, "AbuseReportReceived")["envelope"]["event_id"])
    for agency in ("HOK-1", "CT-1"):
        for path in (f"/households/case/{case}", f"/households/case/{case_reported(town)}"):
            page = others[agency].get(path).text
            assert report not in page
            assert CONTENT not in page


def test_an_empty_desk_says_so_in_both_languages(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        town_with_desk(tmp_path_factory.mktemp("empty")) as town,
        worker_of(town, DESK) as desk,
    ):
        page = desk.get("/abuse")
        assert "安全確認を待つ通報はありません" in page.text
        assert "対応を待つフラグはありません" in page.text
        desk.post("/language", data={"csrf": token(page), "language": "en", "back": "/abuse"})
        assert "No report waits for its check." in desk.get("/abuse").text
