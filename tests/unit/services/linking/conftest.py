"""The town that linking is tried in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.linked_town import LinkedTown


@pytest.fixture
def town(tmp_path: Path) -> Iterator[LinkedTown]:
    """An empty municipality."""
    town = LinkedTown(tmp_path)
    yield town
    town.close()
