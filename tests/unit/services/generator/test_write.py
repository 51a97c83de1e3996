"""A municipality is written as events in the order of arrival, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format

from protos.enishi.v1 import events_pb2
from services.generator.write import Summary, generate


def test_the_same_seed_gives_the_same_bytes(out: Path) -> None:
    one = generate(out / "one", households=25, seed=3)
    again = generate(out / "again", households=25, seed=3)
    assert one.events.read_bytes() == again.events.read_bytes()
    assert one.truth.read_bytes() == again.truth.read_bytes()


def test_another_seed_gives_other_people(out: Path) -> None:
    one = generate(out / "one", households=25, seed=3)
    other = generate(out / "other", households=25, seed=4)
    assert one.truth.read_bytes() != other.truth.read_bytes()


def test_a_household_does_not_depend_on_how_many_there_are(out: Path) -> None:
    few = generate(out / "few", households=5, seed=3).truth.read_text("utf-8").splitlines()
    many = generate(out / "many", households=25, seed=3).truth.read_text("utf-8").splitlines()
    assert many[: len(few)] == few


def _without_defaults(value: Any) -> Any:
    """As protobuf prints it: false and empty lists are not written."""
    if isinstance(value, dict):
        inner = {name: _without_defaults(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in (False, [])}
    return [_without_defaults(each) for each in value] if isinstance(value, list) else value


def test_every_line_is_an_event_and_nothing_else(small_town_lines: list[str]) -> None:
    for line in small_town_lines:
        event = json_format.Parse(line, events_pb2.Event())
        assert json.loads(json_format.MessageToJson(event)) == _without_defaults(json.loads(line))


def test_the_summary_counts_what_is_in_the_files(
    small_town: Summary, small_town_lines: list[str]
) -> None:
    kinds = Counter(
        next(key for key in json.loads(line) if key != "envelope") for line in small_town_lines
    )
    summed = {kind[0].lower() + kind[1:]: count for kind, count in small_town.by_type.items()}
    assert kinds == summed
    assert small_town.lines == len(small_town_lines)
    truth = small_town.truth.read_text("utf-8").splitlines()
    assert small_town.persons == len(truth)
    assert small_town.persons_known == sum(bool(json.loads(line)["known_as"]) for line in truth)


def test_some_events_come_twice_and_some_records_are_corrected(
    small_town_lines: list[str],
) -> None:
    assert len(set(small_town_lines)) < len(small_town_lines)
    revisions = Counter(json.loads(line)["envelope"]["sourceRevision"] for line in small_town_lines)
    assert set(revisions) == {1, 2}


def test_agencies_overtake_each_other(small_town_lines: list[str]) -> None:
    recorded = [json.loads(line)["envelope"]["recordedAt"] for line in small_town_lines]
    out_of_order = sum(
        later < earlier for earlier, later in zip(recorded, recorded[1:], strict=False)
    )
    assert 0 < out_of_order < len(recorded) / 5


def test_density_changes_contacts_and_not_people(out: Path) -> None:
    thin = generate(out / "thin", households=60, seed=5, events_per_household=2)
    thick = generate(out / "thick", households=60, seed=5, events_per_household=40)
    assert thin.by_type["SupportProvided"] < thick.by_type["SupportProvided"] / 4
    assert thin.persons == thick.persons


def test_progress_is_told_household_by_household(out: Path) -> None:
    told: list[tuple[int, int]] = []
    generate(out, households=4, seed=1, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_only_the_two_files_are_left_behind(out: Path) -> None:
    generate(out, households=3, seed=1)
    assert sorted(path.name for path in out.iterdir()) == ["events.jsonl", "truth.jsonl"]


@pytest.mark.parametrize(("households", "years"), [(0, 10), (5, 0), (-1, 10)])
def test_counts_below_one_are_refused(out: Path, households: int, years: int) -> None:
    with pytest.raises(ValueError, match="give 1 or more"):
        generate(out, households=households, seed=1, years=years)


def test_the_history_is_as_long_as_asked(out: Path) -> None:
    summary = generate(out, households=60, seed=2, years=3)
    years = {
        json.loads(line)["envelope"]["recordedAt"][:4]
        for line in summary.events.read_text("utf-8").splitlines()
    }
    assert years == {"2023", "2024", "2025", "2026"}
