from __future__ import annotations

import pytest

from services.scenario.paths import PathInvalid
from services.scenario.shape import check_view_path


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
    check_view_path(path, search=False)


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
        check_view_path(path, search=False)


def test_a_search_has_another_shape() -> None:
    check_view_path("people[P1].household_ids", search=True)
    with pytest.raises(PathInvalid):
        check_view_path("members", search=True)
