"""The score adds up, and the order says the same whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from projections.queue.rules import TERMS, rules
from projections.queue.score import NEVER, Rank, band, score

RULES = rules()
ZERO = dict.fromkeys(TERMS, 0)
BANDS = ("P1", "P2", "P3", "P4")

terms = st.fixed_dictionaries({name: st.integers(0, 30) for name in TERMS})
flags = st.frozensets(st.sampled_from(["P1", "P2", ""]))
ranks = st.builds(
    Rank,
    st.sampled_from(BANDS),
    st.integers(0, 3) | st.just(NEVER),
    st.integers(-2, 0),
    st.integers(0, 2),
    st.sampled_from(["a", "b", "c"]),
)


def _rank(counts: Mapping[str, int], opened: frozenset[str]) -> Rank:
    total = score(counts, RULES).total
    return Rank(band(opened, total, RULES), 7, -total, 7, "same")


@given(terms)
def test_the_points_add_up_to_the_total_and_the_terms_stay_as_counted(
    counts: dict[str, int],
) -> None:
    scored = score(counts, RULES)
    assert scored.total == sum(scored.points.values())
    assert (dict(scored.terms), set(scored.points)) == (counts, set(TERMS))


@given(terms)
def test_the_score_is_the_formula_of_the_domain(counts: dict[str, int]) -> None:
    i, f, w, m, lead, d = (counts[name] for name in "IFWMLD")
    others = min(m, 1) + min(lead, 1) + min(d, 1)
    expected = 5 * min(i, 6) + 5 * min(f, 4) + min(w, 20) + 5 * others
    assert score(counts, RULES).total == expected


@given(terms, st.sampled_from(TERMS))
def test_what_is_over_its_cap_adds_nothing(counts: dict[str, int], name: str) -> None:
    cap = RULES.caps[name]
    full = score({**counts, name: cap}, RULES)
    assert score({**counts, name: cap + 1 + counts[name]}, RULES).points == full.points
    assert score({**counts, name: cap - 1}, RULES).total == full.total - RULES.weights[name]


@given(ranks, ranks, ranks)
def test_the_order_is_total_antisymmetric_and_transitive(one: Rank, two: Rank, three: Rank) -> None:
    assert (one < two) + (two < one) + (one == two) == 1
    assert not (one < two and two < three) or one < three


@given(ranks, ranks)
def test_two_requests_never_share_a_place(one: Rank, two: Rank) -> None:
    other = replace(two, request_id=f"not {one.request_id}")
    assert (one < other) != (other < one)


@given(ranks, ranks, st.sampled_from(BANDS), st.sampled_from(BANDS))
def test_the_band_comes_before_everything_else(one: Rank, two: Rank, a: str, b: str) -> None:
    if a != b:
        assert (replace(one, band=a) < replace(two, band=b)) is (BANDS.index(a) < BANDS.index(b))


@given(ranks, ranks)
def test_within_a_band_it_goes_by_due_time_then_score_then_request_time(
    one: Rank, two: Rank
) -> None:
    other = replace(two, band=one.band)
    if one.due != other.due:
        assert (one < other) is (one.due < other.due)
    elif one.minus_score != other.minus_score:
        assert (one < other) is (-one.minus_score > -other.minus_score)
    elif one.requested_at != other.requested_at:
        assert (one < other) is (one.requested_at < other.requested_at)


@given(terms, flags, st.sampled_from(TERMS), st.integers(1, 30))
def test_a_term_that_grows_never_moves_an_item_back(
    counts: dict[str, int], opened: frozenset[str], name: str, more: int
) -> None:
    assert _rank({**counts, name: counts[name] + more}, opened) <= _rank(counts, opened)


@given(terms, flags, st.sampled_from(["P1", "P2"]))
def test_an_open_flag_never_moves_an_item_back_and_gives_at_least_its_band(
    counts: dict[str, int], opened: frozenset[str], flag: str
) -> None:
    flagged = _rank(counts, opened | {flag})
    assert flagged <= _rank(counts, opened)
    assert flagged.band <= flag


@given(st.integers(0, 200), st.integers(0, 200))
def test_p3_begins_exactly_where_the_rules_say(total: int, begins: int) -> None:
    other = replace(RULES, p3_from=begins)
    assert band(frozenset(), begins, other) == "P3"
    assert band(frozenset(), begins - 1, other) == "P4"
    assert band(frozenset([""]), total, other) == ("P3" if total >= begins else "P4")


def test_forty_is_p3_and_thirty_nine_is_p4() -> None:
    forty = {**ZERO, "I": 6, "W": 10}
    assert (score(forty, RULES).total, _rank(forty, frozenset()).band) == (40, "P3")
    assert _rank({**forty, "W": 9}, frozenset()).band == "P4"


@given(terms)
def test_the_more_urgent_of_two_open_flags_decides_whatever_the_score(
    counts: dict[str, int],
) -> None:
    assert _rank(counts, frozenset(["P1", "P2"])).band == "P1"
    assert _rank(counts, frozenset(["P2"])).band == "P2"
