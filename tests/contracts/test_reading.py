"""What is not to be seen cannot be told from what does not exist, by any call (V2)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import MessageToDict

from deploy.tls import principal_uri
from deploy.tls.authority import LOCAL_HOSTS
from deploy.tls.certificate import end_certificate, new_key
from deploy.tls.files import read_certificate, read_key, write_certificate, write_key
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.record import parse_leaf
from schemas.uuids import uuid_text
from services.clock import SystemClock
from services.query.reader import metadata_of
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import (
    HOUSEHOLD,
    MUNICIPALITY,
    consulted,
    household_formed,
    plain_event,
    registered,
)
from tests.reading_town import MORNING, SECONDS, ReadingTown, reading_town
from tests.samples import sample_uuid
from tests.valid_events import OTHER_MUNICIPALITY

NOBODY = uuid_text(sample_uuid("nobody"))
PLAN = uuid_text(sample_uuid("a plan"))
ROOM = uuid_text(sample_uuid("a conference"))
TABLES = ("stored_events", "idempotence", "entity", "pseudonym")
NO_RESULT = (grpc.StatusCode.NOT_FOUND, "no result", ())


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@dataclass(frozen=True)
class Known:
    """HOK-1's client, of whom JIR-1 may see nothing; ``event`` is her consultation."""

    person: str
    case: str
    event: str


@pytest.fixture(scope="module")
def known(town: ReadingTown) -> Known:
    """With household, case, plan and a support conference."""
    person = town.send(registered("HOK-1", "p-1", "渡邊 花子")).persons[0].person_ref
    consultation = town.send(consulted("HOK-1", "p-1"))
    town.send(household_formed("HOK-1", "p-1"))
    town.send(consented("HOK-1", "p-1", "p-1", ["HOK-1", "CT-1"]))
    town.send(planned(person, consultation.case_id))
    town.send(convened(person, consultation.case_id))
    town.settle()
    return Known(person, consultation.case_id, consultation.event_id)


def planned(person: str, case_id: str) -> Any:
    payload = {
        "planId": PLAN,
        "planVersion": 1,
        "goals": [{"no": 1, "text": "通院をつづける"}],
        "periodEnd": "2026-12-01",
        "subjectConsents": [{"person": {"personRef": person}, "consentId": consent_id("p-1")}],
    }
    more = {"caseId": case_id, "consentId": consent_id("p-1"), "persons": [{"personRef": person}]}
    return plain_event("CT-1", "planDrafted", "plan", payload, **GROUND, **more)


def convened(person: str, case_id: str) -> Any:
    payload = {
        "conferenceId": ROOM,
        "members": ["MU-1", "HOK-1"],
        "confidentialityAcks": ["MU-1", "HOK-1"],
    }
    ground = {"legalBasis": "SUPPORT_CONFERENCE", "compartment": "COMPARTMENT_SUPPORT_CONF"}
    more = {"caseId": case_id, "persons": [{"personRef": person}]}
    return plain_event("MU-1", "supportConferenceConvened", "room", payload, **ground, **more)


def rows(town: ReadingTown) -> list[int]:
    """How many rows each table of the backbone's own ledger has."""
    ledger = town.settings.adapter(MUNICIPALITY, "SYS-1") / "ledger.db"
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        counts = (connection.execute(f"SELECT COUNT(*) FROM {table}") for table in TABLES)
        return [count.fetchone()[0] for count in counts]


def by(kind: str, identifier: str) -> query_pb2.GetHouseholdRequest:
    return query_pb2.GetHouseholdRequest(**{kind: identifier})


def asked(call: str, kind: str, identifier: str) -> Any:
    """The request of a call about an identifier."""
    if kind == "workspace_id":
        return query_pb2.GetWorkspaceRequest(workspace_id=identifier)
    if kind == "event_id":
        return query_pb2.ExplainRequest(event_id=identifier, agency_id="JIR-1")
    return by(kind, identifier)


HIDDEN = [
    *((call, kind) for call in ("Get", "Export") for kind in ("household_id", "person_ref")),
    *((call, kind) for call in ("Get", "Export") for kind in ("case_id", "plan_id")),
    ("Workspaces.Get", "workspace_id"),
    ("Explain", "event_id"),
]


@pytest.mark.parametrize(("call", "kind"), HIDDEN, ids=str)
def test_absent_and_hidden_are_answered_and_recorded_alike(
    town: ReadingTown, known: Known, call: str, kind: str
) -> None:
    hidden = {
        "household_id": HOUSEHOLD,
        "person_ref": known.person,
        "case_id": known.case,
        "plan_id": PLAN,
        "workspace_id": ROOM,
        "event_id": known.event,
    }[kind]
    seen = []
    for identifier in (NOBODY, hidden):
        before, frames = rows(town), len(town.frames())
        refusal = town.refusal("JIR-1", call, asked(call, kind, identifier))
        (frame,) = town.frames()[frames:]
        added = [after - count for after, count in zip(rows(town), before, strict=True)]
        seen.append((refusal, added, len(parse_leaf(frame).value)))

    assert seen[0] == seen[1]
    assert seen[0][0] == NO_RESULT


@pytest.mark.parametrize(("call", "kind"), HIDDEN, ids=str)
def test_whoever_may_see_it_is_answered(
    town: ReadingTown, known: Known, call: str, kind: str
) -> None:
    """Otherwise the test above would hold of a service that answers nobody."""
    there = {
        "household_id": ("HOK-1", HOUSEHOLD),
        "person_ref": ("HOK-1", known.person),
        "case_id": ("HOK-1", known.case),
        "plan_id": ("CT-1", PLAN),
        "workspace_id": ("HOK-1", ROOM),
        "event_id": ("AU-1", known.event),
    }
    agency, identifier = there[kind]

    assert town.ask(agency, call, asked(call, kind, identifier)).ByteSize() > 0


def test_an_export_is_what_get_shows_and_a_disclosure(town: ReadingTown, known: Known) -> None:
    request = by("person_ref", known.person)
    shown = town.ask("HOK-1", "Get", request)
    file = town.ask("HOK-1", "Export", request, user="u-7")

    disclosed, viewed = town.trail()[-1], town.trail()[-2]
    assert json.loads(file.content) == MessageToDict(shown, preserving_proto_field_name=True)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    assert disclosed["envelope"]["event_type"] == "DisclosureMade"
    assert (disclosed["viewer"], disclosed["reason"]) == ("u-7", "EXPORT")
    for field in ("subjects", "field_codes", "grounds", "source_event_ids"):
        assert disclosed[field] == viewed[field] != []


def test_nobody_else_exports(town: ReadingTown, known: Known) -> None:
    for agency in ("JIR-1", "ST-1"):
        assert town.refusal(agency, "Export", by("case_id", known.case)) == NO_RESULT
        assert town.trail()[-1]["envelope"]["event_type"] == "AccessDenied"


def test_counts_are_given_to_the_auditor_alone(town: ReadingTown, known: Known) -> None:
    everything = town.ask("AU-1", "Status", query_pb2.GetViewStatusRequest())
    assert everything.households > 0
    assert everything.events > 0
    assert {s.sequence for s in everything.sources if s.agency_id == "HOK-1"} != {0}

    for agency in ("JIR-1", "MU-1", "ST-1"):
        status = town.ask(agency, "Status", query_pb2.GetViewStatusRequest())
        said = {field.name for field, _ in status.ListFields()}
        of_sources = {field.name for source in status.sources for field, _ in source.ListFields()}
        assert said == {"sources"}
        assert of_sources <= {"agency_id", "gap", "alarm", "stale", "last_heard"}


def test_when_an_agency_was_last_heard_is_told_only_where_it_is_overdue(
    town: ReadingTown, known: Known
) -> None:
    """Each record, and each viewing, moves that instant: it would tell that somebody wrote."""
    town.clock.set(MORNING)
    moment = {"occurredAt": MORNING.isoformat(), "recordedAt": MORNING.isoformat()}
    town.send(consulted("HOK-1", "p-1", sourceRecordId="now", **moment))
    town.settle()
    fresh = town.ask("JIR-1", "Status", query_pb2.GetViewStatusRequest())
    assert {(s.agency_id, s.last_heard) for s in fresh.sources if not s.stale} >= {("HOK-1", "")}

    town.clock.advance(timedelta(hours=2))
    late = town.ask("JIR-1", "Status", query_pb2.GetViewStatusRequest())
    town.clock.set(MORNING)
    assert {s.last_heard != "" for s in late.sources if s.agency_id == "HOK-1" and s.stale} == {
        True
    }


def test_when_somebody_last_looked_is_told_to_nobody(town: ReadingTown, known: Known) -> None:
    """Rule V7: what the backbone writes of viewings is no activity, not even a sign of life."""
    town.clock.set(MORNING + timedelta(minutes=30))
    town.ask("AU-1", "Get", by("person_ref", known.person))
    town.settle()
    town.clock.set(MORNING + timedelta(hours=2))
    shown = town.ask("HOK-1", "Get", by("person_ref", known.person))
    status = town.ask("HOK-1", "Status", query_pb2.GetViewStatusRequest())
    town.clock.set(MORNING)

    stale = {each.agency_id for each in shown.stale_sources}
    assert "HOK-1" in stale
    assert "SYS-1" not in stale
    assert [each.last_heard for each in status.sources if each.agency_id == "SYS-1"] == [""]


def test_a_worker_without_a_link_to_the_case_is_denied_and_named_in_the_trail(
    town: ReadingTown, known: Known
) -> None:
    """Threat 12."""
    assert town.refusal("JIR-1", "Get", by("person_ref", known.person), user="curious") == NO_RESULT

    denied = town.trail()[-1]
    assert denied["envelope"]["event_type"] == "AccessDenied"
    assert (denied["viewer"], denied["viewer_agency"]) == ("curious", "JIR-1")
    assert uuid_text(denied["asked_for"]) == known.person
    assert denied["grounds"] == denied["field_codes"] == denied["source_event_ids"] == []


def test_another_municipalitys_certificate_reads_nothing(
    town: ReadingTown, known: Known, tmp_path: Path
) -> None:
    """Threat 2 for readings; for records see test_adapter_certificates."""
    tls = town.settings.tls(MUNICIPALITY)
    key, now = new_key(), SystemClock().now()
    certificate = end_certificate(
        read_certificate(tls / "ca.pem"),
        read_key(tls / "ca.key"),
        key.public_key(),
        principal_uri(OTHER_MUNICIPALITY, "AU-1"),
        LOCAL_HOSTS,
        now - timedelta(hours=1),
        timedelta(days=1),
    )
    write_key(tmp_path / "key", key)
    write_certificate(tmp_path / "pem", certificate)
    credentials = grpc.ssl_channel_credentials(
        (tls / "ca.pem").read_bytes(),
        (tmp_path / "key").read_bytes(),
        (tmp_path / "pem").read_bytes(),
    )
    before = len(town.frames())
    with (
        grpc.secure_channel(town.backbone.query_target(), credentials) as channel,
        pytest.raises(grpc.RpcError) as refused,
    ):
        query_pb2_grpc.HouseholdsStub(channel).Get(
            by("person_ref", known.person), timeout=SECONDS, metadata=metadata_of("u-1")
        )

    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert len(town.frames()) == before
