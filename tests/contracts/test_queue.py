"""The joint queue over the wire: each desk its own board, ranked, explained and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import JST
from schemas.uuids import uuid_text
from services.query.reader import metadata_of
from tests import reading_town as towns
from tests.plain_consents import GROUND, consent_id, consented, withdrawn
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import MORNING, SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid

AGENCIES = ("HOK-1", "JIR-1", "CT-1", "CT-2", "MU-1", "AB-1", "AU-1")
BOARD = query_pb2.ListQueueRequest()
NAME = "渡邊 花子"
NO_CONSENT = {"legalBasis": "SUPPORT_CONFERENCE", "compartment": "COMPARTMENT_SUPPORT_CONF"}
ABUSE = {"legalBasis": "ABUSE_DUTY", "compartment": "COMPARTMENT_ABUSE_DV"}
NO_RESULT = (grpc.StatusCode.NOT_FOUND, "no result", ())
WEIGHED = {"I": 1, "F": 1, "W": 9, "M": 0, "L": 0, "D": 0}
"""One issue, one field, nine business days from 1 June to MORNING."""
VIEWED = {"CT-1": ("a", "CONSENT"), "MU-1": ("b", "SUPPORT_CONFERENCE"), "JIR-1": ("", "NONE")}
VIEWED |= {"AU-1": ("ab", "AUDIT")}
"""Of whom a board shows a request, and the basis on which that is recorded."""


@dataclass(frozen=True)
class Client:
    """Somebody of whom there is a case; ``event``: the consultation."""

    name: str
    person: str
    case: str
    event: str

    @property
    def request(self) -> str:
        return uuid_text(sample_uuid(f"request {self.name}"))

    @property
    def flag(self) -> str:
        return uuid_text(sample_uuid(f"flag {self.name}"))

    def about(self, ago: int = 0, **envelope: Any) -> dict[str, Any]:
        """The envelope of what happened to this client so many minutes before MORNING."""
        moment = (MORNING - timedelta(minutes=ago)).isoformat()
        about = {"caseId": self.case, "persons": [{"personRef": self.person}]}
        return {**about, "occurredAt": moment, "recordedAt": moment, **envelope}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingTown]:
    monkeypatch.setattr(towns, "AGENCIES", AGENCIES)
    with reading_town(tmp_path) as town:
        yield town


def known(town: ReadingTown, name: str) -> Client:
    """HOK-1's client, whose case is on nobody's queue."""
    person = town.send(registered("HOK-1", name, NAME)).persons[0].person_ref
    receipt = town.send(consulted("HOK-1", name))
    return Client(name, person, receipt.case_id, receipt.event_id)


def asked(town: ReadingTown, name: str, status: str = "GRANTED", days: int = 11) -> Client:
    """Somebody for whom HOK-1 asked for coordination so many days before MORNING."""
    client, ground = known(town, name), NO_CONSENT
    if status == "GRANTED":
        town.send(consented("HOK-1", name, name, ["HOK-1", "CT-1"]))
        ground = {"consentId": consent_id(name), **GROUND}
    said = {"requestId": client.request, "consentStatus": status, "existingAgencies": ["HOK-1"]}
    about = client.about(days * 24 * 60, **ground)
    town.send(plain_event("HOK-1", "coordinationRequested", f"request-{name}", said, **about))
    return client


def flag(client: Client, agency: str, code: str, **envelope: Any) -> Any:
    """A flag raised an hour before MORNING."""
    said = {"flagId": client.flag, "flag": code}
    return plain_event(agency, "urgencyFlagRaised", "flag", said, **client.about(60, **envelope))


def desk(client: Client, name: str, ago: int, agency: str = "CT-1", **payload: Any) -> Any:
    """What a coordination desk did with a request."""
    about = client.about(ago, consentId=consent_id(client.name), **GROUND)
    said = {"requestId": client.request, **payload}
    return plain_event(agency, name, f"{name}-{ago}", said, **about)


def board(town: ReadingTown, agency: str) -> Any:
    """An agency's board, once everything accepted so far is in the view."""
    town.settle()
    return town.ask(agency, "Queue.List", BOARD)


def ids(shown: Any) -> list[str]:
    return [item.request_id for item in shown.items]


def with_flag(town: ReadingTown, client: Client) -> set[str]:
    """Whose boards hold the client's flag, wherever on them."""
    boards = {agency: board(town, agency).SerializeToString() for agency in AGENCIES}
    return {agency for agency, said in boards.items() if client.flag.encode() in said}


@pytest.mark.parametrize(("status", "holder"), [("GRANTED", "CT-1"), ("NOT_OBTAINED", "MU-1")])
def test_a_request_is_on_its_desks_board(town: ReadingTown, status: str, holder: str) -> None:
    client = asked(town, "p-1", status)
    for agency in (holder, "AU-1"):
        (item,) = board(town, agency).items
        assert (item.request_id, item.case_id) == (client.request, client.case)
        assert (item.desk, item.state, item.requested_on) == (holder, "REQUESTED", "2026-06-01")
        assert (list(item.person_refs), item.name) == ([client.person], NAME)
        assert {term: getattr(item.terms, term) for term in WEIGHED} == WEIGHED
        assert (item.band, item.rule_band, item.score) == ("P4", "P4", 19)
        (clock,) = item.clocks
        assert (clock.clock, clock.about, clock.met_at) == ("TRIAGE", client.request, "")
        assert item.due == clock.due == datetime(2026, 6, 4, 17, 15, tzinfo=JST).isoformat()
    others = {"CT-1", "MU-1", "HOK-1", "JIR-1", "AB-1"} - {holder}
    assert [agency for agency in others if board(town, agency).items] == []


@pytest.mark.parametrize("agency", VIEWED)
def test_a_board_leaves_one_viewing(town: ReadingTown, agency: str) -> None:
    shown, basis = VIEWED[agency]
    clients = [asked(town, "a"), asked(town, "b", "NOT_OBTAINED")]
    town.settle()
    before = len(town.trail())
    assert len(town.ask(agency, "Queue.List", BOARD, user="u-7").items) == len(shown)
    (viewing,) = town.trail()[before:]
    assert viewing["envelope"]["event_type"] == "RecordViewed"
    assert (viewing["viewer"], viewing["viewer_agency"]) == ("u-7", agency)
    seen = [client for client in clients if client.name in shown]
    assert [*map(uuid_text, viewing["subject_cases"])] == sorted(client.case for client in seen)
    assert [*map(uuid_text, viewing["subjects"])] == sorted(client.person for client in seen)
    assert viewing["basis"] == basis


def test_whoever_does_not_say_who_reads_is_refused(town: ReadingTown) -> None:
    before = len(town.frames())
    with town.backbone.channel(town.backbone.query_target(), "CT-1") as channel:
        stub = query_pb2_grpc.QueueStub(channel)
        with pytest.raises(grpc.RpcError, match="enishi-user") as refused:
            stub.List(BOARD, timeout=SECONDS)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert len(town.frames()) == before


def test_after_a_withdrawal_the_desk_keeps_ids_and_state_alone(town: ReadingTown) -> None:
    client = asked(town, "p-1")
    (before,) = board(town, "CT-1").items
    assert (before.name, list(before.issues)) == (NAME, ["ELDERCARE"])
    town.send(withdrawn("HOK-1", "p-1", "p-1", MORNING.isoformat()))
    (item,) = board(town, "CT-1").items
    assert (item.request_id, item.case_id, item.state) == (client.request, client.case, "REQUESTED")
    assert (item.name, list(item.issues), item.terms.I) == ("", [], 0)
    assert [*map(uuid_text, town.trail()[-1]["subject_cases"])] == [client.case]


def test_a_stream_brings_the_urgent_to_the_top_and_its_answer(town: ReadingTown) -> None:
    old = asked(town, "p-1")
    town.settle()
    with town.backbone.channel(town.backbone.query_target(), "CT-1") as channel:
        stub = query_pb2_grpc.QueueStub(channel)
        messages: Any = stub.Watch(BOARD, timeout=SECONDS, metadata=metadata_of("u-9"))
        assert ids(next(messages)) == [old.request]
        new = asked(town, "p-2")
        raised = town.send(flag(new, "HOK-1", "LIFE_DANGER"))
        urgent = next(m for m in messages if ids(m) == [new.request, old.request])
        assert [item.band for item in urgent.items] == ["P1", "P4"]
        (clock,) = (one for one in urgent.items[0].clocks if one.clock == "P1_RESPONSE")
        due = (MORNING + timedelta(hours=23)).isoformat()
        assert (clock.about, clock.due, clock.met_at) == (new.flag, due, "")
        assert list(clock.event_ids) == [raised.event_id]
        said = {"flagId": new.flag, "response": "VISIT"}
        town.send(plain_event("HOK-1", "urgencyFlagResponded", "answer", said, **new.about()))
        top = next(m.items[0] for m in messages if any(c.met_at for c in m.items[0].clocks))
        met = {clock.clock: clock.met_at for clock in top.clocks}
        assert met == {"P1_RESPONSE": MORNING.isoformat(), "TRIAGE": ""}
        messages.cancel()


def test_of_two_who_claim_the_first_holds_it_until_it_is_released(town: ReadingTown) -> None:
    """Within one team the second is refused; another team cannot know and loses on the board."""
    client = asked(town, "p-1")
    town.send(desk(client, "coordinationClaimed", 50, worker="u-a"))
    second = desk(client, "coordinationClaimed", 10, worker="u-b")
    with pytest.raises(grpc.RpcError, match="u-a holds it"):
        town.send(second)
    town.send(desk(client, "coordinationClaimed", 40, "CT-2", worker="u-c"))
    (held,), since = board(town, "CT-1").items, MORNING - timedelta(minutes=50)
    assert (held.claimed_by, held.claimed_at) == ("u-a", since.isoformat())
    town.send(desk(client, "coordinationReleased", 30, worker="u-a", reason="HANDOVER"))
    (free,) = board(town, "CT-1").items
    assert (free.claimed_by, free.claimed_at) == ("", "")
    town.send(second)
    assert board(town, "CT-1").items[0].claimed_by == "u-b"


def test_an_override_moves_an_item_and_says_why_until_it_ends(town: ReadingTown) -> None:
    early, late = asked(town, "p-1"), asked(town, "p-2", days=3)
    assert ids(board(town, "CT-1")) == [early.request, late.request]
    town.send(desk(late, "priorityOverridden", 20, band="P2", reason="SAFETY"))
    first, second = board(town, "CT-1").items
    assert (first.request_id, second.request_id) == (late.request, early.request)
    assert (first.band, first.rule_band, first.override_reason) == ("P2", "P4", "SAFETY")
    assert (second.band, second.rule_band, second.override_reason) == ("P4", "P4", "")
    town.send(desk(late, "priorityOverridden", 10, reason="NEW_FACTS"))
    back = board(town, "CT-1")
    assert ids(back) == [early.request, late.request]
    assert (back.items[1].band, back.items[1].override_reason) == ("P4", "")


def test_a_rank_is_explained_by_counts_and_events_alone_now_and_then(town: ReadingTown) -> None:
    client = asked(town, "p-1")
    then: Any = datetime(2026, 6, 5, 12, tzinfo=JST)
    said = {"person": {"personRef": client.person}, "issue": "HOUSING"}
    issue = town.send(plain_event("HOK-1", "issueRecorded", "issue", said, **client.about(60)))
    (shown,) = board(town, "CT-1").items
    assert (list(shown.issues), shown.score) == (["ELDERCARE", "HOUSING"], 24)
    both = {client.event, issue.event_id}
    for moment, score, events in ((None, 24, both), (then, 14, {client.event})):
        question = query_pb2.ExplainRankRequest(request_id=client.request, at=moment)
        answer = town.ask("CT-1", "Queue.Explain", question)
        terms = {term.term: term for term in answer.terms}
        assert terms.keys() == WEIGHED.keys()
        assert sum(term.points for term in answer.terms) == answer.item.score == score
        assert (terms["I"].counted, set(terms["I"].event_ids)) == (len(events), events)
        assert answer.item.request_id == client.request
        assert answer.at == (moment or MORNING).isoformat()
        for hidden in (NAME, "ELDERCARE", "HOUSING", client.person):
            assert hidden.encode() in shown.SerializeToString()
            assert hidden.encode() not in answer.SerializeToString()


@pytest.mark.parametrize("agency", ["MU-1", "HOK-1"])
def test_a_rank_of_another_desk_is_as_one_of_nothing(town: ReadingTown, agency: str) -> None:
    client = asked(town, "p-1")
    assert ids(board(town, "CT-1")) == [client.request]
    for request in (uuid_text(sample_uuid("no request")), client.request):
        before = len(town.trail())
        question = query_pb2.ExplainRankRequest(request_id=request)
        assert town.refusal(agency, "Queue.Explain", question) == NO_RESULT
        (denied,) = town.trail()[before:]
        assert denied["envelope"]["event_type"] == "AccessDenied"
        assert (uuid_text(denied["asked_for"]), denied["subject_cases"]) == (request, [])
    assert len({len(frame) for frame in town.frames()[-2:]}) == 1


@pytest.mark.parametrize("where", ["unqueued", "queued"])
def test_a_flag_of_violence_is_the_abuse_desks_alone(town: ReadingTown, where: str) -> None:
    client = asked(town, "p-1") if where == "queued" else known(town, "p-1")
    town.send(flag(client, "AB-1", "DV_IMMEDIATE", **ABUSE))
    assert with_flag(town, client) == {"AB-1", "AU-1"}
    (item,) = board(town, "AB-1").flags
    assert (item.flag, item.band, item.case_id) == ("DV_IMMEDIATE", "P1", client.case)
    assert [clock.clock for clock in item.clocks] == ["P1_RESPONSE"]


@pytest.mark.parametrize("why", ["withdrawn", "passed on"])
def test_a_flag_that_the_desk_may_not_see_stays_with_the_lead(town: ReadingTown, why: str) -> None:
    client = asked(town, "p-1")
    town.send(flag(client, "HOK-1", "LIFE_DANGER"))
    assert with_flag(town, client) == {"CT-1", "AU-1"}
    if why == "withdrawn":
        town.send(withdrawn("HOK-1", "p-1", "p-1", MORNING.isoformat()))
    else:
        town.send(desk(client, "coordinationTriaged", 5, outcome="TO_SUPPORT_CONF"))
    assert with_flag(town, client) == {"HOK-1", "AU-1"}


def test_the_flag_of_a_case_on_no_queue_is_on_its_leads_board(town: ReadingTown) -> None:
    client = known(town, "p-1")
    raised = town.send(flag(client, "HOK-1", "LIFELINE_STOPPED"))
    assert with_flag(town, client) == {"HOK-1", "AU-1"}
    (item,) = board(town, "HOK-1").flags
    assert (item.flag_id, item.case_id) == (client.flag, client.case)
    assert (item.flag, item.band, item.state) == ("LIFELINE_STOPPED", "P2", "OPEN")
    (clock,) = item.clocks
    due = datetime(2026, 6, 15, 17, 15, tzinfo=JST).isoformat()
    assert (clock.clock, clock.due, clock.met_at) == ("P2_RESPONSE", due, "")
    assert list(clock.event_ids) == [raised.event_id]


def test_what_was_acknowledged_is_on_the_board_once_the_view_has_it(town: ReadingTown) -> None:
    assert not board(town, "CT-1").items
    client = asked(town, "p-1")
    assert ids(board(town, "CT-1")) == [client.request]
    town.send(desk(client, "coordinationTriaged", 5, outcome="ACCEPT", leadAgency="CT-1"))
    assert [(one.state, one.lead) for one in board(town, "CT-1").items] == [("ACCEPTED", "CT-1")]
