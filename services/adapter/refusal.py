"""Why an event was refused: facts for the agency's own system, never the event's content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "INVALID_ARGUMENT",
    "PERMISSION_DENIED",
    "FAILED_PRECONDITION",
    "RESOURCE_EXHAUSTED",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "INTERNAL",
]
"""The ``google.rpc.Code`` names a refusal may carry."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: the field's path, the rule's stable code, what is wrong and the way out.

    ``description`` names codes, agencies and staff ids at most: never a person, never content.
    """

    field: str
    rule: str
    description: str


class Refused(Exception):
    """The event is refused and nothing of it is stored.

    ``code`` is stable and meant for programs, ``message`` for people; ``violations`` may be empty
    where no single field is at fault (a store that is full).
    """

    def __init__(
        self,
        code: str,
        message: str,
        violations: Iterable[Violation] = (),
        status: Status = "INVALID_ARGUMENT",
    ) -> None:
        self.code = code
        self.message = message
        self.violations = tuple(violations)
        self.status: Status = status
        super().__init__(f"{status} {code}: {message}")

    @classmethod
    def of(cls, violations: Iterable[Violation], status: Status) -> Refused:
        """A refusal for broken rules: the first gives the code, all give the message.

        Raises ValueError without a violation.
        """
        broken = tuple(violations)
        if not broken:
            raise ValueError("a refusal names at least one broken rule")
        message = "; ".join(f"{each.field}: {each.description}" for each in broken)
        return cls(broken[0].rule, message, broken, status)
