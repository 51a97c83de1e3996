"""Violence is kept apart from the first second, wherever an issue names it (V4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.samples import PERSON
from tests.valid_events import standing_rules, valid_body

VIOLENCE = [
    ("ConsultationReceived", {"issues": ["HOUSING", "DV_ABUSE"]}),
    ("IssueRecorded", {"issue": "DV_ABUSE"}),
    ("AssessmentCompleted", {"issues_by_person": [{"person": PERSON, "issues": ["DV_ABUSE"]}]}),
]


@pytest.mark.parametrize(("name", "fields"), VIOLENCE)
@pytest.mark.parametrize("compartment", ["ABUSE_DV", "PROTECTED"])
def test_violence_is_accepted_where_it_is_guarded(
    name: str, fields: dict[str, Any], compartment: str
) -> None:
    assert standing_rules(valid_body(name, compartment=compartment, **fields)) == set()


@pytest.mark.parametrize(("name", "fields"), VIOLENCE)
def test_violence_is_refused_where_others_read(name: str, fields: dict[str, Any]) -> None:
    assert standing_rules(valid_body(name, compartment="AGENCY", **fields)) == {
        "COMPARTMENT_MISMATCH"
    }


def test_a_place_that_takes_people_in_may_say_that_it_accepts_violence() -> None:
    assert standing_rules(valid_body("ResourceRegistered", accepts=["DV_ABUSE"])) == set()
