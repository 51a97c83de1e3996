"""不足を記録する: what an area lacks; it names no person and no case."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {"areaCode": answers.one("area_code"), "gapCode": answers.one("gap_code")}
    return [Payload("resourceGapRecorded", says)]


RECORD_GAP = Action(
    name="record-gap",
    phrase="do_record_gap",
    who=frozenset({"CB", "CT"}),
    about="town",
    fields=(
        Field("gap_code", "gap", "code", codes="resource_gap"),
        Field("area_code", "area", "line"),
    ),
    events=_events,
)
