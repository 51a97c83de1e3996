"""The case as one agency holds it: CaseClosed, CaseSuspended, CaseReopened.

Work on a closed case is kept, never refused: it becomes a review task (scenario S11).
"""

from __future__ import annotations

from dataclasses import dataclass

from services.adapter.decisions.moments import occurrence
from services.adapter.decisions.step import Step
from services.adapter.decisions.submission import Body, in_payload
from services.adapter.refusal import Violation

SAYS = {"CaseClosed": "closed", "CaseSuspended": "suspended", "CaseReopened": "reopened"}


@dataclass(frozen=True, slots=True)
class Case:
    """What the own stream says of one case: (day of occurrence, what happened), as they came."""

    turns: tuple[tuple[int, str], ...] = ()

    def before(self, day: int) -> str | None:
        """What happened last up to a day; of one day, what came last."""
        last: tuple[int, str] | None = None
        for turn in self.turns:
            if turn[0] <= day and (last is None or turn[0] >= last[0]):
                last = turn
        return last[1] if last else None


def case_id(body: Body) -> tuple[bytes, ...]:
    """The case an event is about."""
    case = body["envelope"]["case_id"]
    return () if case is None else (case,)


def turned(case: Case | None, body: Body) -> Case:
    """The case closed, paused or went on."""
    envelope = body["envelope"]
    turn = (occurrence(envelope).day, SAYS[envelope["event_type"]])
    return Case((*(case or Case()).turns, turn))


def already_so(case: Case | None, body: Body) -> Violation | None:
    """A case is not closed twice, nor paused when closed, as things stood when it occurred.

    What another agency did since is not known here: whoever acts upon its event cites that event.
    """
    envelope = body["envelope"]
    if case is None or envelope["causation_id"] is not None:
        return None
    stood = case.before(occurrence(envelope).day)
    says = SAYS[envelope["event_type"]]
    if stood != says and not (stood == "closed" and says == "suspended"):
        return None
    return in_payload(
        body,
        "reason",
        f"ALREADY_{str(stood).upper()}",
        f"your stream says {stood}; if another agency acted since, cite its event in "
        "envelope.causation_id, otherwise correct yours by a revision",
    )


TURNED = Step("case", case_id, evolve=turned, already=already_so)
