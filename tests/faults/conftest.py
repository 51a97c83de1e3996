"""How often the fault tests strike."""

from __future__ import annotations

import os

import pytest

ROUNDS = "ENISHI_FAULT_ROUNDS"
"""How often the tests that kill again and again do so: 3, or 20 in ``make faults``."""


@pytest.fixture
def rounds() -> int:
    """How often to kill."""
    return int(os.environ.get(ROUNDS, "3"))
