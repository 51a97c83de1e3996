"""The clocks that a notice may name, in words that tell nothing of the case.

A clock that is not here is "a deadline": its name might say what the case is about, as that of a
safety check after an abuse report does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ClockWords:
    """``of_request``: it runs for a request, which has a page of its own in the console."""

    ja: str
    en: str
    of_request: bool


CLOCKS: Final[Mapping[str, ClockWords]] = {
    "P1_RESPONSE": ClockWords("P1初動", "P1 response", of_request=False),
    "P2_RESPONSE": ClockWords("P2初動", "P2 response", of_request=False),
    "TRIAGE": ClockWords("判定", "Triage", of_request=True),
    "ASSESSMENT": ClockWords("アセスメント", "Assessment", of_request=True),
    "PLAN_DRAFT": ClockWords("プラン案", "Plan draft", of_request=True),
}
OTHER: Final = ClockWords("期限", "A deadline", of_request=False)
