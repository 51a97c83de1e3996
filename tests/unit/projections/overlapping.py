"""A household in which two counters work, for tests of the overlap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from projections.overlap import Overlap, overlaps
from tests.unit.projections.household.story import LATER, Story, uid


def home(story: Story) -> None:
    """P1 and P2 live in H."""
    story.household("H", P1="HEAD", P2="CHILD")


def works(story: Story, agency: str, case: str, when: str, who: str = "P1", **more: Any) -> None:
    """The agency opens a case of its own about somebody."""
    story.opened(agency, when, case=case, envelope={"person_refs": [uid(who)], **more})


def two_counters() -> Story:
    """HOK-1 works with P1 since 1 June, JIR-1 with P2 since 9 June."""
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2")
    return story


def found(story: Story, name: str = "H", now: datetime = LATER, **more: Any) -> Overlap | None:
    """The overlap in one household."""
    several = overlaps([uid(name)], story.events, now, **more)
    assert len(several) <= 1
    return several[0] if several else None


def support() -> dict[str, Any]:
    """What a SupportProvided says."""
    return {"service_code": "VISIT", "minutes": 30, "contact": "IN_PERSON"}
