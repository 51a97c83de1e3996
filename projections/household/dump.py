"""The canonical text of views, for comparing them byte by byte (I7, invariant 2).

Natural keys only: everything is named by ids that lie on the log. Neither the instant of looking
nor any position or counter of the store takes part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from projections.household.view import HouseholdView

_PARTS = ("members", "cases", "timeline")


def dump(views: Iterable[HouseholdView]) -> str:
    """One JSON object a line, sorted; equal for equal sets of equal views."""
    return "".join(sorted({line for view in views for line in _lines(view)}))


def _lines(view: HouseholdView) -> Iterator[str]:
    """A line for the household itself and one for each member, case and timeline entry."""
    content = asdict(view)
    del content["as_of"]
    parts = {part: content.pop(part) for part in _PARTS}
    whose = view.household_id or sorted(member.person_ref for member in view.members)
    yield _line({"household": whose, "view": content})
    for part, items in parts.items():
        for at, item in enumerate(items):
            yield _line({"household": whose, part: item, "place": at})


def _line(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
