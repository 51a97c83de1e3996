"""Rule I5: a score that explains itself, symmetric, never lowered by more agreement."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from projections.identity.evidence import ATTRIBUTES, Level
from projections.identity.match import candidate_id, match
from projections.identity.profile import Profile
from projections.identity.traits import TraitKind
from projections.identity.weights import FULL, weights
from tests.profiles import matched

HANAKO = (
    ("NAME", "渡邊　花子"),
    ("NAME_KANA", "ワタナベ ハナコ"),
    ("BIRTH_DATE", "昭和15年3月3日"),
    ("SEX", "F"),
    ("ADDRESS", "甲市桜町三丁目12番5号 コーポ桜201"),
    ("PHONE", "090-1234-5678"),
)
THRESHOLD = weights().threshold


def without(*attributes: str) -> list[tuple[str, str]]:
    return [each for each in HANAKO if each[0] not in attributes]


def but(attribute: str, value: str) -> list[tuple[str, str]]:
    return [*without(attribute), (attribute, value)]


def test_variants_of_a_name_and_one_date_in_two_calendars_are_one_candidate() -> None:
    other = (("NAME", "渡辺花子"), ("NAME_KANA", "わたなべはなこ"), ("BIRTH_DATE", "1940-03-03"))
    found = matched(HANAKO, other)
    assert found.score >= THRESHOLD
    assert found.reason == "KEY_EQUAL"
    assert not found.automatic


def test_a_date_不詳_speaks_neither_for_nor_against() -> None:
    """The pair of scenario S8: same name, kana and 町丁目, one date of birth unknown."""
    found = matched(
        HANAKO,
        (
            ("NAME", "渡辺花子"),
            ("NAME_KANA", "ワタナベ　ハナコ"),
            ("BIRTH_DATE", "不詳"),
            ("ADDRESS", "桜町3-9-1"),
        ),
    )
    assert found.score >= THRESHOLD
    assert found.reason == "WEAK_MATCH"
    birth = next(each for each in found.evidence if each.attribute == "BIRTH_DATE")
    assert (birth.kind, birth.permille) == ("MISSING", 0)


@pytest.mark.parametrize("birth", ["昭和15年3月不詳", "昭和15年月日不詳"])
def test_a_date_known_in_part_agrees_weakly(birth: str) -> None:
    found = matched(HANAKO, but("BIRTH_DATE", birth))
    evidence = next(each for each in found.evidence if each.attribute == "BIRTH_DATE")
    assert evidence.kind == "WEAK"
    assert 0 < evidence.permille < weights().of("BIRTH_DATE", Level.SAME).permille


@pytest.mark.parametrize("birth", ["昭和15年4月不詳", "昭和16年月日不詳", "昭和15年3月4日"])
def test_another_date_excludes_however_much_agrees(birth: str) -> None:
    assert matched(HANAKO, but("BIRTH_DATE", birth)).score == 0


def test_a_misheard_kana_is_a_weak_match_and_still_a_candidate() -> None:
    one = (("NAME", "山崎　太郎"), ("NAME_KANA", "ヤマサキ タロウ"), ("BIRTH_DATE", "S15.3.3"))
    other = (("NAME", "山﨑太郎"), ("NAME_KANA", "ヤマザキ タロー"), ("BIRTH_DATE", "S15.3.3"))
    found = matched(one, other)
    kana = next(each for each in found.evidence if each.attribute == "NAME_KANA")
    assert kana.kind == "WEAK"
    assert found.score >= THRESHOLD


def test_another_sex_or_another_municipal_id_excludes() -> None:
    assert matched(HANAKO, but("SEX", "男")).score == 0
    one, other = [*HANAKO, ("MUNICIPAL_ID", "0001234")], [*HANAKO, ("MUNICIPAL_ID", "1235")]
    assert matched(one, other).score == 0


def test_twins_at_one_address_with_one_telephone_are_no_candidate() -> None:
    twin = [
        ("NAME", "渡邊　桃子"),
        ("NAME_KANA", "ワタナベ モモコ"),
        *without("NAME", "NAME_KANA"),
    ]
    assert 0 < matched(HANAKO, twin).score < THRESHOLD


def test_namesakes_of_another_town_without_a_date_are_no_candidate() -> None:
    away = [*without("BIRTH_DATE", "ADDRESS", "PHONE"), ("ADDRESS", "甲市旭町1-1-1")]
    assert matched(HANAKO, away).score < THRESHOLD


def test_only_an_uncontradicted_municipal_id_is_automatic() -> None:
    one = [*HANAKO, ("MUNICIPAL_ID", "１２３４５６")]
    married = [
        ("MUNICIPAL_ID", "0000123456"),
        ("NAME", "佐藤　花子"),
        ("BIRTH_DATE", "1940-03-03"),
    ]
    found = matched(one, married)
    assert (found.score, found.reason, found.automatic) == (FULL, "SAME_MUNICIPAL_ID", True)
    mistyped = matched(one, [*but("BIRTH_DATE", "1941-03-03"), ("MUNICIPAL_ID", "123456")])
    assert mistyped.score >= THRESHOLD
    assert not mistyped.automatic
    assert not matched(HANAKO, HANAKO).automatic


@pytest.mark.parametrize("filler", ["0", "0000000000", "9999999999", "不明", "－", ""])
def test_a_filler_in_place_of_an_id_is_nobodys(filler: str) -> None:
    one = [("MUNICIPAL_ID", filler)]
    assert matched(one, one).score == 0


def test_the_pair_has_one_id_whichever_comes_first() -> None:
    one, other = bytes(16), bytes(range(16))
    assert candidate_id(one, other) == candidate_id(other, one) != candidate_id(one, one)


def test_an_explanation_tells_every_attribute_and_no_value() -> None:
    found = matched(HANAKO, HANAKO)
    assert tuple(each.attribute for each in found.evidence) == ATTRIBUTES
    told = repr(found)
    assert not [value for _, value in HANAKO if value != "F" and value in told]


TOKENS = [bytes([number]) * 16 for number in range(4)]
PROFILES = st.dictionaries(
    st.sampled_from(list(TraitKind)), st.frozensets(st.sampled_from(TOKENS), min_size=1)
)


@given(PROFILES, PROFILES)
def test_a_score_is_symmetric_and_the_sum_of_its_evidence(one: Profile, other: Profile) -> None:
    found = match(one, other, weights())
    assert found == match(other, one, weights())
    total = max(0, min(FULL, sum(each.permille for each in found.evidence)))
    assert found.score in (0, total)


@given(PROFILES, PROFILES, st.sampled_from(list(TraitKind)))
def test_one_more_agreement_never_lowers_the_score(
    one: Profile, other: Profile, kind: TraitKind
) -> None:
    """Of a more exact kind than what is compared so far: a day agrees only within its month."""
    coarser = {
        TraitKind.BIRTH_DAY: (TraitKind.BIRTH_MONTH, TraitKind.BIRTH_YEAR),
        TraitKind.BIRTH_MONTH: (TraitKind.BIRTH_YEAR,),
    }
    shared = b"shared by both.."
    more = {name: frozenset((shared,)) for name in (kind, *coarser.get(kind, ()))}
    before = match(one, other, weights())
    after = match(_with(one, more), _with(other, more), weights())
    assume(not _finer_dates_contradict(one, other, kind))
    assert after.score >= before.score


def _with(person: Profile, more: Profile) -> Profile:
    return {
        kind: person.get(kind, frozenset()) | more.get(kind, frozenset())
        for kind in (*person, *more)
    }


def _finer_dates_contradict(one: Profile, other: Profile, kind: TraitKind) -> bool:
    """A month that agrees is no more agreement where both days are known and differ."""
    days = TraitKind.BIRTH_DAY in one and TraitKind.BIRTH_DAY in other
    months = TraitKind.BIRTH_MONTH in one and TraitKind.BIRTH_MONTH in other
    return (kind is TraitKind.BIRTH_MONTH and days) or (
        kind is TraitKind.BIRTH_YEAR and (days or months)
    )
