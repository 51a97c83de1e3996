"""Lines come back by arrival, whatever their order was."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schemas.times import JST
from services.generator.sorting import ArrivalFiles

START = datetime(2020, 1, 1, tzinfo=JST)


@given(st.lists(st.integers(0, 400 * 24 * 3600), max_size=40))
def test_lines_are_sorted_by_arrival_and_then_by_their_order(seconds: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, ArrivalFiles(Path(folder)) as files:
        for number, second in enumerate(seconds):
            files.put(START + timedelta(seconds=second), f"{second} {number} 花子")
        lines = list(files.lines())
    expected = sorted(enumerate(seconds), key=lambda pair: (pair[1], pair[0]))
    assert lines == [f"{second} {number} 花子\n" for number, second in expected]
