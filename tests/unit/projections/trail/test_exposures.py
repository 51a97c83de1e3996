"""Who saw what through a link that was wrong (S8, threat 16)."""

from __future__ import annotations

from typing import Any

import pytest

from projections.trail.exposures import MISATTRIBUTED, UNAUTHORISED, exposures
from projections.trail.keys import CASE, LINK, PERSON, keys_of, viewer_key
from projections.trail.viewings import Viewed, viewings
from tests.samples import sample_uuid
from tests.unit.projections.trail.trail_events import Trail
from tests.valid_events import day

PA, PB = sample_uuid("PA"), sample_uuid("PB")
LINK_1, LINK_2 = sample_uuid("L1"), sample_uuid("L2")
MAY_SEE = {"HOK-1": {PA}, "JIR-1": {PA, PB}, "CT-1": {PA, PB}}


def had_ground(viewing: Viewed, person: bytes) -> bool:
    """By the consents of S8."""
    return person in MAY_SEE[viewing.viewer_agency]


def seen(trail: Trail, name: str, agency: str, user: str, **changes: Any) -> bytes:
    fields = {"subjects": [PA], "via_links": [LINK_1], "grounds": [], **changes}
    return trail.say(name, day(8, 10), viewer_agency=agency, viewer=user, **fields).event_id


@pytest.fixture
def trail() -> Trail:
    return Trail()


def test_who_had_no_ground_for_both_was_exposed_to_the_other(trail: Trail) -> None:
    hok = seen(trail, "RecordViewed", "HOK-1", "u-17")
    ct = seen(trail, "DisclosureMade", "CT-1", "u-2")
    found = exposures(LINK_1, [PA, PB], viewings(trail.events), had_ground)

    assert {each.viewing.event_id: (each.verdict, each.persons) for each in found} == {
        hok: (UNAUTHORISED, frozenset({PB})),
        ct: (MISATTRIBUTED, frozenset({PA, PB})),
    }


def test_a_viewing_that_did_not_rest_on_the_link_is_no_exposure(trail: Trail) -> None:
    seen(trail, "RecordViewed", "HOK-1", "u-17", via_links=[LINK_2])
    seen(trail, "RecordViewed", "HOK-1", "u-17", via_links=[])

    assert exposures(LINK_1, [PA, PB], viewings(trail.events), had_ground) == ()


def test_a_denial_showed_nothing_and_a_break_glass_did(trail: Trail) -> None:
    seen(trail, "AccessDenied", "HOK-1", "u-17")
    used = seen(trail, "BreakGlassUsed", "HOK-1", "u-17")
    found = exposures(LINK_1, [PA, PB], viewings(trail.events), had_ground)

    assert [each.viewing.event_id for each in found] == [used]


def test_a_viewing_is_found_by_person_case_link_and_viewer(trail: Trail) -> None:
    case = sample_uuid("K1")
    ground = trail.say("RecordViewed", day(8)).body["grounds"][0]
    event = trail.say(
        "RecordViewed",
        day(8),
        viewer_agency="HOK-1",
        viewer="u-17",
        subjects=[PA],
        subject_cases=[case],
        via_links=[LINK_1],
        grounds=[{**ground, "person": PB, "break_glass_id": None}],
    )

    assert keys_of(event) == {
        (PERSON, PA),
        (PERSON, PB),
        (CASE, case),
        (LINK, LINK_1),
        viewer_key("HOK-1", "u-17"),
    }
