"""What the municipal desk and the steward are shown."""

from __future__ import annotations

from protos.enishi.v1 import query_pb2
from services.cli.candidates import candidate_text
from services.cli.overlaps import overlaps_table
from tests.unit.services.cli.rendering.printed import printed

HOUSEHOLD = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"
REFS = ["d15adfb1-bb04-4c1f-972e-4efe362b82c3", "bb763b3a-923c-4b93-9ebe-544484e9ec78"]


def test_an_overlap_is_an_id_and_counts() -> None:
    overlap = query_pb2.Overlap(household_id=HOUSEHOLD, agencies=3, cases=2, since="2026-06-03")

    text = printed([overlaps_table(query_pb2.OverlapsPage(overlaps=[overlap]))])

    assert text.splitlines()[-1].split() == [HOUSEHOLD, "3", "2", "2026-06-03"]


def test_a_candidate_is_explained_for_and_against() -> None:
    candidate = query_pb2.Candidate(
        candidate_id=HOUSEHOLD,
        person_refs=REFS,
        score_permille=910,
        reason="KEY_EQUAL",
        evidence=[
            query_pb2.Evidence(kind="EQUAL", permille=600, ja="氏名が同じ", en="Same name"),
            query_pb2.Evidence(kind="DIFFERENT", permille=-200, ja="性別が違う", en="Other sex"),
        ],
    )

    lines = printed([candidate_text(candidate)]).splitlines()

    assert lines[0].startswith("910‰  ")
    assert [line.split()[-1] for line in lines[2:4]] == REFS
    assert lines[4].split() == ["＝", "+600", "氏名が同じ", "Same", "name"]
    assert lines[5].split() == ["≠", "-200", "性別が違う", "Other", "sex"]
