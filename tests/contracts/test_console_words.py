"""What the console says: days with their era, every phrase in both languages."""

from __future__ import annotations

import re

import pytest

from services.console.dates import day_text, minute_text
from services.console.page import FOLDER
from services.console.phrases.actions import OTHER_RULE, RULES
from services.console.phrases.board import NEWS
from services.console.phrases.states import STATES
from services.console.words import PARTS, PHRASES


@pytest.mark.parametrize(
    ("day", "japanese", "english"),
    [
        ("2026-06-12", "2026年6月12日（令和8年）", "2026-06-12 (Reiwa 8)"),
        ("2019-05-01", "2019年5月1日（令和元年）", "2019-05-01 (Reiwa 1)"),
        ("2019-04-30", "2019年4月30日（平成31年）", "2019-04-30 (Heisei 31)"),
        ("1989-01-08", "1989年1月8日（平成元年）", "1989-01-08 (Heisei 1)"),
        ("1989-01-07", "1989年1月7日（昭和64年）", "1989-01-07 (Showa 64)"),
        ("1926-12-25", "1926年12月25日（昭和元年）", "1926-12-25 (Showa 1)"),
        ("1926-12-24", "1926年12月24日（大正15年）", "1926-12-24 (Taisho 15)"),
        ("1912-07-29", "1912年7月29日", "1912-07-29"),
        ("about 1950", "about 1950", "about 1950"),
        ("", "", ""),
    ],
)
def test_a_day_stands_with_its_era(day: str, japanese: str, english: str) -> None:
    assert day_text(day, japanese=True) == minute_text(day, japanese=True) == japanese
    assert day_text(day, japanese=False) == english


def test_an_instant_is_told_in_japan() -> None:
    assert minute_text("2026-06-11T15:30:00+00:00", japanese=True) == (
        "2026年6月12日（令和8年） 00:30"
    )
    assert minute_text("nonTsense", japanese=True) == "nonTsense"


def test_every_phrase_is_in_two_languages_and_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.html")]
    code = [
        p.read_text(encoding="utf-8") for p in FOLDER.rglob("*.py") if p.parent.name != "phrases"
    ]
    sources = "".join([*texts, *code])
    asked = {
        key for call in re.findall(r"\b(?:w|words)\(([^)]*)\)", sources) for key in _names(call)
    }
    # A key that ends with a dash is put together with a code.
    begun = {key for key in asked if key.endswith("_")}
    assert asked - begun <= set(PHRASES)
    written = set(_names(sources)) | asked
    unused = {key for key in PHRASES if key not in written and not key.startswith(tuple(begun))}
    assert not unused
    assert sum(map(len, PARTS)) == len(PHRASES), "a phrase stands in two parts"
    for pairs in (PHRASES, NEWS, RULES, {"": OTHER_RULE}, *STATES.values()):
        assert all(japanese and english for japanese, english in pairs.values())


def _names(call: str) -> list[str]:
    return re.findall(r"[\"']([a-z_]+)[\"']", call)
