from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.catalogue import (
    AVRO,
    EventType,
    Field,
    UnknownEventType,
    catalogue,
    read_catalogue,
)
from schemas.codes import code_list

EVERY = list(catalogue().all())
DOMAIN = re.findall(
    r"[A-Za-z]+",
    """
    ConsultationReceived ScreeningDecided IssueRecorded UrgencyFlagRaised UrgencyFlagResponded
    UrgencyFlagCleared ConsentGranted ConsentRefused ConsentWithdrawn ReferralSent ReferralRerouted
    ReferralAccepted ReferralDeclined ReferralWithdrawn ReferralCancellationRequested
    ReferralCancelled ReferralInterim ReferralCompleted CoordinationRequested CoordinationTriaged
    CoordinationClaimed CoordinationReleased PriorityOverridden SupportConferenceConvened
    InformationRequested InformationProvided ChildCouncilRegistered AssessmentCompleted PlanDrafted
    PlanAgreed MultilayerConferenceConvened SupportDecided RoleAssigned RoleEnded LeadAgencyChanged
    SupportProvided MonitoringRecorded EvaluationRecorded CaseClosed CaseSuspended CaseReopened
    OutreachTargetIdentified ContactAttempted ParticipationMatched ParticipationFollowedUp
    ResourceRegistered ResourceGapRecorded CommunityActivityHeld AbuseReportReceived SafetyConfirmed
    PersonRegistered AttributeAsserted PersonLinkProposed PersonLinkConfirmed PersonLinkRevoked
    EventReattributed HouseholdFormed MemberJoined MemberLeft HouseholdSplit HouseholdMovedOut
    HouseholdsJoined HouseholdsJoinRevoked AddressProtectionApplied AddressProtectionLifted
    CaseTransferSent CaseTransferAcknowledged RecordViewed DisclosureMade AccessDenied
    BreakGlassUsed BreakGlassReviewed DisclosureRequested BreachSuspected ReportFrozen
    SourceHeartbeat CatchUpCompleted KeyDestroyed
    """,
)
RESTRICTING = {
    "ConsentWithdrawn",
    "AddressProtectionApplied",
    "HouseholdSplit",
    "PersonLinkRevoked",
    "KeyDestroyed",
}


def fields_of(event: EventType) -> Iterator[tuple[Field, ...]]:
    """The fields of the event, and of each record inside it."""
    yield event.fields
    for field in event.fields:
        if field.items:
            yield field.items


def all_fields() -> Iterator[tuple[EventType, Field]]:
    for event in EVERY:
        for fields in fields_of(event):
            for field in fields:
                yield event, field


def test_the_catalogue_holds_every_event_of_the_domain_and_no_other() -> None:
    assert sorted(catalogue().names()) == sorted(DOMAIN)


def test_the_types_whose_loss_would_disclose_restrict_sharing() -> None:
    assert {event.name for event in EVERY if event.restricts} == RESTRICTING


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.label)
def test_every_field_has_a_tag_of_its_own_a_mark_and_a_field_code(event: EventType) -> None:
    known = {*code_list("field_code").codes, "*"}

    assert {field.mark for field in event.fields} <= {"clear", "sealed"}
    assert {field.field_code for field in event.fields} <= known
    for fields in fields_of(event):
        tags = Counter(field.tag for field in fields)
        assert set(tags.values()) == {1}
        assert min(tags) >= 1


def test_every_mark_is_declared_and_not_assumed() -> None:
    for event in EVERY:
        for declared in event.declaration["fields"]:
            assert {"tag", "mark", "code"} <= declared.keys(), (event.label, declared["name"])


def test_only_a_sealed_field_names_its_field_code_by_another_field() -> None:
    for event in EVERY:
        for field in event.fields:
            assert (field.field_code == "*") == (field.by is not None) == (field.of is not None)
            assert field.by is None or field.mark == "sealed"


def test_text_is_sealed_wherever_it_stands() -> None:
    for event in EVERY:
        for field in event.fields:
            texts = [each for each in (field, *field.items) if each.is_text]
            assert not texts or field.mark == "sealed", (event.label, field.name)


def test_protobuf_tags_of_event_types_are_unique_and_the_same_in_every_version() -> None:
    tags = {event.name: {each.tag for each in EVERY if each.name == event.name} for event in EVERY}

    assert all(len(each) == 1 for each in tags.values())
    assert len(set.union(*tags.values())) == len(tags)


def test_every_code_list_that_a_field_names_exists() -> None:
    for _, field in all_fields():
        if field.codes:
            assert code_list(field.codes).codes


def test_writers_and_bases_are_codes_of_their_lists() -> None:
    for event in EVERY:
        assert event.writers
        assert event.writers <= code_list("agency").codes.keys()
        assert event.bases
        assert event.bases <= code_list("legal_basis").codes.keys() - {"UNKNOWN"}


def test_an_unknown_type_or_version_says_so() -> None:
    with pytest.raises(UnknownEventType, match="'Nothing'"):
        catalogue().latest("Nothing")
    with pytest.raises(UnknownEventType, match="version 9"):
        catalogue().version("CaseClosed", 9)
    with pytest.raises(UnknownEventType, match="version 1"):
        catalogue().version("Nothing", 1)


def test_versions_are_found_by_number_and_the_newest_by_name() -> None:
    types = catalogue()

    assert types.latest("ReferralCompleted") is types.version("ReferralCompleted", 2)
    assert types.version("ReferralCompleted", 1).label == "jp.enishi.ReferralCompleted.v1"
    assert [event.version for event in EVERY if event.name == "ReferralCompleted"] == [1, 2]


def test_a_file_that_declares_another_event_is_refused(tmp_path: Path) -> None:
    shutil.copytree(AVRO, tmp_path, dirs_exist_ok=True)
    (tmp_path / "CaseClosed.v1.avsc").rename(tmp_path / "CaseOpened.v1.avsc")

    with pytest.raises(ValueError, match=r"CaseOpened\.v1\.avsc declares CaseClosed version 1"):
        read_catalogue(tmp_path)


def test_versions_of_a_type_count_from_one_without_a_gap() -> None:
    for name in catalogue().names():
        versions = [event.version for event in EVERY if event.name == name]
        assert versions == list(range(1, len(versions) + 1))


def test_declarations_are_written_in_one_form() -> None:
    for path in AVRO.glob("*.avsc"):
        text = path.read_text("utf-8")
        assert text.rstrip("\n") == json.dumps(json.loads(text), ensure_ascii=False, indent=1)
