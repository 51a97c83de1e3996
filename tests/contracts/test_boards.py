"""The boards beside the queue: what each desk sees of them, by gRPC and in the console."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.contracts.abuse_town import worker_of
from tests.contracts.boards_town import NOBODYS, WORKERS, about_case, of_now, target_found
from tests.contracts.consoles import do, done, last
from tests.plain_consents import consented
from tests.plain_events import consulted, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

PAGE = query_pb2.ListBoardRequest()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town"), *WORKERS, "KOD-1") as town:
        yield town


def _person(town: ReadingTown, case: str) -> str:
    household = town.ask("OR-1", "Get", query_pb2.GetHouseholdRequest(case_id=case))
    return str(household.members[0].person_ref)


def _outreach(town: ReadingTown, agency: str, **asked: Any) -> query_pb2.OutreachBoard:
    request = query_pb2.ListBoardRequest(**asked)
    board: query_pb2.OutreachBoard = town.ask(agency, "Boards.Outreach", request)
    return board


def _of(board: query_pb2.OutreachBoard, case: str) -> query_pb2.OutreachTarget:
    return next(each for each in board.targets if each.case_id == case)


def test_a_target_is_followed_from_the_finding_to_the_visit(town: ReadingTown) -> None:
    case = target_found(town, "found", "木村 一", ["OR-1", "CT-1"])
    before = _of(_outreach(town, "OR-1"), case)
    about = about_case("found", case, _person(town, case))
    for record, result in (("1", "ABSENT"), ("2", "MET")):
        payload = {"result": result, "note": "玄関先で話した"}
        town.send(of_now(town, "OR-1", "contactAttempted", record, payload, about))
    town.settle()

    after = _of(_outreach(town, "CT-1"), case)

    assert (before.state, before.source, len(before.attempts)) == ("NOT_YET", "MINSEI", 0)
    assert [one.result for one in after.attempts] == ["MET", "ABSENT"]
    assert after.state == "MET"
    assert [v.value for m in after.members for v in m.attributes] == ["木村 一"]
    shown = last(town, "SYS-1", "DisclosureMade")
    assert set(shown["field_codes"]) == {"IDENTITY", "SERVICES"}


def test_whom_a_desk_has_no_ground_to_know_is_on_none_of_its_boards(town: ReadingTown) -> None:
    case = target_found(town, "unknown", "秘密 二", ["OR-1"])

    boards = {agency: _outreach(town, agency) for agency in ("OR-1", "CT-1", "HOK-1")}

    assert {a for a, b in boards.items() if any(t.case_id == case for t in b.targets)} == {"OR-1"}
    assert last(town, "SYS-1", "RecordViewed")["viewer_agency"] == "HOK-1"


def test_pages_do_not_overlap_and_miss_nobody(town: ReadingTown) -> None:
    for number in range(3):
        target_found(town, f"page-{number}", f"頁 {number}", ["OR-1"])
    whole = [each.case_id for each in _outreach(town, "OR-1").targets]

    paged: list[str] = []
    after = ""
    while True:
        board = _outreach(town, "OR-1", limit=1, after=after)
        paged += [each.case_id for each in board.targets]
        after = board.next
        if not after:
            break

    assert len(whole) >= 3
    assert paged == whole


def test_a_trial_has_its_host_and_its_last_word(town: ReadingTown) -> None:
    host = uuid_text(sample_uuid("host"))
    place = {"resourceId": host, "kind": "HOST", "place": "若葉農園", "capacity": 2}
    town.send(of_now(town, "PA-1", "resourceRegistered", "host", place, NOBODYS))
    person = town.send(registered("PA-1", "trial", "試 三")).persons[0].person_ref
    case = town.send(consulted("PA-1", "trial")).case_id
    town.send(consented("PA-1", "trial", "trial", ["PA-1", "CT-1"]))
    about = about_case("trial", case, person)
    says = {"hostId": host, "person": {"personRef": person}, "stage": "TRIAL"}
    town.send(of_now(town, "PA-1", "participationMatched", "1", says, about))
    town.clock.advance(timedelta(days=2))
    regular = {**says, "stage": "REGULAR"}
    town.send(of_now(town, "PA-1", "participationFollowedUp", "2", regular, about))
    town.settle()

    board = town.ask("CT-1", "Boards.Participation", PAGE)
    (row,) = (each for each in board.trials if each.case_id == case)

    assert (row.stage, row.member.attributes[0].value) == ("REGULAR", "試 三")
    assert [each.place for each in board.hosts if each.resource_id == row.host_id] == ["若葉農園"]
    assert row.matched_on < row.stage_on == row.followed_up_on
    hidden = town.ask("HOK-1", "Boards.Participation", PAGE)
    assert not hidden.trials
    with worker_of(town, "CT-1") as team:
        page = team.get("/participation").text
    assert "若葉農園" in page
    assert "試 三" in page


def test_the_team_records_what_the_town_lacks(town: ReadingTown) -> None:
    place = {"resourceId": uuid_text(sample_uuid("salon")), "kind": "SALON", "place": "桜町会館"}
    town.send(
        of_now(town, "CB-1", "resourceRegistered", "salon", {**place, "capacity": 9}, NOBODYS)
    )
    held = {"resourceId": place["resourceId"], "kind": "SALON", "participants": 12}
    town.send(of_now(town, "CB-1", "communityActivityHeld", "held", held, NOBODYS))
    town.settle()

    with worker_of(town, "CT-1") as team:
        page = done(town, team, "record-gap", "new", gap_code="NO_HOST", area_code="A07")
        refused = do(town, team, "record-gap", "new", gap_code="NO_HOST", area_code="")

    recorded = last(town, "CT-1", "ResourceGapRecorded")
    assert recorded["envelope"]["legal_basis"] == "NONE"
    assert (recorded["area_code"], recorded["gap_code"]) == ("A07", "NO_HOST")
    assert refused.status_code == 422
    board = town.ask("HOK-1", "Boards.Community", query_pb2.CommunityRequest())
    (row,) = (each for each in board.places if each.place == "桜町会館")
    assert (row.held, row.visits) == (1, 12)
    assert "桜町会館" in page
    assert "A07" in page


def test_an_empty_board_says_so_and_another_page_is_refused(town: ReadingTown) -> None:
    with worker_of(town, "KOD-1") as other:
        pages = [other.get(path).text for path in ("/outreach", "/participation")]
        refused = other.get("/outreach?after=elsewhere")

    assert "この機関に見える対象はありません。" in pages[0]
    assert "この機関に見える参加支援はありません。" in pages[1]
    assert refused.status_code == 404
    assert "elsewhere" not in refused.text
