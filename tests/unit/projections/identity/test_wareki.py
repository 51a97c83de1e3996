"""Rule I3: a date is read as the range it can mean, warned about, never corrected."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.identity.eras import ERAS, era_of
from projections.identity.wareki import DateWarningCode, parse_date

DAY = date(1940, 3, 3)


@pytest.mark.parametrize(
    "text",
    [
        "昭和15.3.3",
        "昭和15年3月3日",
        "昭和１５年３月３日",
        "昭和 15年 3月 3日",
        "昭和十五年三月三日",
        "昭和15・3・3",
        "昭和15年3月3日生",
        "S15.3.3",
        "s15/3/3",
        "Ｓ１５．３．３",
        "S15-03-03",
        "S150303",
        "㍼15.3.3",
        "1940-03-03",
        "1940/3/3",
        "1940年3月3日",
        "西暦1940年3月3日",
        "19400303",
    ],
)
def test_one_day_in_every_form_in_use(text: str) -> None:
    stated = parse_date(text)
    assert stated.text == text
    assert (stated.exact, stated.warning) == (DAY, None)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("昭和15年3月不詳", date(1940, 3, 1), date(1940, 3, 31)),
        ("昭和15年3月日不詳", date(1940, 3, 1), date(1940, 3, 31)),
        ("昭和15年3月不詳日", date(1940, 3, 1), date(1940, 3, 31)),
        ("昭和15年2月不詳", date(1940, 2, 1), date(1940, 2, 29)),
        ("S15.3.不詳", date(1940, 3, 1), date(1940, 3, 31)),
        ("昭和15年3月", date(1940, 3, 1), date(1940, 3, 31)),
        ("昭和15年月日不詳", date(1940, 1, 1), date(1940, 12, 31)),
        ("昭和15年不詳月不詳日", date(1940, 1, 1), date(1940, 12, 31)),
        ("昭和15年不明", date(1940, 1, 1), date(1940, 12, 31)),
        ("1940", date(1940, 1, 1), date(1940, 12, 31)),
        ("昭和元年月日不詳", date(1926, 12, 25), date(1926, 12, 31)),
        ("昭和64年月日不詳", date(1989, 1, 1), date(1989, 1, 7)),
        ("平成元年1月不詳", date(1989, 1, 8), date(1989, 1, 31)),
        ("昭和不詳年", date(1926, 12, 25), date(1989, 1, 7)),
        ("昭和年月日不詳", date(1926, 12, 25), date(1989, 1, 7)),
    ],
)
def test_what_is_unknown_widens_the_range(text: str, earliest: date, latest: date) -> None:
    stated = parse_date(text)
    assert (stated.earliest, stated.latest, stated.warning) == (earliest, latest, None)


@pytest.mark.parametrize("text", ["不詳", "生年月日不詳", "年月日不詳", "不明", "未詳"])
def test_a_wholly_unknown_date_has_no_range_and_no_warning(text: str) -> None:
    stated = parse_date(text)
    assert (stated.earliest, stated.latest, stated.warning) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明治45.7.30", date(1912, 7, 30)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("大正15.12.25", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("昭和64.1.7", date(1989, 1, 7)),
        ("平成元.1.8", date(1989, 1, 8)),
        ("平成31.4.30", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
    ],
)
def test_the_first_and_last_days_of_an_era_belong_to_it(text: str, day: date) -> None:
    assert parse_date(text).exact == day


@pytest.mark.parametrize(
    "text",
    [
        "明治45.7.31",
        "大正元年7月29日",
        "大正15.12.26",
        "昭和元年12月24日",
        "昭和64.1.8",
        "平成元.1.7",
        "平成31.5.1",
        "令和元年4月30日",
        "昭和70.1.1",
        "昭和0.1.1",
    ],
)
def test_a_day_outside_its_era_warns_and_stays_open(text: str) -> None:
    stated = parse_date(text)
    assert stated.text == text
    assert stated.warning is not None
    assert stated.warning.code is DateWarningCode.OUTSIDE_ERA
    assert stated.exact is None


@pytest.mark.parametrize(
    ("text", "code", "earliest", "latest"),
    [
        ("昭和15年2月30日", DateWarningCode.IMPOSSIBLE_DAY, date(1940, 2, 1), date(1940, 2, 29)),
        ("2023-02-29", DateWarningCode.IMPOSSIBLE_DAY, date(2023, 2, 1), date(2023, 2, 28)),
        ("昭和15年4月0日", DateWarningCode.IMPOSSIBLE_DAY, date(1940, 4, 1), date(1940, 4, 30)),
        ("昭和15年13月1日", DateWarningCode.IMPOSSIBLE_MONTH, date(1940, 1, 1), date(1940, 12, 31)),
        (
            "昭和15年00月00日",
            DateWarningCode.IMPOSSIBLE_MONTH,
            date(1940, 1, 1),
            date(1940, 12, 31),
        ),
        ("明治4年3月3日", DateWarningCode.LUNAR_CALENDAR, date(1871, 1, 1), date(1871, 12, 31)),
        ("15.3.3", DateWarningCode.UNREADABLE, None, None),
        ("三月生まれ", DateWarningCode.UNREADABLE, None, None),
        ("", DateWarningCode.UNREADABLE, None, None),
        ("9999-01-01", DateWarningCode.UNREADABLE, None, None),
    ],
)
def test_an_impossible_date_warns_and_is_not_corrected(
    text: str, code: DateWarningCode, earliest: date | None, latest: date | None
) -> None:
    stated = parse_date(text)
    assert stated.warning is not None
    assert (stated.warning.code, stated.earliest, stated.latest) == (code, earliest, latest)
    assert stated.exact is None


@pytest.mark.parametrize("text", ["昭和15年2月30日", "平成31.5.1", "何年何月"])
def test_a_warning_says_what_to_do_and_repeats_nothing(text: str) -> None:
    warning = parse_date(text).warning
    assert warning is not None
    assert warning.advice
    assert text not in warning.advice


@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back_from_its_wareki(day: date) -> None:
    era = era_of(day)
    assert era is not None
    year = day.year - era.first_year + 1
    for text in (
        f"{era.name}{year}年{day.month}月{day.day}日",
        f"{era.letter}{year}.{day.month}.{day.day}",
    ):
        assert parse_date(text).exact == day


@given(st.text())
def test_reading_never_fails_and_keeps_the_text(text: str) -> None:
    assert parse_date(text).text == text


def test_eras_follow_each_other_without_a_gap() -> None:
    for before, after in pairwise(ERAS):
        assert before.last_day is not None
        assert after.first_day - before.last_day in (timedelta(0), timedelta(days=1))
