"""A whole case through two consoles: from the request to the decision, the review and the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx2
import pytest

from services.console.acting import FORM_TOKEN
from tests.contracts.consoles import asked, served, signed_in, token
from tests.contracts.test_console_acting import do, form_of
from tests.reading_town import SECONDS, ReadingTown, reading_town


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


def done(town: ReadingTown, who: httpx2.Client, action: str, about: str, **fields: str) -> str:
    """The page that follows; everybody else's view is as far."""
    answer = do(town, who, action, about, **fields)
    assert answer.status_code == 303, answer.text
    town.settle()
    return who.get(answer.headers["location"]).text


def person_of(page: httpx2.Response) -> str:
    """The first person that a form offers."""
    return page.text.partition('name="subjects" value="')[2].partition('"')[0]


def accepted(town: ReadingTown, team: httpx2.Client, name: str, called: str) -> tuple[str, str]:
    """A request that the team accepted; (case id, person)."""
    request, case = asked(town, name, called)
    town.settle()
    done(town, team, "claim", request)
    done(town, team, "triage", request, outcome="ACCEPT", lead_agency="HOK-1")
    return case, person_of(team.get(f"/do/draft-plan/{case}"))


def drafted(town: ReadingTown, team: httpx2.Client, case: str, person: str) -> str:
    return done(
        town,
        team,
        "draft-plan",
        case,
        subjects=person,
        goals="介護の申請を済ませる\n\n週に一度外へ出る",
        persons_wish="家で暮らしたい",
        period_end="2026-12-31",
    )


def test_a_case_goes_from_the_request_to_its_end(
    town: ReadingTown, team: httpx2.Client, municipality: httpx2.Client
) -> None:
    case, person = accepted(town, team, "whole", "青木 久")
    done(town, team, "assess", case, **{f"issues_{person}": "ELDERCARE"})
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
