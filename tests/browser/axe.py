"""axe-core in a page: what breaks WCAG 2.2 A and AA."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SCRIPT = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def _source() -> str:
    return _SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Rule and place of each violation on the page. Run from outside of it: no policy of the
    page's own has to be loosened for that."""
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: "
        "['violations']})",
        TAGS,
    )
    return [
        f"{each['id']}: {node['html'][:200]} – {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
