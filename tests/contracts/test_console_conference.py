"""支援会議 in the consoles of the municipality and of a member; the agenda of a multilayer one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from schemas.uuids import uuid_text
from tests.contracts.consoles import (
    accepted,
    asked,
    do,
    done,
    drafted,
    form_of,
    last,
    token,
)
from tests.contracts.two_consoles import at_a_console
from tests.reading_town import ReadingTown, reading_town

MEMBERS = ["HOK-1", "CT-1"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def municipality(town: ReadingTown) -> Iterator[httpx2.Client]:
    with at_a_console(town, "MU-1", "m-1") as client:
        yield client


@pytest.fixture
def team(town: ReadingTown) -> Iterator[httpx2.Client]:
    with at_a_console(town, "CT-1", "c-1") as client:
        yield client


@pytest.fixture
def counter(town: ReadingTown) -> Iterator[httpx2.Client]:
    with at_a_console(town, "HOK-1", "h-1") as client:
        yield client


def convened(town: ReadingTown, municipality: httpx2.Client, request: str) -> str:
    """A support conference of MU-1, HOK-1 and CT-1, of whom CT-1 has not acknowledged secrecy."""
    fields = {
        "held_on": "2026-06-12",
        "members": MEMBERS,
        "acks": ["MU-1", "HOK-1"],
        "closes_on": "2026-09-30",
    }
    done(town, municipality, "convene-support", request, **fields)
    return uuid_text(last(town, "MU-1", "SupportConferenceConvened")["conference_id"])


def refused(who: httpx2.Client, path: str) -> bool:
    return who.get(path).status_code == 404


def test_the_municipality_convenes_whoever_is_asked_about_without_consent(
    town: ReadingTown, municipality: httpx2.Client
) -> None:
    request, case = asked(town, "convened", "川口 恵", "NOT_OBTAINED")
    town.settle()
    conference = convened(town, municipality, request)
    event = last(town, "MU-1", "SupportConferenceConvened")
    envelope = event["envelope"]
    assert (envelope["legal_basis"], envelope["compartment"]) == (
        "SUPPORT_CONFERENCE",
        "SUPPORT_CONF",
    )
    assert uuid_text(envelope["case_id"]) == case
    assert len(envelope["person_refs"]) == 1
    assert event["members"] == ["CT-1", "HOK-1", "MU-1"]
    assert event["confidentiality_acks"] == ["MU-1", "HOK-1"]
    assert f"/conferences/{conference}" in municipality.get("/conferences").text
    page = municipality.get(f"/conferences/{conference}").text
    assert "川口 恵" in page
    assert "守秘義務の確認なし" in page


def test_a_conference_of_one_agency_is_refused_and_says_why(
    town: ReadingTown, municipality: httpx2.Client
) -> None:
    request, _ = asked(town, "alone", "安田 茂", "REFUSED")
    town.settle()
    before = town.backbone.accepted()["MU-1"]
    fields = {"held_on": "2026-06-12", "members": "MU-1", "acks": "MU-1"}
    answer = do(town, municipality, "convene-support", request, **fields)
    assert answer.status_code == 409
    assert "構成員は2機関以上です" in answer.text
    fields = {"held_on": "2026-06-12", "members": "HOK-1", "acks": "CT-1"}
    answer = do(town, municipality, "convene-support", request, **fields)
    assert answer.status_code == 409
    assert "構成員でない機関が含まれています" in answer.text
    assert town.backbone.accepted()["MU-1"] == before


def test_pressed_twice_it_is_one_conference(town: ReadingTown, municipality: httpx2.Client) -> None:
    request, _ = asked(town, "twice", "吉川 望", "NOT_OBTAINED")
    town.settle()
    path = f"/do/convene-support/{request}"
    fields = {"held_on": "2026-06-12", "members": MEMBERS, "acks": ["MU-1", "HOK-1"]}
    form = {**form_of(municipality.get(path)), **fields}
    before = town.backbone.accepted()["MU-1"]
    assert [municipality.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert town.backbone.accepted()["MU-1"] == before + 1


def test_what_is_asked_and_told_stays_in_the_room(
    town: ReadingTown, municipality: httpx2.Client, counter: httpx2.Client, team: httpx2.Client
) -> None:
    request, case = asked(town, "told", "古川 清", "NOT_OBTAINED")
    town.settle()
    conference = convened(town, municipality, request)
    fields = {"field_codes": ["NARRATIVE", "SERVICES"], "to": ["HOK-1"]}
    done(town, municipality, "ask-information", conference, **fields)
    question = last(town, "MU-1", "InformationRequested")
    assert uuid_text(question["envelope"]["conference_id"]) == conference
    assert question["to"] == ["HOK-1"]
    room = counter.get(f"/conferences/{conference}")
    assert "HOK-1" in room.text
    assert "/do/ask-information/" not in room.text
    whom = re.search(
        r'<select id="person".*?<option value="([0-9a-f-]{36})"',
        counter.get(f"/do/provide-information/{conference}").text,
        re.DOTALL,
    )
    assert whom
    told = {"person": whom[1], "field_code": "NARRATIVE", "text": "夜間に物音がすると聞く"}
    assert "夜間に物音" in done(town, counter, "provide-information", conference, **told)
    event = last(town, "HOK-1", "InformationProvided")
    assert event["envelope"]["compartment"] == "SUPPORT_CONF"
    assert [part["field_code"] for part in event["sealed"]] == ["NARRATIVE"]
    assert "夜間に物音" in municipality.get(f"/conferences/{conference}").text
    # A member who has not acknowledged secrecy is no member of the room; nor is the case a way in.
    assert refused(team, f"/conferences/{conference}")
    assert refused(team, f"/do/provide-information/{conference}")
    assert conference not in team.get("/conferences").text
    assert "夜間に物音" not in counter.get(f"/households/case/{case}").text


def test_a_room_that_is_none_reads_like_one_that_is_closed_to_the_reader(
    town: ReadingTown, municipality: httpx2.Client, team: httpx2.Client
) -> None:
    request, _ = asked(town, "closed room", "永井 誠", "NOT_OBTAINED")
    town.settle()
    conference = convened(town, municipality, request)
    nowhere = "99999999-9999-4999-8999-999999999999"
    pages = [team.get(f"/conferences/{one}") for one in (conference, nowhere)]
    assert pages[0].status_code == pages[1].status_code == 404
    bare = [page.text.replace(conference, "").replace(nowhere, "") for page in pages]
    assert bare[0] == bare[1]


def test_the_agenda_is_built_from_the_queue(town: ReadingTown, team: httpx2.Client) -> None:
    waiting, person = accepted(town, team, "waits for it", "星野 仁")
    drafted(town, team, waiting, person)
    done(town, team, "agree-plan", waiting, person=person, method="WRITTEN")
    _, new = asked(town, "brand new", "久保 翔")
    town.settle()
    page = team.get("/conferences/pack").text
    plans, _, rest = page.partition("新しい依頼")
    assert re.search(rf'value="{waiting}" checked', plans)
    assert re.search(rf'value="{new}"(?! checked)', rest)


def test_only_the_coordination_team_makes_a_pack(
    town: ReadingTown, municipality: httpx2.Client
) -> None:
    assert refused(municipality, "/conferences/pack")
    assert "/conferences/pack" not in municipality.get("/conferences").text
    form = {"csrf": token(municipality.get("/")), "day": "2026-06-15", "attendee": "MU-1"}
    assert municipality.post("/conferences/pack/print", data=form).status_code == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"case": []}, "case"),
        ({"case": ["99999999-9999-4999-8999-999999999999"]}, "case"),
        ({"attendee": []}, "attendee"),
        ({"attendee": ["AU-1"]}, "attendee"),
        ({"day": "someday"}, "day"),
    ],
)
def test_a_pack_that_cannot_be_made_names_the_field_and_discloses_nothing(
    town: ReadingTown, team: httpx2.Client, fields: dict[str, object], wrong: str
) -> None:
    _, case = asked(town, f"pack {wrong} {fields}", "市川 薫")
    town.settle()
    form = {"csrf": token(team.get("/")), "day": "2026-06-15", "case": case, "attendee": "CT-1"}
    before = disclosures(town)
    answer = team.post("/conferences/pack/print", data={**form, **fields})
    assert answer.status_code == 422
    assert f'<a href="#{wrong}">' in answer.text
    assert disclosures(town) == before


def disclosures(town: ReadingTown) -> int:
    return sum(body["envelope"]["event_type"] == "DisclosureMade" for body in town.trail())
