"""Identity: PersonLinkProposed, PersonLinkConfirmed, PersonLinkRevoked; AttributeAsserted of a
protected person is judged with the protection, in ``protection``.

A proposal may lie in another stream (the backbone proposes, the steward confirms), so an unknown
link is confirmed or revoked all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation

HIGHEST_SCORE = 1000


@dataclass(frozen=True, slots=True)
class Link:
    """What the own stream says of one link."""

    refs: frozenset[bytes]
    proposed: bool = False
    confirmed: Moment | None = None
    revoked: Moment | None = None


def two_references_at_least(said: Submission) -> Violation | None:
    """A link is between different references."""
    if len(set(said.body["refs"])) > 1:
        return None
    return in_payload(said.body, "refs", "REFS_TOO_FEW", "name at least two different references")


def score_is_permille(said: Submission) -> Violation | None:
    """The score is a share."""
    if said.body["score_permille"] <= HIGHEST_SCORE:
        return None
    return in_payload(said.body, "score_permille", "SCORE_RANGE", "give 0 to 1000")


def proposed(link: Link | None, body: Body) -> Link:
    """A candidate, that discloses nothing."""
    return replace(_same_refs(link, body), proposed=True)


def confirmed(link: Link | None, body: Body) -> Link:
    """The references are one person."""
    return replace(_same_refs(link, body), confirmed=occurrence(body["envelope"]))


def revoked(link: Link | None, body: Body) -> Link:
    """The link never held."""
    return replace(_same_refs(link, body), revoked=occurrence(body["envelope"]))


def same_references(link: Link | None, body: Body) -> Violation | None:
    """A link is confirmed and revoked as a whole, or some would stay joined unseen."""
    if link is None or link.refs == frozenset(body["refs"]):
        return None
    return in_payload(
        body, "refs", "REFS_DIFFER", "name the references of this link, or use another link_id"
    )


def already_proposed(link: Link | None, body: Body) -> Violation | None:
    """A candidate is proposed once, and not after it was settled."""
    if link is None:
        return None
    if link.proposed:
        return _id(body, "ALREADY_PROPOSED", "you proposed it; propose anew under a new link_id")
    return _settled(link, body) or same_references(link, body)


def already_confirmed(link: Link | None, body: Body) -> Violation | None:
    """A link is confirmed once, and not after it was revoked."""
    if link is None:
        return None
    if link.confirmed is not None:
        return _id(body, "ALREADY_CONFIRMED", "you confirmed it; nothing more is needed")
    return _settled(link, body) or same_references(link, body)


def already_revoked(link: Link | None, body: Body) -> Violation | None:
    """A link is revoked once."""
    if link is not None and link.revoked is not None:
        return _id(body, "ALREADY_REVOKED", "you revoked it; nothing more is needed")
    return same_references(link, body)


def _same_refs(link: Link | None, body: Body) -> Link:
    return link or Link(frozenset(body["refs"]))


def _settled(link: Link, body: Body) -> Violation | None:
    moment = occurrence(body["envelope"])
    if link.revoked is not None and moment.certainly_after(link.revoked):
        return _id(body, "ALREADY_REVOKED", "you revoked it; link anew under a new link_id")
    if link.confirmed is not None and moment.certainly_after(link.confirmed):
        return _id(body, "ALREADY_CONFIRMED", "you confirmed it; nothing is left to propose")
    return None


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "link_id", rule, description)


RULES = (
    Rule(
        two_references_at_least,
        on("PersonLinkProposed", "PersonLinkConfirmed", "PersonLinkRevoked"),
    ),
    Rule(score_is_permille, on("PersonLinkProposed")),
)

PROPOSED = Step("link", by("link_id"), evolve=proposed, already=already_proposed)
CONFIRMED = Step("link", by("link_id"), evolve=confirmed, already=already_confirmed)
REVOKED = Step("link", by("link_id"), evolve=revoked, already=already_revoked)
