"""The timeline tells every event in words and nothing that is sealed."""

from __future__ import annotations

from tests.unit.projections.household.story import Story, day, ids_of, text


def test_entries_are_ordered_by_what_happened_then_by_what_was_written() -> None:
    story = Story()
    late = story.opened("SHO-1", "06-05")
    early = story.opened("HOK-1", "06-02")
    written_first = story.opened(
        "JIR-1", "06-05", envelope={"recorded_at": late.envelope["recorded_at"] - 1}
    )
    told = [entry.event_id for entry in story.view().timeline]
    assert told == list(ids_of(early, written_first, late))


def test_an_entry_says_what_happened_in_both_languages() -> None:
    story = Story()
    story.opened(issues=["ELDERCARE", "DEBT"], channel="MINSEI")
    (entry,) = story.view().timeline
    assert entry.summary_ja.startswith("相談受付：")
    assert entry.summary_en.startswith("Consultation received: ")
    assert (entry.agency_id, entry.legal_basis, entry.precision) == ("HOK-1", "OWN", "INSTANT")
    assert (entry.case_id, entry.occurred_at) == (text("case"), "2026-06-01T09:00:00+09:00")


def test_minutes_and_the_agencies_concerned_are_told() -> None:
    story = Story()
    story.opened()
    story.tell(
        "HOK-1",
        "SupportProvided",
        "06-02",
        service_code="VISIT",
        minutes=45,
        contact="IN_PERSON",
    )
    story.tell(
        "HOK-1",
        "ReferralSent",
        "06-03",
        people=["P1"],
        referral_id="F1",
        to_agency="JIR-1",
        field_codes=["DIAGNOSIS"],
        respond_by=day("06-10"),
    )
    support, referral = story.view().timeline[1:]
    assert support.summary_ja == "支援経過：訪問、45分、面談"
    assert support.summary_en == "Support provided: Visit, 45 min, In person"
    assert referral.summary_ja == "つなぎ：JIR-1"


def test_sealed_content_is_never_told() -> None:
    story = Story()
    story.opened(sealed={("P1", "NARRATIVE"): {"narrative": "誰にも言わないで"}})
    assert "誰にも" not in repr(story.view())


def test_audit_events_are_not_part_of_the_household() -> None:
    story = Story()
    story.opened()
    story.tell(
        "SYS-1",
        "RecordViewed",
        "06-02",
        people=["P1"],
        viewer="u-17",
        viewer_agency="HOK-1",
        viewer_role="HOK",
        basis="OWN",
        subjects=["P1"],
        padding=b"",
    )
    view = story.view()
    assert [entry.event_type for entry in view.timeline] == ["ConsultationReceived"]
    assert [agency.value for agency in view.cases[0].agencies] == ["HOK-1"]
