"""A refusal carries its facts."""

from __future__ import annotations

import pytest

from services.adapter.refusal import Refused, Violation

FIRST = Violation("envelope.case_id", "CASE_REQUIRED", "give the id")
SECOND = Violation("envelope.persons", "PERSON_REQUIRED", "name the persons")


def test_the_first_violation_gives_the_code_and_all_give_the_message() -> None:
    refused = Refused.of([FIRST, SECOND], "INVALID_ARGUMENT")
    assert refused.code == "CASE_REQUIRED"
    assert refused.violations == (FIRST, SECOND)
    assert refused.message == "envelope.case_id: give the id; envelope.persons: name the persons"


def test_a_refusal_without_a_broken_rule_says_why_itself() -> None:
    with pytest.raises(ValueError, match="at least one broken rule"):
        Refused.of([], "INVALID_ARGUMENT")
    assert Refused("STORE_FULL", "no space left", status="RESOURCE_EXHAUSTED").violations == ()
