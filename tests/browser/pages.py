"""Every page of the console, once: what is asked of all pages is asked of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.contracts.abuse_town import DESK, RECEIVED, worker_of
from tests.contracts.boards_town import WORKERS, lively
from tests.contracts.consoles import asked, done, form_of, last
from tests.contracts.stewarding import candidates, hanako, propose
from tests.plain_consents import GROUND, consent_id
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import ReadingTown
from tests.samples import sample_uuid

TEAM: Final = "CT-1"
MORE: Final = (*WORKERS, DESK)
"""The agencies that the town needs beside its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the town, by id; ``glass`` was broken by u-1 of JIR-1."""

    request: str
    case: str
    event: str
    link: str
    person: str
    glass: str
    report: str


def known(town: ReadingTown) -> Known:
    """A town in which every page has something to show."""
    request, case = asked(town, "shown", "佐藤 ヨシ子")
    flag = {"flagId": uuid_text(sample_uuid("shown flag")), "flag": "LIFELINE_STOPPED"}
    about = {"caseId": case, "consentId": consent_id("shown"), **GROUND}
    town.send(plain_event("HOK-1", "urgencyFlagRaised", "shown flag", flag, **about))
    lively(town)
    for agency in ("HOK-1", "JIR-1"):
        hanako(town, agency, f"twice-{agency}")
    propose(town)
    person = town.send(registered("HOK-1", "faint", "渡邊 良子")).persons[0].person_ref
    town.send(consulted("HOK-1", "faint"))
    town.settle()
    with worker_of(town, "JIR-1", "u-1") as responder:
        said = {"field_codes": ["IDENTITY"], "reason": "LIFE", "minutes": "60"}
        why = {"explanation": "意識がないと救急から電話", "person_ref": person}
        form = {**form_of(responder.get("/break-glass")), **said, **why}
        opened = responder.post("/break-glass", data=form)
        assert opened.status_code == 303, opened.text
    town.settle()
    with worker_of(town, DESK) as desk:
        report = {"kind": "CHILD", "received_at": RECEIVED, "name": "鷲尾 紬"}
        done(town, desk, "report-abuse", "new", **report)
    household = town.ask(TEAM, "Get", query_pb2.GetHouseholdRequest(case_id=case))
    return Known(
        request=request,
        case=case,
        event=household.timeline[0].event_id,
        link=candidates(town).candidates[0].candidate_id,
        person=person,
        glass=opened.headers["location"].rpartition("/")[2],
        report=uuid_text(last(town, DESK, "AbuseReportReceived")["envelope"]["case_id"]),
    )


Pages = Mapping[str, Callable[[Known], str]]

PAGES: Final[Mapping[str, Pages]] = {
    TEAM: {
        "board": lambda known: "/",
        "board of a band": lambda known: "/?band=P4",
        "mine": lambda known: "/?claimed=MINE",
        "empty band": lambda known: "/?band=P1",
        "why it ranks": lambda known: f"/requests/{known.request}",
        "triage": lambda known: f"/do/triage/{known.request}",
        "override": lambda known: f"/do/override/{known.request}",
        "household": lambda known: f"/households/case/{known.case}",
        "why it is shown": lambda known: f"/households/case/{known.case}/why/{known.event}",
        "who saw it": lambda known: f"/households/case/{known.case}/viewings",
        "plan": lambda known: f"/households/case/{known.case}/plan",
        "conferences": lambda known: "/conferences",
        "conference pack": lambda known: "/conferences/pack",
        "plan draft": lambda known: f"/do/draft-plan/{known.case}",
        "assessment": lambda known: f"/do/assess/{known.case}",
        "role": lambda known: f"/do/assign-role/{known.case}",
        "answer to a flag": lambda known: f"/do/respond-flag/{known.case}",
        "inbox": lambda known: "/inbox",
        "outreach": lambda known: "/outreach",
        "participation": lambda known: "/participation",
        "community": lambda known: "/community",
        "what is lacking": lambda known: "/do/record-gap/new",
        "no result": lambda known: "/requests/00000000-0000-4000-8000-000000000000",
        "no page": lambda known: "/nowhere",
    },
    "JIR-1": {
        "break-glass": lambda known: "/break-glass",
        "broken glass": lambda known: f"/break-glass/{known.person}/{known.glass}",
    },
    "MU-1": {
        "break-glass review": lambda known: "/break-glass/review",
    },
    "ST-1": {
        "steward": lambda known: "/steward",
        "confirming a link": lambda known: f"/do/confirm-link/{known.link}",
    },
    DESK: {
        "abuse desk": lambda known: "/abuse",
        "report": lambda known: "/do/report-abuse/new",
        "reported case": lambda known: f"/households/case/{known.report}",
    },
    "KOD-1": {
        "nobody to visit": lambda known: "/outreach",
        "nobody on trial": lambda known: "/participation",
    },
}
"""By the agency at whose console they are; by what the page is."""
