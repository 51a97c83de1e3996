"""The boards in use are kept up to date by the running backbone, without anybody asking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from services.query.queue_memory import QueueMemory
from services.wiring import query
from tests.contracts.test_queue import asked, board, ids
from tests.eventually import eventually
from tests.reading_town import reading_town


class Counted(QueueMemory):
    """Says how often it was kept warm."""

    rounds = 0

    def warm(self, stopping: Callable[[], bool]) -> None:
        """One round."""
        super().warm(stopping)
        type(self).rounds += 1


def test_the_backbone_keeps_the_boards_warm_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "rounds", 0)
    monkeypatch.setattr(query, "QueueMemory", Counted)
    with reading_town(tmp_path) as town:
        assert ids(board(town, "CT-1")) == []
        client = asked(town, "p-1")
        town.settle()
        before = Counted.rounds
        eventually(lambda: Counted.rounds > before + 1, "two more rounds")
        assert ids(board(town, "CT-1")) == [client.request]
    assert not [one for one in threading.enumerate() if one.name == "warming"]
