from __future__ import annotations

from pathlib import Path

import pytest

from services.scenario.aliases import Aliases, UnknownAlias
from services.scenario.load import load
from tests.scenario_files import small_scenario, written


def aliases(folder: Path, seed: int = 0) -> Aliases:
    return Aliases(load(written(folder, small_scenario())), seed)


def test_ids_are_the_same_in_every_play_of_one_seed(tmp_path: Path) -> None:
    assert aliases(tmp_path).uuid("C1") == aliases(tmp_path).uuid("C1")


def test_plays_of_different_seeds_never_meet(tmp_path: Path) -> None:
    one, other = aliases(tmp_path, 1), aliases(tmp_path, 2)

    assert one.uuid("C1") != other.uuid("C1")
    assert one.record("001") != other.record("001")
    assert one.source_person("P1") != other.source_person("P1")


def test_what_receipts_taught_is_found_again(tmp_path: Path) -> None:
    known = aliases(tmp_path)
    known.learn_case("K1", "case")
    known.learn_person(known.source_person("P1"), "ref")

    assert (known.look_up("K1"), known.look_up("P1")) == ("case", "ref")
    assert known.uuid("K1") == "case"


@pytest.mark.parametrize("alias", ["K1", "P1", "F1"])
def test_a_name_that_stands_for_nothing_yet_is_an_error_not_a_mismatch(
    tmp_path: Path, alias: str
) -> None:
    with pytest.raises(UnknownAlias):
        aliases(tmp_path).look_up(alias)


def test_a_household_is_found_by_its_id_in_the_events(tmp_path: Path) -> None:
    known = aliases(tmp_path)

    assert known.look_up("H1") == known.uuid("H1")


def test_a_broken_glass_is_known_by_the_id_the_service_gave(tmp_path: Path) -> None:
    document = small_scenario()
    document["events"].append(
        {
            "at": "2026-06-02T09:00",
            "break_glass": {"person": "P1"},
            "viewer": "CT-1",
            "user": "u-31",
            "id": "BG1",
            "fields": ["DIAGNOSIS"],
            "reason": "LIFE",
            "says": "CT-1 breaks the glass",
        }
    )
    known = Aliases(load(written(tmp_path, document)), 0)

    with pytest.raises(UnknownAlias):
        known.look_up("BG1")
    known.learn_break_glass("BG1", "glass")
    assert known.look_up("BG1") == known.break_glass("BG1") == "glass"
