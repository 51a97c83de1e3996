"""Households: HouseholdFormed, MemberJoined, MemberLeft, HouseholdSplit, HouseholdMovedOut,
HouseholdsJoined, HouseholdsJoinRevoked.

Who belongs is a matter of statements dated by ``effective_on``, from several agencies and late, so
membership itself is never a reason to refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation


@dataclass(frozen=True, slots=True)
class Household:
    """What the own stream says of one household."""

    kind: str | None = None
    formed: bool = False
    moved_out: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """What the own stream says of one joining of two households."""

    joined: bool = False
    revoked: Moment | None = None


def members_are_distinct(said: Submission) -> Violation | None:
    """One person has one place in a household."""
    persons = [member["person"] for member in said.body["members"]]
    if len(persons) == len(set(persons)):
        return None
    return in_payload(said.body, "members", "MEMBER_TWICE", "name each person once")


def split_makes_another(said: Submission) -> Violation | None:
    """A split leaves two households behind (V4: the new one gets an unlinked id)."""
    if said.body["new_household_id"] != said.body["household_id"]:
        return None
    return in_payload(said.body, "new_household_id", "SAME_HOUSEHOLD", "mint a new id")


def split_parts_people(said: Submission) -> Violation | None:
    """Who moves does not remain."""
    if not set(said.body["remaining"]) & set(said.body["moving"]):
        return None
    return in_payload(said.body, "moving", "REMAINS_AND_MOVES", "name each person on one side only")


def joins_two(said: Submission) -> Violation | None:
    """A household is not joined to itself."""
    if said.body["household_id"] != said.body["other_household_id"]:
        return None
    return in_payload(said.body, "other_household_id", "SAME_HOUSEHOLD", "name another household")


def formed(household: Household | None, body: Body) -> Household:
    """The household stands."""
    return replace(household or Household(), kind=body["kind"], formed=True)


def stated(household: Household | None, body: Body) -> Household:
    """Something was said of it."""
    before = household or Household()
    return before if before.kind else replace(before, kind=body["kind"])


def moved_out(household: Household | None, body: Body) -> Household:
    """All of it left, or those members who are named."""
    before = stated(household, body)
    return before if body["members"] else replace(before, moved_out=True)


def same_kind(household: Household | None, body: Body) -> Violation | None:
    """The supported household and the registered one are two, under two ids (I6)."""
    if household is None or household.kind in (None, body["kind"]):
        return None
    return in_payload(
        body, "kind", "KIND_DIFFERS", f"you stated it as {household.kind}; use another household_id"
    )


def already_formed(household: Household | None, body: Body) -> Violation | None:
    """A household is formed once."""
    if household is None or not household.formed:
        return same_kind(household, body)
    return _id(body, "ALREADY_FORMED", "you stated it; correct it by a revision")


def already_split_off(household: Household | None, body: Body) -> Violation | None:
    """What splits off is new."""
    if household is None or not household.formed:
        return same_kind(household, body)
    return in_payload(body, "new_household_id", "ALREADY_FORMED", "you stated it; mint a new id")


def already_moved_out(household: Household | None, body: Body) -> Violation | None:
    """The whole household leaves once."""
    if household is None or not household.moved_out or body["members"]:
        return same_kind(household, body)
    return _id(body, "ALREADY_MOVED_OUT", "you recorded it; correct it by a revision")


def joined(join: Join | None, _body: Body) -> Join:
    """The two statements are one household."""
    return replace(join or Join(), joined=True)


def join_revoked(join: Join | None, body: Body) -> Join:
    """The join never held."""
    return replace(join or Join(), revoked=occurrence(body["envelope"]))


def already_joined(join: Join | None, body: Body) -> Violation | None:
    """A join is made once, and not after it was revoked."""
    if join is None:
        return None
    if join.joined:
        return _join(body, "ALREADY_JOINED", "you joined them; nothing more is needed")
    if join.revoked is not None and occurrence(body["envelope"]).certainly_after(join.revoked):
        return _join(body, "ALREADY_REVOKED", "you revoked it; join anew under a new join_id")
    return None


def already_revoked(join: Join | None, body: Body) -> Violation | None:
    """A join is revoked once."""
    if join is None or join.revoked is None:
        return None
    return _join(body, "ALREADY_REVOKED", "you revoked it; nothing more is needed")


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "household_id", rule, description)


def _join(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "join_id", rule, description)


RULES = (
    Rule(members_are_distinct, on("HouseholdFormed")),
    Rule(split_makes_another, on("HouseholdSplit")),
    Rule(split_parts_people, on("HouseholdSplit")),
    Rule(joins_two, on("HouseholdsJoined", "HouseholdsJoinRevoked")),
)

FORMED = Step("household", by("household_id"), evolve=formed, already=already_formed)
STATED = Step("household", by("household_id"), evolve=stated, already=same_kind)
SPLIT_OFF = Step("household", by("new_household_id"), evolve=formed, already=already_split_off)
MOVED_OUT = Step("household", by("household_id"), evolve=moved_out, already=already_moved_out)
JOINED = Step("join", by("join_id"), evolve=joined, already=already_joined)
JOIN_REVOKED = Step("join", by("join_id"), evolve=join_revoked, already=already_revoked)
