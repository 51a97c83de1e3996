"""主担当なし: an open case whose lead agency nobody has named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from projections.household.view import Case
from projections.queue.board import Watched

NO_LEAD: Final = "NO_LEAD"


def no_lead(case: Case) -> Iterator[Watched]:
    """A case never silently lacks a lead (domain, section 3)."""
    if case.state == "OPEN" and not case.lead.value:
        yield Watched(NO_LEAD, "", case.case_id, case.state_since, about=case.case_id)
