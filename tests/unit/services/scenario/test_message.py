from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from protos.enishi.v1 import common_pb2, events_pb2
from services.scenario.aliases import Aliases, UnknownAlias
from services.scenario.format import AgencyAt
from services.scenario.load import load
from services.scenario.message import to_event
from tests.scenario_files import small_scenario, written

CONSENT = {
    "at": "2026-06-02",
    "event": "ConsentGranted",
    "fields": {
        "consent_id": "C1",
        "person": "P1",
        "agencies": ["HOK-1"],
        "municipalities": ["kou"],
        "document_hash": "FORM",
    },
}
CASE = "0190b3a0-0000-7000-8000-000000000001"
REF = "5b0e7c1e-0000-4000-8000-000000000002"


def event_of(
    folder: Path, *, knows_person: bool = True, knows_case: bool = True, **raw: Any
) -> events_pb2.Event:
    """The message of the last step; ``knows_…``: what receipts have taught before."""
    document = small_scenario()
    document["events"] += [CONSENT, raw] if raw else [CONSENT]
    document["expect"][0]["at"] = "2026-12-31T12:00"
    scenario = load(written(folder, document))
    aliases = Aliases(scenario, seed=0)
    if knows_case:
        aliases.learn_case("K1", CASE)
    if knows_person:
        aliases.learn_person(aliases.source_person("P1"), REF)
    aliases.sequences[AgencyAt("kou", "HOK-1")] = 4
    return to_event(scenario.steps[-1], aliases)


def test_aliases_in_a_payload_become_what_the_catalogue_says_the_field_holds(
    tmp_path: Path,
) -> None:
    consent = event_of(tmp_path).consent_granted

    assert UUID(consent.consent_id).version == 5
    assert consent.municipalities == ["139998"]
    assert consent.document_hash == hashlib.sha256(b"S99/FORM").digest()
    assert consent.person.source_person_id == "S99-P1"


def test_another_agencys_person_is_cited_by_the_reference_it_was_given(tmp_path: Path) -> None:
    issue = {"person": "P1", "issue": "DEBT"}
    event = event_of(tmp_path, at="2026-06-03", by="CT-1", event="IssueRecorded", fields=issue)

    assert event.issue_recorded.person == common_pb2.Person(person_ref=REF)


def test_another_agencys_person_cannot_be_cited_before_it_is_registered(tmp_path: Path) -> None:
    issue = {"person": "P1", "issue": "DEBT"}
    with pytest.raises(UnknownAlias, match="registered P1"):
        event_of(
            tmp_path,
            knows_person=False,
            at="2026-06-03",
            by="CT-1",
            event="IssueRecorded",
            fields=issue,
        )


def test_the_envelope_carries_case_basis_persons_and_source(tmp_path: Path) -> None:
    support = {"service_code": "COUNSEL", "minutes": 30, "contact": "PHONE"}
    envelope = event_of(
        tmp_path,
        at="2026-06-03",
        event="SupportProvided",
        record="501",
        revision=2,
        seq=7,
        fields=support,
    ).envelope

    assert (envelope.municipality_code, envelope.agency_id) == ("139998", "HOK-1")
    assert envelope.case_id == CASE
    assert [person.source_person_id for person in envelope.persons] == ["S99-P1"]
    assert envelope.legal_basis == common_pb2.OWN
    assert envelope.compartment == common_pb2.COMPARTMENT_AGENCY
    assert envelope.funding_item == common_pb2.I1A
    assert (envelope.source_record_id, envelope.source_revision) == ("S99-501", 2)
    assert envelope.source_seq == 7
    assert envelope.occurred_at.ToJsonString() == "2026-06-03T00:00:00Z"
    assert envelope.occurred_precision == common_pb2.INSTANT


def test_the_citation_is_the_same_id_as_the_consent_granted(tmp_path: Path) -> None:
    issue = {"person": "P1", "issue": "DEBT"}
    cited = event_of(
        tmp_path, at="2026-06-03", event="IssueRecorded", consent="C1", fields=issue
    ).envelope.consent_id

    assert cited == event_of(tmp_path).consent_granted.consent_id


def test_instants_in_a_payload_are_japan_time(tmp_path: Path) -> None:
    flag = {"flag_id": "F1", "flag": "LIFELINE_STOPPED", "due_at": "2026-06-03T17:15"}
    event = event_of(tmp_path, at="2026-06-03", event="UrgencyFlagRaised", fields=flag)

    assert event.urgency_flag_raised.due_at.ToJsonString() == "2026-06-03T08:15:00Z"


def test_a_frozen_report_names_what_the_streams_hold(tmp_path: Path) -> None:
    report = {
        "period": "2026-05",
        "positions": "@positions",
        "figures": [{"name": "X", "value": 3}],
    }
    event = event_of(tmp_path, at="2026-06-03", by="MU-1", event="ReportFrozen", fields=report)

    positions = event.report_frozen.positions
    assert [(each.agency, each.sequence) for each in positions] == [("HOK-1", 4)]


def test_a_case_that_is_not_open_yet_cannot_be_cited(tmp_path: Path) -> None:
    with pytest.raises(UnknownAlias, match="opened the case K1"):
        event_of(
            tmp_path,
            knows_case=False,
            at="2026-06-03",
            event="ScreeningDecided",
            fields={"outcome": "CONTINUE"},
        )


def test_a_scenario_moved_elsewhere_is_sent_under_the_other_code(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, small_scenario())).moved_to({"kou": "131016"})

    event = to_event(scenario.steps[0], Aliases(scenario, seed=0))

    assert event.envelope.municipality_code == "131016"
