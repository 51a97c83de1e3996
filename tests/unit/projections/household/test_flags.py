"""緊急度フラグ by what occurred."""

from __future__ import annotations

from projections.household.view import Flag
from tests.unit.projections.household.story import Story, ids_of


def _flag(story: Story) -> Flag:
    (flag,) = story.case().flags
    return flag


def test_a_flag_is_open_in_its_band_until_someone_responds_and_someone_clears_it() -> None:
    story = Story()
    raised = story.tell(
        "SHO-1", "UrgencyFlagRaised", "06-05", people=["P1"], flag_id="U", flag="HOUSING_LOSS_14D"
    )
    opened = _flag(story)
    assert (opened.state, opened.band, opened.agency_id) == ("OPEN", "P2", "SHO-1")
    assert opened.raised_at == "2026-06-05T09:00:00+09:00"
    responded = story.tell(
        "JIR-1", "UrgencyFlagResponded", "06-08 15:00", flag_id="U", response="VISIT"
    )
    assert _flag(story).state == "RESPONDED"
    assert _flag(story).responded_at == "2026-06-08T15:00:00+09:00"
    cleared = story.tell("JIR-1", "UrgencyFlagCleared", "06-09", flag_id="U")
    assert _flag(story).state == "CLEARED"
    assert _flag(story).event_ids == ids_of(raised, responded, cleared)


def test_a_response_that_arrives_before_its_flag_waits_and_needs_checking() -> None:
    story = Story()
    response = story.tell(
        "JIR-1",
        "UrgencyFlagResponded",
        "06-08",
        people=["P1"],
        flag_id="U",
        response="VISIT",
    )
    assert (_flag(story).flag, _flag(story).state) == ("", "RESPONDED")
    assert story.view().needs_checking == ids_of(response)
