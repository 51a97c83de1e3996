"""Every event type that a municipality plausibly records occurs, and no other."""

from __future__ import annotations

from schemas.catalogue import catalogue
from services.generator.community import community_steps
from services.generator.population import Municipality

WRITTEN_BY_THE_BACKBONE = {
    "RecordViewed",
    "DisclosureMade",
    "AccessDenied",
    "BreakGlassUsed",
    "BreakGlassReviewed",
    "ReportFrozen",
    "SourceHeartbeat",
    "CatchUpCompleted",
}
NEEDS_AN_ID_THAT_ONLY_THE_ADAPTER_KNOWS = {"EventReattributed"}


def test_all_types_but_the_backbones_own_occur() -> None:
    town = Municipality(4500, seed=4, events_per_household=0.5)
    kinds = {step.kind for told in town.told() for step in told.history.steps}
    places = community_steps(town.households, town.rng("community"), town.since, town.until)
    kinds |= {step.kind for step in places}
    left_out = set(catalogue().names()) - kinds
    assert left_out == WRITTEN_BY_THE_BACKBONE | NEEDS_AN_ID_THAT_ONLY_THE_ADAPTER_KNOWS
    assert kinds <= set(catalogue().names())
