"""Conferences: SupportConferenceConvened, InformationRequested, InformationProvided,
ChildCouncilRegistered, MultilayerConferenceConvened.

Only the host's stream holds a conference's members and its closing, so a member's contribution is
judged by the views, while the host cannot ask outside its own conference.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_envelope, in_payload
from services.adapter.refusal import Violation

_CONVENED = on("SupportConferenceConvened")


@dataclass(frozen=True, slots=True)
class Conference:
    """What the host's stream says of a conference or a council case."""

    members: frozenset[str]
    closes_at: int | None = None
    """Microseconds since 1970-01-01T00:00Z; open without end where None."""


def host_is_a_member(said: Submission) -> Violation | None:
    """The municipality hosts the support conference and sits in it (art. 106-6)."""
    if said.caller.agency_id in said.body["members"]:
        return None
    return in_payload(
        said.body, "members", "HOST_NOT_A_MEMBER", f"{said.caller.agency_id} hosts it; name it too"
    )


def members_are_several(said: Submission) -> Violation | None:
    """One agency alone shares nothing with anyone."""
    if len(set(said.body["members"])) > 1:
        return None
    return in_payload(said.body, "members", "MEMBERS_TOO_FEW", "name at least two agencies")


def secrecy_binds_members_only(said: Submission) -> Violation | None:
    """Only a member acknowledges the duty of art. 106-6(5); who did not is shown nothing."""
    strangers = sorted(set(said.body["confidentiality_acks"]) - set(said.body["members"]))
    if not strangers:
        return None
    return in_payload(
        said.body,
        "confidentiality_acks",
        "NOT_A_MEMBER",
        f"{', '.join(strangers)} not among the members; add the member or drop the acknowledgement",
    )


def closes_after_convening(said: Submission) -> Violation | None:
    """A workspace that closes before it opens holds nothing."""
    closes = said.body["closes_at"]
    if closes is None or closes > said.envelope["occurred_at"]:
        return None
    return in_payload(
        said.body, "closes_at", "CLOSES_BEFORE_CONVENED", "give an instant after the convening"
    )


def support_conference(body: Body) -> tuple[bytes, ...]:
    """The support conference an event was told into, if it was."""
    return _cited(body, "SUPPORT_CONFERENCE", "conference_id")


def council_case(body: Body) -> tuple[bytes, ...]:
    """The council case an event was told into, if it was."""
    return _cited(body, "CHILD_COUNCIL", "council_case_id")


def convened(_conference: Conference | None, body: Body) -> Conference:
    """A support conference stands, with its members."""
    return Conference(frozenset(body["members"]), body["closes_at"])


def registered(_conference: Conference | None, body: Body) -> Conference:
    """A council case stands, with its members."""
    return Conference(frozenset(body["members"]))


def held(_conference: Conference | None, body: Body) -> Conference:
    """A multilayer conference was held."""
    return Conference(frozenset(body["attendees"]))


def members_are_asked(conference: Conference | None, body: Body) -> Violation | None:
    """Information is asked of members, and shown to members."""
    if conference is None:
        return None
    strangers = sorted(set(body["to"]) - conference.members)
    if not strangers:
        return None
    return in_payload(
        body,
        "to",
        "NOT_A_MEMBER",
        f"{', '.join(strangers)} not among the members you recorded; correct them by a revision",
    )


def already_convened(conference: Conference | None, body: Body) -> Violation | None:
    """One id, one conference: members are changed by a revision, a new meeting is a new id."""
    if conference is None:
        return None
    return in_payload(
        body, "conference_id", "ALREADY_CONVENED", "you convened it; revise it or mint a new id"
    )


def already_registered(conference: Conference | None, body: Body) -> Violation | None:
    """One id, one council case."""
    if conference is None:
        return None
    return in_payload(
        body, "council_case_id", "ALREADY_REGISTERED", "you registered it; correct by a revision"
    )


def already_closed(conference: Conference | None, body: Body) -> Violation | None:
    """Nothing enters a workspace after its closing; what was told before may arrive late."""
    if conference is None or conference.closes_at is None:
        return None
    if body["envelope"]["occurred_at"] <= conference.closes_at:
        return None
    return in_envelope(
        "conference_id", "ALREADY_CLOSED", "the conference you host has closed; convene a new one"
    )


def _cited(body: Body, basis: str, field: str) -> tuple[bytes, ...]:
    envelope = body["envelope"]
    if envelope["legal_basis"] != basis or envelope[field] is None:
        return ()
    return (envelope[field],)


RULES = (
    Rule(host_is_a_member, _CONVENED),
    Rule(members_are_several, _CONVENED),
    Rule(secrecy_binds_members_only, _CONVENED),
    Rule(closes_after_convening, _CONVENED),
)

CONVENED = Step("conference", by("conference_id"), evolve=convened, already=already_convened)
HELD = Step("conference", by("conference_id"), evolve=held, already=already_convened)
REGISTERED = Step(
    "council_case", by("council_case_id"), evolve=registered, already=already_registered
)
TOLD_IN_CONFERENCE = Step(
    "conference", support_conference, needs=members_are_asked, already=already_closed
)
TOLD_IN_COUNCIL = Step("council_case", council_case, needs=members_are_asked)
