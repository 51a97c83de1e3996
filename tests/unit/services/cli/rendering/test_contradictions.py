"""What agencies contradict each other about is shown from every side."""

from __future__ import annotations

from protos.enishi.v1 import query_pb2
from tests.unit.services.cli.rendering.households import (
    EVENT,
    case,
    line_with,
    member,
    shown,
    value,
)


def test_contradictions_about_a_member_show_every_side_with_its_source() -> None:
    sides = [
        query_pb2.Value(
            field=field, value=text, agency_id=agency, event_ids=[EVENT], needs_checking=True
        )
        for field, text, agency in (
            ("membership", "PRESENT since 2026-06-01", "HOK-1"),
            ("membership", "LEFT 2026-06-10", "JIR-1"),
            ("relationship", "CHILD", "KOD-1"),
            ("household", "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b", "SHO-1"),
        )
    ]
    text = shown(member(contradictions=sides))

    for words, agency in (
        ("いる here since 2026-06-01", "HOK-1"),
        ("離れた left 2026-06-10", "JIR-1"),
        ("子 Child", "KOD-1"),
    ):
        assert f"{words}  {agency}  要確認 check" in text
    assert "SHO-1  要確認" in text
    assert shown(member(contradictions=sides), with_events=True).count(f"↳ {EVENT}") == len(sides)
    assert "要確認" not in shown(member())


def test_two_claims_to_the_lead_are_both_shown_with_who_made_them() -> None:
    claims = [
        query_pb2.Value(field="lead", value=lead, agency_id=by, needs_checking=True)
        for lead, by in (("HOK-1", "CT-1"), ("JIR-1", "MU-1"))
    ]
    lead = value("lead", "JIR-1", needs_checking=True)
    text = shown(cases=[case(lead=lead, lead_claims=claims)])

    assert "HOK-1  記録 stated by CT-1  要確認 check" in text
    assert "JIR-1  記録 stated by MU-1  要確認 check" in text
    assert "要確認" in line_with(text, "主担当 Lead")
