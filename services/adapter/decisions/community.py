"""Community building: ResourceRegistered; ResourceGapRecorded and CommunityActivityHeld have only
the rules of every event (``standing``): they name no person and no case.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, in_payload
from services.adapter.refusal import Violation


@dataclass(frozen=True, slots=True)
class Resource:
    """The own stream holds this resource."""


def registered(_resource: Resource | None, _body: Body) -> Resource:
    """The resource is known."""
    return Resource()


def already_registered(resource: Resource | None, body: Body) -> Violation | None:
    """One id, one resource: what changes about it is a revision."""
    if resource is None:
        return None
    return in_payload(
        body,
        "resource_id",
        "ALREADY_REGISTERED",
        "you registered it; send the change as a revision",
    )


REGISTERED = Step("resource", by("resource_id"), evolve=registered, already=already_registered)
