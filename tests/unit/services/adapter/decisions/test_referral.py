"""What a referral must say by itself."""

from __future__ import annotations

import pytest

from schemas.times import to_days
from tests.samples import sample_uuid
from tests.valid_events import day, standing_rules, valid_body

SENDINGS = pytest.mark.parametrize("name", ["ReferralSent", "ReferralRerouted"])


@SENDINGS
@pytest.mark.parametrize(
    ("to", "rules"),
    [
        ("JIR-1", set()),
        ("HOK-2", set()),
        ("HOK-1", {"REFERRAL_TO_SELF"}),
        ("AU-1", {"NO_RECEIVER"}),
        ("SCHOOL-1", {"NO_RECEIVER"}),
    ],
)
def test_a_referral_goes_to_another_agency_that_can_answer(
    name: str, to: str, rules: set[str]
) -> None:
    assert standing_rules(valid_body(name, agency="HOK-1", to_agency=to)) == rules


@SENDINGS
@pytest.mark.parametrize(("due", "rules"), [(8, set()), (7, {"DUE_BEFORE_SENT"})])
def test_the_answer_is_not_due_before_the_sending(name: str, due: int, rules: set[str]) -> None:
    body = valid_body(name, at=day(8, 23), respond_by=to_days(day(due).date()))
    assert standing_rules(body) == rules


def test_a_referral_does_not_replace_itself() -> None:
    same = {"referral_id": sample_uuid("x"), "parent_id": sample_uuid("x")}
    assert standing_rules(valid_body("ReferralRerouted", **same)) == {"REROUTES_ITSELF"}


@pytest.mark.parametrize(
    ("suggested", "rules"),
    [("JIR-1", set()), (None, set()), ("HOK-1", {"SUGGESTS_ITSELF"})],
)
def test_who_declines_suggests_another(suggested: str | None, rules: set[str]) -> None:
    body = valid_body("ReferralDeclined", agency="HOK-1", suggested_agency=suggested)
    assert standing_rules(body) == rules
