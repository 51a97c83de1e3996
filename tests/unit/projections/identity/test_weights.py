"""The table of weights is checked when it is read, and nobody below the threshold is missed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.identity.evidence import Level
from projections.identity.weights import HERE, WeightsInvalid, read_weights, weights


def written(folder: Path, change: Callable[[Any], None]) -> Path:
    raw = json.loads((HERE / "weights.v1.json").read_text("utf-8"))
    change(raw)
    path = folder / "weights.v2.json"
    path.write_text(json.dumps(raw), "utf-8")
    return path


def _less_for_more(raw: Any) -> None:
    raw["attributes"][1]["levels"][0]["permille"] = 10


def _missing_counts(raw: Any) -> None:
    raw["attributes"][4]["levels"][1]["permille"] = -5


def _weak_excludes(raw: Any) -> None:
    raw["attributes"][1]["levels"][1]["excludes"] = True


def _one_left_out(raw: Any) -> None:
    del raw["attributes"][3]


def _unknown_kind(raw: Any) -> None:
    raw["attributes"][1]["levels"][1]["kind"] = "LIKELY"


@pytest.mark.parametrize(
    "change", [_less_for_more, _missing_counts, _weak_excludes, _one_left_out, _unknown_kind]
)
def test_a_table_that_makes_no_sense_is_refused(
    tmp_path: Path, change: Callable[[Any], None]
) -> None:
    with pytest.raises(WeightsInvalid):
        read_weights(written(tmp_path, change))


def test_whoever_shares_nothing_people_are_found_by_stays_below_the_threshold() -> None:
    """Candidates are looked for by municipal id, whole name, sound of the kana and date of birth;
    everything else agreeing must not be enough, or such a pair would never be found."""
    table = weights()
    best = {
        "NAME": Level.SAME_PART,
        "NAME_KANA": Level.SAME_PART,
        "BIRTH_DATE": Level.SAME_MONTH,
        "SEX": Level.SAME,
        "ADDRESS": Level.SAME,
        "PHONE": Level.SAME,
    }
    assert sum(table.of(name, level).permille for name, level in best.items()) < table.threshold
