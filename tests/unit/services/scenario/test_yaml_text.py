from __future__ import annotations

from pathlib import Path

import pytest

from services.scenario.format import ScenarioInvalid
from services.scenario.yaml_text import read_yaml


def test_dates_times_and_words_stay_text(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("{at: 2026-06-01, time: 14:00, on: yes, off: no}", encoding="utf-8")

    assert read_yaml(file) == {"at": "2026-06-01", "time": "14:00", "on": "yes", "off": "no"}


def test_numbers_truth_and_nothing_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text('{a: 12, b: true, c: null, d: "12", e: 1.5, f: 012}', encoding="utf-8")

    read = {"a": 12, "b": True, "c": None, "d": "12", "e": 1.5, "f": "012"}
    assert read_yaml(file) == read


def test_a_key_given_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("a: 1\nb: 2\na: 3\n", encoding="utf-8")

    with pytest.raises(ScenarioInvalid, match=r"line 3: YAML: the key 'a' is given twice"):
        read_yaml(file)


def test_what_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("a: 1\nb: [\n", encoding="utf-8")

    with pytest.raises(ScenarioInvalid, match="line 3"):
        read_yaml(file)
