"""The plan sheet and the conference pack, printed and as PDF: what they hold and never do."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from pypdf import PdfReader

from schemas.codec import Body
from schemas.uuids import uuid_text
from tests.contracts.consoles import accepted, done, drafted, token
from tests.contracts.two_consoles import at_a_console
from tests.plain_consents import GROUND, consent_id, consented, withdrawn
from tests.plain_events import plain_event, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

UNCONSENTED = "金糸雀"
PROTECTED = "翡翠"
STREET = "甲市朝霧町9丁目9番909号"
CANARIES = (UNCONSENTED, PROTECTED, "朝霧町")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def team(town: ReadingTown) -> Iterator[httpx2.Client]:
    with at_a_console(town, "CT-1", "c-1") as client:
        yield client


@pytest.fixture(scope="module")
def printed(town: ReadingTown, team: httpx2.Client) -> str:
    """A case with a plan that was agreed to. In the household there are a son who has consented to
    nothing, and a daughter who did and was protected afterwards."""
    case, person = accepted(town, team, "printed", "池田 房子")
    daughter = stated(town, person)
    before = team.get(f"/households/case/{case}").text
    assert PROTECTED in before
    assert STREET in before
    assert PROTECTED in pack_page(team, case)
    protect(town, daughter, person)
    drafted(town, team, case, person)
    done(town, team, "agree-plan", case, person=person, method="WRITTEN")
    role = {"agency": "HOK-1", "task": "LEAD", "start": "2026-06-15"}
    done(town, team, "assign-role", case, **role)
    return case


def stated(town: ReadingTown, person: str) -> str:
    """She names her son and her daughter; the daughter."""
    son, daughter = (
        town.send(registered("HOK-1", who, f"池田 {name}")).persons[0].person_ref
        for who, name in (("son", UNCONSENTED), ("daughter", PROTECTED))
    )
    named = ["IDENTITY", "HOUSEHOLD", "ADDRESS"]
    agencies = ["HOK-1", "CT-1"]
    town.send(consented("HOK-1", "daughter", "daughter", agencies, fieldCodes=named))
    members = [
        {"person": {"personRef": ref}, "relationship": relationship}
        for ref, relationship in ((person, "HEAD"), (son, "CHILD"), (daughter, "CHILD"))
    ]
    formed = {
        "householdId": uuid_text(sample_uuid("household printed")),
        "kind": "SUPPORT",
        "members": members,
        "effectiveOn": "2026-06-01",
    }
    ground = {"consentId": consent_id("printed"), **GROUND}
    town.send(plain_event("HOK-1", "householdFormed", "printed", formed, **ground))
    address = {
        "person": {"personRef": daughter},
        "attribute": "ADDRESS",
        "value": STREET,
        "source": "SELF",
        "validFrom": "2026-06-01",
    }
    town.send(plain_event("HOK-1", "attributeAsserted", "address", address))
    town.settle()
    return daughter


def protect(town: ReadingTown, who: str, against: str) -> None:
    """支援措置."""
    protection = {
        "persons": [{"personRef": who}],
        "against": [{"personRef": against}],
        "validUntil": "2027-05-31",
    }
    kept = {"compartment": "COMPARTMENT_PROTECTED", "actorRole": "RESTRICTED"}
    town.send(plain_event("MU-1", "addressProtectionApplied", "protection", protection, **kept))
    town.settle()


def pack_page(team: httpx2.Client, case: str) -> str:
    """The pack in the browser, of a case that the agenda holds."""
    answer = pack(team, case, "print")
    assert answer.status_code == 200, answer.text
    return answer.text


def post(team: httpx2.Client, path: str, **fields: Any) -> httpx2.Response:
    return team.post(path, data={"csrf": token(team.get("/")), **fields})


def sheet(team: httpx2.Client, case: str, kind: str) -> httpx2.Response:
    return post(team, f"/households/case/{case}/plan/{kind}")


def pack(team: httpx2.Client, case: str, kind: str, **fields: Any) -> httpx2.Response:
    attendees = ["CT-1", "HOK-1", "JIR-1"]
    form = {"day": "2026-06-15", "case": case, "attendee": attendees, **fields}
    return post(team, f"/conferences/pack/{kind}", **form)


def text_of(answer: httpx2.Response) -> str:
    """The words of a PDF, without the spaces and line ends of its layout."""
    assert answer.headers["content-type"] == "application/pdf", answer.text
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def disclosures(town: ReadingTown) -> list[Body]:
    return [b for b in town.trail() if b["envelope"]["event_type"] == "DisclosureMade"]


HELD = ("池田房子", "介護の申請を済ませる", "週に一度外へ出る", "家で暮らしたい", "取扱注意")


def test_the_sheet_holds_the_plan_and_nobody_who_has_not_consented(
    team: httpx2.Client, printed: str
) -> None:
    file = text_of(sheet(team, printed, "pdf"))
    page = re.sub(r"\s", "", sheet(team, printed, "print").text)
    for text in (file, page):
        assert all(held in text for held in (*HELD, "世帯員（未同意）", "HOK-1", "令和8年"))
        assert not any(canary in text for canary in CANARIES)


def test_the_pack_has_a_page_for_each_case_and_a_line_for_each_signature(
    team: httpx2.Client, printed: str
) -> None:
    answer = pack(team, printed, "pdf")
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    file = text_of(answer)
    page = re.sub(r"\s", "", pack(team, printed, "print").text)
    for text in (file, page):
        assert all(held in text for held in (*HELD, "守秘義務の確認", "世帯員（未同意）"))
        assert not any(canary in text for canary in CANARIES)
    first = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "JIR-1" in first
    assert "池田" not in first


def test_the_pack_says_which_attendee_may_not_have_a_page(
    team: httpx2.Client, printed: str
) -> None:
    page = pack(team, printed, "print").text
    assert re.search(r"渡せる機関（本人同意の範囲）: CT-1、HOK-1", page)
    assert re.search(r"渡さない機関: JIR-1<", page)
    alone = pack(team, printed, "print", attendee=["CT-1", "HOK-1"]).text
    assert "渡さない機関" not in alone


@pytest.mark.parametrize("kind", ["print", "pdf"])
@pytest.mark.parametrize("what", [sheet, pack], ids=["sheet", "pack"])
def test_what_is_printed_is_recorded_as_a_disclosure(
    town: ReadingTown, team: httpx2.Client, printed: str, what: Any, kind: str
) -> None:
    before = len(disclosures(town))
    assert what(team, printed, kind).status_code == 200
    (made,) = disclosures(town)[before:]
    assert (made["viewer"], made["viewer_agency"], made["reason"]) == ("c-1", "CT-1", "EXPORT")
    assert uuid_text(made["asked_for"]) == printed
    assert "PLAN" in made["field_codes"]


def test_looking_at_the_plan_is_no_disclosure(
    town: ReadingTown, team: httpx2.Client, printed: str
) -> None:
    before = len(disclosures(town))
    page = team.get(f"/households/case/{printed}/plan")
    assert "家で暮らしたい" in page.text
    assert len(disclosures(town)) == before


def test_the_fonts_lie_in_the_file_and_it_says_its_language_and_title(
    team: httpx2.Client, printed: str
) -> None:
    reader = PdfReader(io.BytesIO(sheet(team, printed, "pdf").content))
    catalogue: Any = reader.root_object
    assert catalogue["/Lang"] == "ja"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "支援プラン"
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_name_of_a_file_and_its_address_hold_ids_alone(
    team: httpx2.Client, printed: str
) -> None:
    said = sheet(team, printed, "pdf").headers["content-disposition"]
    assert said == f'attachment; filename="plan-{printed}.pdf"'
    said = pack(team, printed, "pdf").headers["content-disposition"]
    assert said == 'attachment; filename="conference-2026-06-15.pdf"'


def test_nothing_is_printed_by_an_address_alone(
    town: ReadingTown, team: httpx2.Client, printed: str
) -> None:
    before = len(disclosures(town))
    path = f"/households/case/{printed}/plan/pdf"
    assert team.get(path).status_code == 405
    assert team.post(path, data={}).status_code == 403
    assert team.post(path, data={"csrf": "wrong"}).status_code == 403
    assert len(disclosures(town)) == before


def test_whoever_may_not_see_the_case_prints_nothing(town: ReadingTown, printed: str) -> None:
    before = len(disclosures(town))
    with at_a_console(town, "JIR-1", "j-1") as stranger:
        for kind in ("print", "pdf"):
            answer = sheet(stranger, printed, kind)
            assert answer.status_code == 404
            assert "該当なし" in answer.text
    assert len(disclosures(town)) == before


@pytest.mark.parametrize("what", [sheet, pack], ids=["sheet", "pack"])
def test_a_machine_that_cannot_lay_out_says_so_and_discloses_nothing(
    town: ReadingTown,
    team: httpx2.Client,
    printed: str,
    what: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = len(disclosures(town))
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = what(team, printed, "pdf")
    assert answer.status_code == 503
    assert "Pango" in answer.text
    assert len(disclosures(town)) == before
    assert what(team, printed, "print").status_code == 200


def test_after_a_withdrawal_what_the_team_wrote_is_left_without_the_name_and_for_nobody(
    town: ReadingTown, team: httpx2.Client
) -> None:
    case, person = accepted(town, team, "withdrawn", "上原 和")
    drafted(town, team, case, person)
    assert "上原和" in text_of(sheet(team, case, "pdf"))
    at = town.clock.now().isoformat()
    town.send(withdrawn("HOK-1", "withdrawn", "withdrawn", at))
    town.settle()
    after = text_of(sheet(team, case, "pdf"))
    assert "介護の申請を済ませる" in after
    assert "上原" not in after
    assert "渡せる機関（本人同意の範囲）:–" in after
