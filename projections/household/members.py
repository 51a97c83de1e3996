"""Households as the agencies state them (I6), versioned by the day a statement takes effect.

A household is what was said about one household id. Two agencies' households are never merged
because they share members: a steward or CT joins them, and may revoke the join.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from projections.stored_event import StoredEvent, by_time
from schemas.codec import Body

PRESENT = ("HouseholdFormed", "MemberJoined", "HouseholdSplit")
DEPARTURES = ("MemberLeft", "HouseholdSplit", "HouseholdMovedOut")


@dataclass(frozen=True, slots=True)
class Membership:
    """What the latest statement in effect says of one person; ``left_on`` is a day since 1970."""

    person: bytes
    relationship: str
    stated_by: str
    left_on: int | None
    moved_with_all: bool
    event_ids: tuple[bytes, ...]


class Claim(NamedTuple):
    """What one statement says of one person in one household; ``relationship`` may be empty."""

    household_id: bytes
    person: bytes
    present: bool
    relationship: str
    event: StoredEvent

    @property
    def effective_on(self) -> int:
        """Days since 1970."""
        day: int = self.event.body["effective_on"]
        return day


@dataclass(frozen=True, slots=True)
class StatedHousehold:
    """One household id: its kind, everyone who is or was in it, the statements behind them.

    ``claims`` are all statements in effect, in the order in which they take effect.
    """

    household_id: bytes
    kind: str
    since: int
    members: dict[bytes, Membership]
    event_ids: tuple[bytes, ...]
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class _Draft:
    household_id: bytes
    kind: str = ""
    since: int = 0
    members: dict[bytes, Membership] = field(default_factory=dict)
    event_ids: list[bytes] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def present(self, event: StoredEvent, person: bytes, relationship: str | None) -> None:
        self.claims.append(Claim(self.household_id, person, True, relationship or "", event))
        before = self.members.get(person)
        self.members[person] = Membership(
            person,
            relationship if relationship is not None else (before.relationship if before else ""),
            event.agency,
            None,
            False,
            (*(before.event_ids if before else ()), event.event_id),
        )

    def gone(self, event: StoredEvent, person: bytes, with_all: bool) -> None:
        self.claims.append(Claim(self.household_id, person, False, "", event))
        before = self.members.get(person)
        known = before or Membership(person, "", event.agency, None, False, ())
        self.members[person] = replace(
            known,
            stated_by=event.agency,
            left_on=event.body["effective_on"],
            moved_with_all=with_all,
            event_ids=(*known.event_ids, event.event_id),
        )


def stated_households(events: Iterable[StoredEvent], today: int) -> dict[bytes, StatedHousehold]:
    """Every household stated by these (effective) events as it stands on ``today`` (days).

    A statement that takes effect later has not happened yet. Of several about one person the one
    with the latest day of effect holds; equal days are told in the order of ``by_time``.
    """
    drafts: dict[bytes, _Draft] = {}
    statements = [e for e in events if e.name in _APPLY and e.body["effective_on"] <= today]
    for event in sorted(statements, key=lambda e: (e.body["effective_on"], *by_time(e))):
        for household_id in _households_of(event):
            draft = drafts.setdefault(household_id, _Draft(household_id))
            draft.event_ids.append(event.event_id)
            draft.kind = event.body["kind"]
            draft.since = event.body["effective_on"]
            _APPLY[event.name](draft, event, household_id)
    return {
        household_id: StatedHousehold(
            household_id,
            draft.kind,
            draft.since,
            draft.members,
            tuple(draft.event_ids),
            tuple(draft.claims),
        )
        for household_id, draft in drafts.items()
    }


def _households_of(event: StoredEvent) -> Iterator[bytes]:
    yield event.body["household_id"]
    if event.name == "HouseholdSplit":
        yield event.body["new_household_id"]


def _formed(draft: _Draft, event: StoredEvent, _household: bytes) -> None:
    member: Body
    for member in event.body["members"]:
        draft.present(event, member["person"], member["relationship"])


def _joined(draft: _Draft, event: StoredEvent, _household: bytes) -> None:
    draft.present(event, event.body["person"], event.body["relationship"])


def _left(draft: _Draft, event: StoredEvent, _household: bytes) -> None:
    draft.gone(event, event.body["person"], with_all=False)


def _split(draft: _Draft, event: StoredEvent, household: bytes) -> None:
    if household == event.body["household_id"]:
        for person in event.body["remaining"]:
            draft.present(event, person, None)
        for person in event.body["moving"]:
            draft.gone(event, person, with_all=False)
    else:
        for person in event.body["moving"]:
            draft.present(event, person, None)


def _moved_out(draft: _Draft, event: StoredEvent, _household: bytes) -> None:
    stayed = [person for person, member in draft.members.items() if member.left_on is None]
    movers = event.body["members"] or stayed
    for person in movers:
        draft.gone(event, person, with_all=set(stayed) <= set(movers))


_APPLY = {
    "HouseholdFormed": _formed,
    "MemberJoined": _joined,
    "MemberLeft": _left,
    "HouseholdSplit": _split,
    "HouseholdMovedOut": _moved_out,
}


def joins(events: Iterable[StoredEvent], today: int) -> list[StoredEvent]:
    """The HouseholdsJoined statements in effect on ``today`` (days) and not revoked."""
    events = list(events)
    revoked = {e.body["join_id"] for e in events if e.name == "HouseholdsJoinRevoked"}
    return [
        e
        for e in events
        if e.name == "HouseholdsJoined"
        and e.body["effective_on"] <= today
        and e.body["join_id"] not in revoked
    ]


def joined_with(household_id: bytes, live_joins: Iterable[StoredEvent]) -> frozenset[bytes]:
    """This household and all that are joined with it, directly or through others."""
    pairs = [(j.body["household_id"], j.body["other_household_id"]) for j in live_joins]
    reached = {household_id}
    size = 0
    while size < len(reached):
        size = len(reached)
        for one, other in pairs:
            if one in reached or other in reached:
                reached |= {one, other}
    return frozenset(reached)


def chief(households: frozenset[bytes], live_joins: Iterable[StoredEvent]) -> bytes:
    """The id under which joined households are shown: the one never joined *into* another, the
    smallest where that leaves several or none."""
    absorbed = {j.body["other_household_id"] for j in live_joins}
    return min(households - absorbed or households)
