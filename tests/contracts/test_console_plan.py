"""A whole case through two consoles: from the request to the decision, the review and the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest

from schemas.uuids import uuid_text
from services.console.acting import FORM_TOKEN
from tests.contracts.consoles import (
    accepted,
    asked,
    do,
    done,
    drafted,
    form_of,
    last,
    person_of,
    served,
    signed_in,
    token,
)
from tests.plain_consents import GROUND, consent_id
from tests.plain_events import plain_event
from tests.reading_town import SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def team(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town, agency="CT-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, "c-1")


@pytest.fixture
def municipality(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town, agency="MU-1") as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client, "m-1")


def test_a_case_goes_from_the_request_to_its_end(
    town: ReadingTown, team: httpx2.Client, municipality: httpx2.Client
) -> None:
    case, person = accepted(town, team, "whole", "青木 久")
    sheet = {
        f"issues_{person}": "ELDERCARE",
        f"finding_SERVICES_{person}": "介護認定の申請がまだ",
        "persons_wish": "家にいたい",
    }
    done(town, team, "assess", case, **sheet)
    page = drafted(town, team, case, person)
    assert all(
        text in page for text in ("介護の申請を済ませる", "週に一度外へ出る", "家で暮らしたい")
    )
    page = done(town, team, "agree-plan", case, person=person, method="WRITTEN")
    assert "<strong>本人同意</strong>" in page
    conference = {"attendees": "CT-1", "agenda": "PLAN_REVIEW", "result": "ADEQUATE"}
    assert "<strong>会議済</strong>" in done(town, team, "convene", case, **conference)
    decision = {"decision_date": "2026-06-15", "decision_no": "甲福第26-0101号"}
    page = done(town, municipality, "decide", case, **decision)
    assert "甲福第26-0101号" in page
    role = {"agency": "HOK-1", "task": "LEAD", "start": "2026-06-15"}
    assert "★ 主担当" in done(town, municipality, "assign-role", case, **role)
    town.clock.advance(timedelta(days=60))
    signed_in(team, "c-1")
    results = {"goal_1": "REACHED", "goal_2": "PARTLY", "outcome": "CONTINUE"}
    done(town, team, "monitor", case, **results)
    page = done(town, team, "close", case, reason="RESOLVED", lead_after="HOK-1")
    assert "終結" in page
    assert "/do/close/" not in page
    assert_on_the_consent(town, case, person, "whole")


def assert_on_the_consent(town: ReadingTown, case: str, person: str, name: str) -> None:
    """Every event about the plan says whom it is about, and on whose consent it was recorded."""
    of_case = [
        body
        for agency in ("CT-1", "MU-1")
        for body in town.trail(agency)
        if uuid_text(body["envelope"]["case_id"] or b"") == case
        and not body["envelope"]["event_type"].startswith("Coordination")
    ]
    assert [body["envelope"]["event_type"] for body in of_case] == [
        "AssessmentCompleted",
        "PlanDrafted",
        "PlanAgreed",
        "MultilayerConferenceConvened",
        "MonitoringRecorded",
        "CaseClosed",
        "SupportDecided",
        "RoleAssigned",
    ]
    for body in of_case:
        envelope = body["envelope"]
        assert (envelope["legal_basis"], envelope["compartment"]) == ("CONSENT", "CONSENT")
        assert uuid_text(envelope["consent_id"]) == consent_id(name)
        assert [uuid_text(ref) for ref in envelope["person_refs"]] == [person]
        assert envelope["actor_id"] in {"c-1", "m-1"}
    assessment, draft = of_case[0], of_case[1]
    assert {part["field_code"] for part in assessment["sealed"]} == {"SERVICES", "NARRATIVE"}
    assert [
        (uuid_text(one["person"]), uuid_text(one["consent_id"]))
        for one in draft["subject_consents"]
    ] == [(person, consent_id(name))]
    decision = next(b for b in of_case if b["envelope"]["event_type"] == "SupportDecided")
    assert (decision["plan_id"], decision["plan_version"]) == (draft["plan_id"], 1)


def test_what_can_be_done_next_stands_on_the_page_of_the_plan(
    town: ReadingTown, team: httpx2.Client, municipality: httpx2.Client
) -> None:
    case, person = accepted(town, team, "next steps", "秋山 静")
    path = f"/households/case/{case}/plan"
    assert path in team.get(f"/households/case/{case}").text
    assert "プランはまだありません" in team.get(path).text
    assert offered(team, case) >= {"assess", "draft-plan"}
    assert not offered(team, case) & {"agree-plan", "convene", "monitor", "reopen"}
    drafted(town, team, case, person)
    assert offered(team, case) >= {"agree-plan", "convene"}
    done(town, team, "agree-plan", case, person=person, method="WRITTEN")
    assert "agree-plan" not in offered(team, case)
    assert municipality.get(path).status_code == 404
    conference = {"attendees": "CT-1", "agenda": "PLAN_REVIEW", "result": "ADEQUATE"}
    done(town, team, "convene", case, **conference)
    assert "decide" in offered(municipality, case)
    decision = {"decision_date": "2026-06-15", "decision_no": "甲福第26-0102号"}
    done(town, municipality, "decide", case, **decision)
    assert "decide" not in offered(municipality, case)
    assert offered(team, case) >= {"monitor", "evaluate"}


def offered(who: httpx2.Client, case: str) -> set[str]:
    """The actions on the page of the plan."""
    page = who.get(f"/households/case/{case}/plan")
    assert page.status_code == 200
    return set(re.findall(rf'href="/do/([a-z-]+)/{case}"', page.text))


def test_a_case_is_paused_taken_up_again_and_paused_again(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, _ = accepted(town, team, "paused", "中村 浩")
    page = done(town, team, "suspend", case, reason="LOST", lead_after="HOK-1")
    assert "/do/suspend/" not in page
    page = done(town, team, "reopen", case, reason="RETURNED")
    assert "/do/reopen/" not in page
    done(town, team, "suspend", case, reason="LOST")
    assert last(town, "CT-1", "CaseSuspended")["envelope"]["causation_id"] is None


def test_whoever_acts_on_another_agencys_reopening_cites_it(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "reopened by another", "宮本 徹")
    done(town, team, "suspend", case, reason="LOST")
    town.clock.advance(timedelta(minutes=1))
    at = town.clock.now().isoformat()
    about = {
        "caseId": case,
        "persons": [{"personRef": person}],
        "consentId": consent_id("reopened by another"),
        "occurredAt": at,
        "recordedAt": at,
        **GROUND,
    }
    event = plain_event("HOK-1", "caseReopened", "reopened", {"reason": "RETURNED"}, **about)
    reopened = town.send(event).event_id
    town.settle()
    done(town, team, "suspend", case, reason="LOST")
    cited = last(town, "CT-1", "CaseSuspended")["envelope"]["causation_id"]
    assert uuid_text(cited) == reopened


def test_a_flag_is_answered_and_cleared_on_the_consent(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "flagged", "石川 守")
    flagged(town, case, person, "flagged", "SUICIDE_IDEATION")
    assert offered(team, case) >= {"respond-flag", "clear-flag"}
    path, fields = f"/do/respond-flag/{case}", {"flag": flag_id("flagged"), "response": "VISIT"}
    form = {**form_of(team.get(path)), **fields}
    before = town.backbone.accepted()["CT-1"]
    assert [team.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert town.backbone.accepted()["CT-1"] == before + 1
    answer = last(town, "CT-1", "UrgencyFlagResponded")
    assert uuid_text(answer["flag_id"]) == flag_id("flagged")
    assert answer["envelope"]["legal_basis"] == "CONSENT"
    assert "respond-flag" not in offered(team, case)
    done(town, team, "clear-flag", case, flag=flag_id("flagged"), reason="RESOLVED")
    assert "clear-flag" not in offered(team, case)


def test_a_flag_of_another_case_cannot_be_answered(town: ReadingTown, team: httpx2.Client) -> None:
    case, person = accepted(town, team, "flag here", "上野 純")
    other, another = accepted(town, team, "flag there", "西田 歩")
    flagged(town, case, person, "flag here", "LIFELINE_STOPPED")
    flagged(town, other, another, "flag there", "LIFELINE_STOPPED")
    fields = {"flag": flag_id("flag there"), "response": "CALL"}
    assert do(town, team, "respond-flag", case, **fields).status_code == 422


def flag_id(name: str) -> str:
    return uuid_text(sample_uuid(f"flag {name}"))


def flagged(town: ReadingTown, case: str, person: str, name: str, flag: str) -> None:
    """HOK-1 raises a flag on the consent of that name."""
    payload = {"flagId": flag_id(name), "flag": flag, "person": {"personRef": person}}
    about = {"caseId": case, "consentId": consent_id(name), **GROUND}
    town.send(plain_event("HOK-1", "urgencyFlagRaised", f"flag-{name}", payload, **about))
    town.settle()


def test_a_consent_for_coordination_alone_carries_no_plan(
    town: ReadingTown, team: httpx2.Client
) -> None:
    request, case = asked(town, "no plan", "平野 豊", purposes=["COORDINATION"])
    town.settle()
    done(town, team, "triage", request, outcome="ACCEPT", lead_agency="HOK-1")
    assert "assess" in offered(team, case)
    assert "draft-plan" not in offered(team, case)


def test_a_second_draft_is_the_next_version(town: ReadingTown, team: httpx2.Client) -> None:
    case, person = accepted(town, team, "twice", "岡田 幸")
    assert "版 1" in drafted(town, team, case, person)
    assert "版 2" in drafted(town, team, case, person)


def test_a_draft_sent_twice_is_one_plan(town: ReadingTown, team: httpx2.Client) -> None:
    case, person = accepted(town, team, "pressed twice", "島田 明")
    path = f"/do/draft-plan/{case}"
    fields = {"subjects": person, "goals": "目標", "period_end": "2026-12-31"}
    form = {**form_of(team.get(path)), **fields}
    before = town.backbone.accepted()["CT-1"]
    for _ in range(2):
        assert team.post(path, data=form).status_code == 303
    assert town.backbone.accepted()["CT-1"] == before + 1


def test_only_who_consented_can_be_the_subject_of_a_plan(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "consented", "三宅 良")
    other, _ = accepted(town, team, "another", "浜田 清")
    elsewhere = person_of(team.get(f"/do/draft-plan/{other}"))
    assert elsewhere != person
    fields = {"subjects": elsewhere, "goals": "目標", "period_end": "2026-12-31"}
    assert do(town, team, "draft-plan", case, **fields).status_code == 422


def test_a_refusal_of_the_adapter_is_shown_and_what_was_written_is_kept(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "refused", "川上 節")
    fields = {"subjects": person, "goals": "残しておく目標", "period_end": "2020-01-01"}
    answer = do(town, team, "draft-plan", case, **fields)
    assert answer.status_code == 409
    assert "ENDS_BEFORE_DRAFTED" in answer.text
    assert "残しておく目標" in answer.text


def test_whoever_has_no_consent_has_nothing_to_do_here(
    town: ReadingTown, municipality: httpx2.Client, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "not theirs", "野口 弘")
    drafted(town, team, case, person)
    assert municipality.get(f"/do/decide/{case}").status_code == 404
    assert municipality.get(f"/do/draft-plan/{case}").status_code == 404
    form = {"csrf": token(municipality.get("/")), FORM_TOKEN: "x"}
    assert municipality.post(f"/do/decide/{case}", data=form).status_code == 404
