"""People and places for the boards beside the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from schemas.uuids import uuid_text
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import ReadingTown
from tests.samples import sample_uuid

WORKERS: Final = ("CB-1", "OR-1", "PA-1")
NOBODYS: Final = {"legalBasis": "LEGAL_BASIS_NONE", "compartment": "COMPARTMENT_NONE"}


def target_found(town: ReadingTown, name: str, called: str, agencies: list[str]) -> str:
    """OR-1 takes somebody up as a target; the case."""
    person = town.send(registered("OR-1", name, called)).persons[0].person_ref
    case = town.send(consulted("OR-1", name)).case_id
    town.send(consented("OR-1", name, name, agencies))
    about = about_case(name, case, person)
    town.send(of_now(town, "OR-1", "outreachTargetIdentified", name, {"source": "MINSEI"}, about))
    town.settle()
    return case


def about_case(name: str, case: str, person: str) -> dict[str, Any]:
    """The envelope of what is recorded of somebody on their consent of that name."""
    return {
        "caseId": case,
        "consentId": consent_id(name),
        "persons": [{"personRef": person}],
        **GROUND,
    }


def of_now(
    town: ReadingTown, agency: str, kind: str, record: str, payload: Any, about: dict[str, Any]
) -> Any:
    """An event of now; each a minute after the one before."""
    town.clock.advance(timedelta(minutes=1))
    now = town.clock.now().isoformat()
    moments = {"occurredAt": now, "recordedAt": now}
    return plain_event(agency, kind, f"{kind}-{record}", payload, **about, **moments)


def lively(town: ReadingTown) -> str:
    """A target who was visited, a trial with a host, a salon and what is lacking; the target's
    case. The town has ``WORKERS``."""
    case = target_found(town, "visited", "木村 一", ["OR-1", "CT-1"])
    target_found(town, "awaited", "岡田 次郎", ["OR-1", "CT-1"])
    person = town.send(registered("OR-1", "visited", "木村 一")).persons[0].person_ref
    about = about_case("visited", case, person)
    for record, result in (("1", "ABSENT"), ("2", "THROUGH_DOOR"), ("3", "MET"), ("4", "LETTER")):
        payload = {"result": result}
        town.send(of_now(town, "OR-1", "contactAttempted", f"visited-{record}", payload, about))
    host = uuid_text(sample_uuid("lively host"))
    salon = uuid_text(sample_uuid("lively salon"))
    for agency, id_, kind, place in (
        ("PA-1", host, "HOST", "若葉農園"),
        ("CB-1", salon, "SALON", "桜町会館"),
    ):
        says = {"resourceId": id_, "kind": kind, "place": place, "capacity": 4}
        more = {**says, "accepts": ["HIKIKOMORI_TRUANCY", "ISOLATION"]}
        town.send(of_now(town, agency, "resourceRegistered", id_, more, NOBODYS))
    held = {"resourceId": salon, "kind": "SALON", "participants": 12}
    town.send(of_now(town, "CB-1", "communityActivityHeld", "lively", held, NOBODYS))
    gap = {"areaCode": "A07", "gapCode": "NO_TRANSPORT"}
    town.send(of_now(town, "CT-1", "resourceGapRecorded", "lively", gap, NOBODYS))
    tried = town.send(registered("PA-1", "tried", "三浦 さくら")).persons[0].person_ref
    trial = town.send(consulted("PA-1", "tried")).case_id
    town.send(consented("PA-1", "tried", "tried", ["PA-1", "CT-1"]))
    matched = {"hostId": host, "person": {"personRef": tried}, "stage": "TRIAL"}
    of_trial = about_case("tried", trial, tried)
    town.send(of_now(town, "PA-1", "participationMatched", "tried", matched, of_trial))
    town.settle()
    return case
