"""Rule I4: one place, however its address is written, has one key; the building is apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.identity.address import AddressKeys, address_keys


@pytest.mark.parametrize(
    "text",
    [
        "桜町3丁目12番5号",
        "桜町三丁目十二番五号",
        "桜町３丁目１２番５号",
        "桜町3-12-5",
        "桜町３－１２－５",
        "桜町3−12−5",
        "桜町3ー12ー5",
        "桜町3 - 12 - 5",
        "桜町3の12の5",
        "桜町3丁目12番地の5",
        "桜町 3丁目 12番 5号",
        "櫻町3-12-5",
        "甲県桜町3-12-5",
        "〒123-4567 桜町3-12-5",
    ],
)
def test_one_block_in_every_spelling(text: str) -> None:
    assert address_keys(text) == AddressKeys("桜町3-12-5", "桜町3", "")


@pytest.mark.parametrize(
    ("text", "building"),
    [
        ("桜町3-12-5 コーポ桜201", "コウポ桜201"),
        ("桜町3-12-5コーポ桜２０１", "コウポ桜201"),
        ("桜町3丁目12番5号　コーポ桜201", "コウポ桜201"),
        ("桜町3-12-5-201", "201"),
        ("桜町3-12-5-201号室", "201号室"),
        ("桜町3-12-5 201号室", "201号室"),
    ],
)
def test_the_building_is_split_off(text: str, building: str) -> None:
    assert address_keys(text) == AddressKeys("桜町3-12-5", "桜町3", building)


@pytest.mark.parametrize(
    "same",
    [
        ("霞ヶ関1-2-3", "霞ケ関1-2-3", "霞が関1-2-3", "霞ヵ関1-2-3", "霞ガ関1-2-3"),
        ("一ノ宮4-2", "一の宮4-2", "一之宮4-2"),
        ("大字桜123番地4", "桜123-4", "桜１２３番地の４"),
        ("龍ヶ崎町5番地", "竜ケ崎町5"),
        ("みどり台2-3-4", "ミドリ台2-3-4"),
        ("北一条西二丁目3-4", "北1条西2丁目3番4号"),
    ],
)
def test_spellings_of_one_place_share_a_key(same: tuple[str, ...]) -> None:
    assert len({address_keys(text).key for text in same}) == 1


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("一番町3-4", AddressKeys("一番町3-4", "一番町", "")),
        ("六本木一丁目2番3号", AddressKeys("六本木1-2-3", "六本木1", "")),
        ("桜町3丁目", AddressKeys("桜町3", "桜町3", "")),
        ("桜町", AddressKeys("桜町", "桜町", "")),
        ("桜町12-5", AddressKeys("桜町12-5", "桜町", "")),
        ("桜町012-05", AddressKeys("桜町12-5", "桜町", "")),
        ("", AddressKeys("", "", "")),
    ],
)
def test_town_and_block_are_told_apart(text: str, keys: AddressKeys) -> None:
    assert address_keys(text) == keys


def test_neighbours_keep_their_own_keys() -> None:
    assert address_keys("桜町3-12-5").key != address_keys("桜町3-12-6").key
    assert address_keys("桜町3-12-5").key != address_keys("桜町31-2-5").key


@given(st.integers(1, 9), st.integers(1, 99), st.integers(1, 30))
def test_words_and_hyphens_mean_the_same(chome: int, block: int, number: int) -> None:
    words = address_keys(f"若葉{chome}丁目{block}番{number}号")
    assert words == address_keys(f"若葉{chome}-{block}-{number}")
    assert words.town == f"若葉{chome}"


@given(st.text())
def test_any_text_has_keys(text: str) -> None:
    keys = address_keys(text)
    assert keys.key.startswith(keys.town) or keys.town == ""
