"""A decision explained on a terminal."""

from __future__ import annotations

import pytest

from protos.enishi.v1 import query_pb2
from services.cli.rendering.explanation import explanation
from tests.unit.services.cli.rendering.printed import printed

PERSON = "d15adfb1-bb04-4c1f-972e-4efe362b82c3"
OTHER = "bb763b3a-923c-4b93-9ebe-544484e9ec78"
CITED = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"

ALLOWED = query_pb2.ExplainedDecision(
    person_ref=PERSON,
    field_code="ISSUES",
    allowed=True,
    rule="A-CONSENT",
    ja="双方の機関が同じ有効な同意にある",
    en="Source and reader are in the same live consent",
    consent_id=CITED,
)
DENIED = query_pb2.ExplainedDecision(
    person_ref=OTHER,
    field_code="DIAGNOSIS",
    rule="",
    reason="WORKSPACE_ONLY",
    ja="どの根拠にも当たらない",
    en="No row of the table allows it",
)


def lines(*decisions: query_pb2.ExplainedDecision) -> list[str]:
    answer = query_pb2.Explanation(decisions=decisions, policy_version="visibility v1")
    return printed(explanation(answer, "CT-1")).splitlines()


def test_what_is_shown_names_its_row_and_what_it_rests_on() -> None:
    heading, decided, ja, en, cited, *table = lines(ALLOWED)

    assert heading.startswith(f"本人 Person {PERSON} → CT-1")
    assert decided.split() == ["✔", "可", "shown", "課題", "Issues", "A-CONSENT"]
    assert (ja.strip(), en.strip()) == (ALLOWED.ja, ALLOWED.en)
    assert cited.split()[-1] == CITED
    assert "visibility v1" in table[0]


def test_what_is_hidden_says_so_in_words_with_its_reason() -> None:
    decided = lines(DENIED)[1]

    assert decided.startswith("✖ 否 hidden 診断・病状 Diagnosis")
    assert "会議内限り Workspace only" in decided


def test_every_person_has_a_heading_of_their_own() -> None:
    headings = [line for line in lines(ALLOWED, ALLOWED, DENIED) if line.startswith("本人")]

    assert [line.split()[2] for line in headings] == [PERSON, OTHER]


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("conference_id", "支援会議"),
        ("council_case_id", "要対協"),
        ("referral_id", "つなぎ"),
        ("break_glass_id", "緊急閲覧"),
    ],
)
def test_whatever_it_cites_is_shown(field: str, label: str) -> None:
    one = query_pb2.ExplainedDecision(person_ref=PERSON, field_code="ISSUES", allowed=True)
    setattr(one, field, CITED)

    assert f"  ↳ {label}" in "\n".join(lines(one))


def test_a_record_of_which_nothing_is_decided_is_explained_too() -> None:
    assert lines()[0].startswith("判断する項目なし Nothing to decide")
