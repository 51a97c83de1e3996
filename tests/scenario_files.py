"""A small scenario as a document, and a way to write it to a file, for tests of the player."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def small_scenario() -> dict[str, Any]:
    """One consultation at HOK-1, seen by the auditor; valid, and the caller's own to change."""
    return {
        "scenario": "S99",
        "title": {"ja": "小さな例", "en": "A small one"},
        "requires": ["S99-V1"],
        "municipalities": {
            "kou": {
                "code": "139998",
                "name": "甲市",
                "agencies": ["HOK-1", "CT-1", "MU-1", "ENV-1", "AU-1"],
            }
        },
        "people": {"P1": {"name": "例 一郎"}},
        "households": {"H1": {"members": {"P1": "HEAD"}}},
        "events": [
            {
                "at": "2026-06-01",
                "by": "HOK-1",
                "event": "ConsultationReceived",
                "case": "K1",
                "persons": ["P1"],
                "fields": {"channel": "VISIT", "consulter_relation": "SELF", "issues": ["DEBT"]},
            }
        ],
        "expect": [
            {
                "id": "S99-V1",
                "at": "2026-06-01T12:00",
                "kind": "view",
                "viewer": "AU-1",
                "subject": {"household": "H1"},
                "says": "HOK-1 leads",
                "holds": [{"path": "cases[K1].lead.value", "equals": "HOK-1"}],
            }
        ],
    }


def written(folder: Path, document: dict[str, Any]) -> Path:
    """The document as a file; JSON is YAML."""
    file = folder / "S99.yaml"
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return file
