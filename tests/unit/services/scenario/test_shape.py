from __future__ import annotations

import pytest

from services.scenario.paths import PathInvalid
from services.scenario.shape import ANSWERS, check_path


@pytest.mark.parametrize(
    "path",
    [
        "$",
        "members",
        "members[P1].attributes[NAME].value",
        "cases[K1].contacts[needs_checking=false].value",
        "cases[*].plan.goals",
        "stale_sources[HOK-1].since",
        "needs_checking",
    ],
)
def test_a_path_of_the_view_is_taken(path: str) -> None:
    check_path(path, ANSWERS["household"])


@pytest.mark.parametrize(
    "path",
    [
        "member",
        "cases[K1].leed.value",
        "cases[K1].lead.value.more",
        "needs_checking[*]",
        "cases[K1].plan[*]",
        "timeline[type=X].event_id",
    ],
)
def test_a_path_no_view_has_is_refused(path: str) -> None:
    with pytest.raises(PathInvalid):
        check_path(path, ANSWERS["household"])


@pytest.mark.parametrize(
    ("subject", "path"),
    [
        ("search", "people[P1].household_ids"),
        ("inbox", "items[referral.referral_id=@F1].package.members[P1].left"),
        ("workspace", "provided[*].value.value"),
        ("overlaps", "overlaps[household_id=@H1].agencies"),
        ("exposures", "exposures[verdict=UNAUTHORISED].viewer"),
        ("reviews", "tasks[break_glass_id=@BG1].used_at"),
    ],
)
def test_each_subject_has_a_shape_of_its_own(subject: str, path: str) -> None:
    check_path(path, ANSWERS[subject])
    with pytest.raises(PathInvalid):
        check_path("members[P1].left", ANSWERS[subject])


def test_a_condition_inside_a_field_must_be_there_too() -> None:
    with pytest.raises(PathInvalid):
        check_path("items[referral.id=@F1].package", ANSWERS["inbox"])
