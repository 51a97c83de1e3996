"""Different leads of which none supersedes the other are all shown, the shown one marked."""

from __future__ import annotations

from typing import Any

from tests.unit.projections.household.contradicting import brief
from tests.unit.projections.household.story import Story, at, day, ids_of

DAY = {"occurred_precision": "DAY"}


def _claims(story: Story, when: str = "08-01") -> list[tuple[str, str]]:
    told = story.case(at(when))
    assert told.lead.needs_checking == bool(told.lead_claims)
    return [(value, source) for _, value, source in brief(told.lead_claims)]


def _changed(story: Story, by: str, lead: str, when: str, **envelope: Any) -> None:
    story.tell(by, "LeadAgencyChanged", when, lead_agency=lead, envelope=envelope)


def _role(story: Story, agency: str, when: str, by: str = "MU-1", **more: Any) -> None:
    fields: dict[str, Any] = {"is_lead": True, "task": "LEAD", "start": day(when[:5])}
    story.tell(by, "RoleAssigned", when, agency=agency, **(fields | more))


def _opened() -> Story:
    story = Story()
    story.opened("SHO-1")
    return story


def test_two_leads_named_at_one_instant_are_both_shown_with_their_sources() -> None:
    story = _opened()
    _changed(story, "CT-1", "HOK-1", "06-10 14:00")
    _changed(story, "MU-1", "JIR-1", "06-10 14:00")
    assert sorted(_claims(story)) == [("HOK-1", "CT-1"), ("JIR-1", "MU-1")]
    claims = {value.event_ids for value in story.case().lead_claims}
    assert claims == {ids_of(event) for event in story.events[1:]}
    assert story.case().lead.value in ("HOK-1", "JIR-1")


def test_on_a_day_without_an_hour_nobody_was_later() -> None:
    story = _opened()
    _changed(story, "CT-1", "HOK-1", "06-10 00:00", **DAY)
    _changed(story, "MU-1", "JIR-1", "06-10 14:00")
    assert _claims(story) == [("HOK-1", "CT-1"), ("JIR-1", "MU-1")]


def test_a_later_statement_supersedes_an_earlier_one() -> None:
    story = _opened()
    _changed(story, "CT-1", "HOK-1", "06-10 14:00")
    _changed(story, "MU-1", "JIR-1", "06-10 14:01")
    assert _claims(story) == []
    _changed(story, "CT-1", "KOD-1", "06-11 00:00", **DAY)
    assert _claims(story) == []


def test_an_agencys_own_later_word_supersedes_its_earlier_one() -> None:
    story = _opened()
    _changed(story, "CT-1", "HOK-1", "06-10 00:00", **DAY)
    _changed(story, "CT-1", "JIR-1", "06-10 14:00")
    assert _claims(story) == []


def test_two_who_name_the_same_lead_agree() -> None:
    story = _opened()
    _changed(story, "CT-1", "HOK-1", "06-10 14:00")
    _changed(story, "MU-1", "HOK-1", "06-10 14:00")
    assert _claims(story) == []


def test_to_have_opened_the_case_is_no_claim() -> None:
    story = _opened()
    story.opened("KOD-1")
    assert _claims(story) == []
    _changed(story, "CT-1", "HOK-1", "06-01 00:00", **DAY)
    assert _claims(story) == []


def test_two_running_lead_roles_are_both_shown() -> None:
    story = _opened()
    _role(story, "HOK-1", "06-09")
    _role(story, "JIR-1", "06-15", by="CT-1")
    assert _claims(story) == [("HOK-1", "MU-1"), ("JIR-1", "CT-1")]
    assert _claims(story, "06-14") == []


def test_a_lead_role_that_ended_is_no_claim() -> None:
    story = _opened()
    _role(story, "HOK-1", "06-09", end=day("06-30"))
    _role(story, "JIR-1", "06-15")
    assert _claims(story, "06-30") == [("HOK-1", "MU-1"), ("JIR-1", "MU-1")]
    assert _claims(story, "07-01") == []
    _role(story, "KOD-1", "07-05")
    story.tell("MU-1", "RoleEnded", "07-06", agency="JIR-1", end=day("07-06"))
    assert _claims(story) == []


def test_a_lead_changed_in_between_supersedes_the_roles_before_it() -> None:
    story = _opened()
    _role(story, "HOK-1", "06-09")
    _changed(story, "CT-1", "JIR-1", "06-12")
    assert _claims(story) == []
    _role(story, "JIR-1", "06-15")
    assert _claims(story) == []


def test_roles_that_lead_nothing_contradict_nothing() -> None:
    story = _opened()
    _role(story, "HOK-1", "06-09")
    _role(story, "JIR-1", "06-09", is_lead=False, task="FINANCE")
    assert _claims(story) == []


def test_two_requests_may_contradict_each_other_where_nothing_else_names_the_lead() -> None:
    story = Story()
    for by, lead in (("HOK-1", "KOD-1"), ("JIR-1", "SHO-1")):
        fields: dict[str, Any] = {"request_id": by, "consent_status": "GRANTED"}
        story.tell(by, "CoordinationRequested", "06-03", people=["P1"], lead_agency=lead, **fields)
    assert sorted(_claims(story)) == [("KOD-1", "HOK-1"), ("SHO-1", "JIR-1")]
    story.opened("HOK-1")
    assert _claims(story) == []
