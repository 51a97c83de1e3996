"""An event that relies on what nobody has stated shows 要確認 until it is met."""

from __future__ import annotations

import pytest

from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, day, ids_of, uid


def _consent(story: Story, name: str, who: str = "P1", **envelope: object) -> StoredEvent:
    return story.tell(
        "HOK-1",
        "ConsentGranted",
        case=None,
        people=[who],
        consent_id=name,
        person=who,
        grantor="SELF",
        agencies=["HOK-1", "CT-1"],
        field_codes=["ISSUES"],
        purposes=["COORDINATION"],
        method="WRITTEN",
        envelope={"consent_id": uid(name), **envelope},
    )


def _issue(story: Story, **envelope: object) -> StoredEvent:
    return story.tell(
        "HOK-1",
        "IssueRecorded",
        "06-02",
        people=["P1"],
        person="P1",
        issue="DEBT",
        envelope=envelope,
    )


def test_a_cited_consent_that_has_not_arrived_marks_the_event_and_its_values() -> None:
    story = Story()
    event = _issue(story, consent_id=uid("C1"), legal_basis="CONSENT")
    view = story.view()
    assert view.needs_checking == ids_of(event)
    assert view.cases[0].issues[0].needs_checking
    assert view.timeline[0].needs_checking
    _consent(story, "C1")
    view = story.view()
    assert view.needs_checking == ()
    assert not view.cases[0].issues[0].needs_checking


def test_a_consent_of_somebody_outside_the_household_meets_the_citation_unseen() -> None:
    story = Story()
    _issue(story, consent_id=uid("C9"), legal_basis="CONSENT")
    _consent(story, "C9", who="P9")
    view = story.view()
    assert view.needs_checking == ()
    assert [entry.event_type for entry in view.timeline] == ["IssueRecorded"]


@pytest.mark.parametrize("field", ["conference_id", "council_case_id"])
def test_a_cited_conference_or_council_case_that_nobody_convened_marks_the_event(
    field: str,
) -> None:
    story = Story()
    event = _issue(story, **{field: uid("S1")})
    assert story.view().needs_checking == ids_of(event)


def test_a_consent_in_conflict_meets_no_citation() -> None:
    story = Story()
    event = _issue(story, consent_id=uid("C1"), legal_basis="CONSENT")
    one = _consent(story, "C1", source_record_id="7")
    other = _consent(story, "C1", source_record_id="7")
    assert set(story.view().needs_checking) == set(ids_of(event, one, other))


def test_a_refusal_relies_on_nothing_and_a_withdrawal_on_its_consent() -> None:
    story = Story()
    story.tell(
        "HOK-1",
        "ConsentRefused",
        case=None,
        people=["P1"],
        consent_id="C1",
        person="P1",
        grantor="SELF",
        method="WRITTEN",
        envelope={"consent_id": uid("C1")},
    )
    withdrawal = story.tell(
        "HOK-1",
        "ConsentWithdrawn",
        "06-02",
        case=None,
        people=["P1"],
        consent_id="C2",
        person="P1",
        effective_at=0,
    )
    assert story.view().needs_checking == ids_of(withdrawal)


def test_a_draft_relies_on_the_consent_of_each_subject() -> None:
    story = Story()
    _consent(story, "C1")
    draft = story.tell(
        "CT-1",
        "PlanDrafted",
        "06-03",
        people=["P1"],
        plan_id="plan",
        plan_version=1,
        period_end=day("12-31"),
        subject_consents=[
            {"person": uid("P1"), "consent_id": uid("C1")},
            {"person": uid("P2"), "consent_id": uid("C2")},
        ],
    )
    assert story.view().needs_checking == ids_of(draft)


def test_payloads_in_conflict_are_one_contact_without_content_until_a_correction() -> None:
    story = Story()
    story.opened("JIR-1")

    def support(minutes: int, revision: int = 1) -> StoredEvent:
        return story.tell(
            "JIR-1",
            "SupportProvided",
            "06-02",
            people=["P1"],
            service_code="COUNSEL",
            minutes=minutes,
            contact="PHONE",
            envelope={"source_record_id": "501", "source_revision": revision},
        )

    one, other = support(60), support(90)
    (contact,) = story.case().contacts
    assert (contact.value, contact.needs_checking) == ("", True)
    assert set(contact.event_ids) == set(ids_of(one, other)) == set(story.view().needs_checking)
    support(30, revision=2)
    (contact,) = story.case().contacts
    assert contact.value == "2026-06-02 COUNSEL PHONE 30 min"
    assert not contact.needs_checking
    assert len(story.view().timeline) == 2
