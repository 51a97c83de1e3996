"""The eco-map: nothing covers anything, no line crosses another, nothing is made up."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from protos.enishi.v1 import query_pb2
from services.console.eco_map import MIDDLE_WIDTH, WIDTH, AgencyBox, Box, eco_map, short, ties
from services.console.words import Words

JA = Words("ja")
AGENCIES = ("HOK", "SHO", "KOD", "JIR", "PA", "CB", "OR", "CT", "MU", "SCHOOL", "HEALTH", "CSW")


def household(
    members: int, agencies: int, *, consenting: frozenset[int] = frozenset()
) -> query_pb2.Household:
    return query_pb2.Household(
        members=[
            query_pb2.HouseholdMember(person_ref=f"p-{n}", relationship="CHILD")
            for n in range(members)
        ],
        cases=[
            query_pb2.Case(
                agencies=[query_pb2.Value(value=f"{code}-1") for code in AGENCIES[:agencies]]
            )
        ],
        consents=[query_pb2.StatedConsent(person_ref=f"p-{n}", state="LIVE") for n in consenting],
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def crosses(one: AgencyBox, other: AgencyBox) -> bool:
    """Two lines on one side cross where they begin and end in different orders."""
    begins = one.box.middle - other.box.middle
    return begins * (one.to_y - other.to_y) < 0


@given(st.integers(0, 12), st.integers(0, 12))
def test_nothing_covers_anything_and_no_lines_cross(members: int, agencies: int) -> None:
    names = {f"p-{n}": "非常に長い名前" * 4 for n in range(members)}
    drawn = eco_map(household(members, agencies), names, JA)
    boxes = [drawn.household, *(each.box for each in drawn.agencies)]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    for box in boxes:
        assert box.x >= 0 <= box.y
        assert box.x + box.width <= WIDTH
        assert box.y + box.height <= drawn.height
    rows = [row.y for row in drawn.members]
    assert all(later - earlier >= 20 for earlier, later in zip(rows, rows[1:], strict=False))
    assert all(drawn.household.y < y < drawn.household.y + drawn.household.height for y in rows)
    sides = [
        [a for a in drawn.agencies if (a.box.x < WIDTH // 2) == left] for left in (True, False)
    ]
    assert not any(crosses(*pair) for side in sides for pair in combinations(side, 2))
    assert {each.agency for each in drawn.agencies} == {f"{c}-1" for c in AGENCIES[:agencies]}


def test_a_consent_counts_for_its_own_person_only() -> None:
    drawn = eco_map(household(3, 1, consenting=frozenset({1})), {}, JA)
    assert [row.consented for row in drawn.members] == [False, True, False]


def test_a_member_without_a_name_is_neither_named_nor_judged() -> None:
    nameless = query_pb2.HouseholdMember(relationship="世帯員（未同意）")
    drawn = eco_map(query_pb2.Household(members=[nameless]), {}, JA)
    assert (drawn.members[0].name, drawn.members[0].consented) == ("世帯員（未同意）", None)


def test_each_agency_has_its_strongest_tie() -> None:
    case = query_pb2.Case(
        lead=query_pb2.Value(value="HOK-1"),
        agencies=[query_pb2.Value(value="HOK-1"), query_pb2.Value(value="CT-1")],
        roles=[
            query_pb2.Role(agency_id="JIR-1"),
            query_pb2.Role(agency_id="PA-1", end="2026-06-01"),
        ],
        referrals=[
            query_pb2.Referral(to_agency="SHO-1", state="SENT"),
            query_pb2.Referral(to_agency="KOD-1", state="DECLINED"),
        ],
    )
    consents = [
        query_pb2.StatedConsent(state="LIVE", agencies=["HOK-1", "OR-1"]),
        query_pb2.StatedConsent(state="WITHDRAWN", agencies=["CB-1"]),
    ]
    assert dict(ties(query_pb2.Household(cases=[case], consents=consents))) == {
        "HOK-1": "lead",
        "CT-1": "works",
        "JIR-1": "works",
        "SHO-1": "asked",
        "OR-1": "named",
        "KOD-1": "ended",
        "PA-1": "ended",
    }


def test_a_name_that_does_not_fit_is_cut_with_a_sign() -> None:
    assert short("あ" * 17) == "あ" * 17
    assert short("あ" * 18) == "あ" * 16 + "…"
    # Sixteen units a character at most, and the mark before it.
    assert MIDDLE_WIDTH - 16 >= 16 * 17
