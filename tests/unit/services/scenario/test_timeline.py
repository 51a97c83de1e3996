from __future__ import annotations

from pathlib import Path

from services.scenario.load import load
from services.scenario.timeline import timeline
from tests.scenario_files import small_scenario, written


def test_moments_follow_arrival_not_occurrence(tmp_path: Path) -> None:
    document = small_scenario()
    issue = {"event": "IssueRecorded", "fields": {"person": "P1", "issue": "DEBT"}}
    document["events"] += [
        {"at": "2026-06-02T09:00", "arrives": "2026-06-09T09:00", **issue},
        {"at": "2026-06-03T09:00", **issue},
    ]
    document["expect"][0]["at"] = "2026-06-03T09:00"

    moments = list(timeline(load(written(tmp_path, document))))

    assert [f"{moment.at:%m-%dT%H:%M}" for moment in moments] == [
        "06-01T08:50",
        "06-01T09:00",
        "06-03T09:00",
        "06-09T09:00",
    ]
    assert [len(moment.steps) for moment in moments] == [2, 1, 1, 1]
    assert [len(moment.expectations) for moment in moments] == [0, 0, 1, 0]


def test_what_arrives_at_one_instant_keeps_the_written_order(tmp_path: Path) -> None:
    document = small_scenario()
    for issue in ("DEBT", "INCOME", "HOUSING"):
        document["events"].append(
            {
                "at": "2026-06-02T09:00",
                "event": "IssueRecorded",
                "fields": {"person": "P1", "issue": issue},
            }
        )
    document["expect"][0]["at"] = "2026-06-02T09:00"

    moment = list(timeline(load(written(tmp_path, document))))[-1]

    assert [step.fields["issue"] for step in moment.steps] == ["DEBT", "INCOME", "HOUSING"]
