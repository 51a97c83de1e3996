"""Placeholders in a generated file are replaced by what the adapters minted."""

from __future__ import annotations

import pytest

from protos.enishi.v1 import adapter_pb2, common_pb2, events_pb2
from services.generator.references import (
    NotYetRecorded,
    References,
    persons_in,
    placeholder_ref,
)

CASE = "018f3a5e-6c1b-7d4e-9a2b-0c1d2e3f4a5b"
MINTED_CASE = "11111111-1111-4111-8111-111111111111"
MINTED_PERSON = "22222222-2222-4222-8222-222222222222"
PLACEHOLDER = placeholder_ref("139998", "HOK-1", "hok-1", "HOK-a")


def beginning() -> events_pb2.Event:
    return events_pb2.Event(
        envelope=common_pb2.Envelope(
            municipality_code="139998",
            agency_id="HOK-1",
            source_system_id="hok-1",
            correlation_id=CASE,
            persons=[common_pb2.Person(source_person_id="HOK-a")],
        ),
        consultation_received=events_pb2.ConsultationReceived(),
    )


def citing() -> events_pb2.Event:
    return events_pb2.Event(
        envelope=common_pb2.Envelope(agency_id="CT-1", case_id=CASE, correlation_id=CASE),
        plan_drafted=events_pb2.PlanDrafted(
            subject_consents=[
                events_pb2.SubjectConsent(person=common_pb2.Person(person_ref=PLACEHOLDER))
            ]
        ),
    )


def receipt() -> adapter_pb2.Receipt:
    return adapter_pb2.Receipt(
        case_id=MINTED_CASE,
        persons=[adapter_pb2.PersonReference(source_person_id="HOK-a", person_ref=MINTED_PERSON)],
    )


def test_a_citation_gets_the_minted_ids() -> None:
    references = References()
    references.learn(beginning(), receipt())
    resolved = references.resolve(citing())
    assert resolved.envelope.case_id == MINTED_CASE
    assert [person.person_ref for person in persons_in(resolved)] == [MINTED_PERSON]


def test_what_was_minted_outlives_an_interruption() -> None:
    before = References()
    before.learn(beginning(), receipt())
    after = References(before.minted)
    assert after.resolve(citing()) == before.resolve(citing())


def test_resolving_leaves_the_original_alone() -> None:
    references = References()
    references.learn(beginning(), receipt())
    event = citing()
    references.resolve(event)
    assert event == citing()


def test_an_event_that_cites_nothing_stays_as_it_is() -> None:
    assert References().resolve(beginning()) == beginning()


@pytest.mark.parametrize("field", ["envelope.case_id", "person_ref"])
def test_a_citation_without_its_receipt_is_not_sent(field: str) -> None:
    event = citing()
    if field == "person_ref":
        event.envelope.ClearField("case_id")
    with pytest.raises(NotYetRecorded, match=field):
        References().resolve(event)


def test_agencies_ids_have_placeholders_of_their_own() -> None:
    assert placeholder_ref("139998", "JIR-1", "jir-1", "HOK-a") != PLACEHOLDER
    assert placeholder_ref("139998", "HOK-1", "hok-1", "HOK-a") == PLACEHOLDER
