"""支援会議を開く: the municipality convenes it; whoever is bound by secrecy sees inside.

Source: Social Welfare Act art. 106-6, its secrecy in paragraph 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from schemas.times import JST
from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.request.whom import named, whom

_TRACK: Final = "CONFERENCE_TRACK"


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    conference = answers.new_id("conference")
    says: dict[str, Any] = {
        "conferenceId": conference,
        # The host sits in it, whether the form names it or not.
        "members": sorted({about.me, *answers.all("members")}),
        "confidentialityAcks": list(answers.all("acks")),
        "heldOn": answers.one("held_on"),
    }
    if answers.one("closes_on"):
        says["closesAt"] = _end_of(answers.one("closes_on"))
    envelope = {
        "legalBasis": "SUPPORT_CONFERENCE",
        "compartment": "COMPARTMENT_SUPPORT_CONF",
        "consentId": "",
        "conferenceId": conference,
        "persons": named(about, answers),
    }
    return [Payload("supportConferenceConvened", says, envelope)]


def _end_of(day: str) -> str:
    """The midnight after a day in Japan."""
    following = date.fromisoformat(day) + timedelta(days=1)
    return datetime.combine(following, time(), JST).isoformat()


CONVENE_SUPPORT = Action(
    name="convene-support",
    phrase="do_convene_support",
    who=frozenset({"MU"}),
    about="request",
    fields=(
        Field("held_on", "held_on", "day"),
        Field("members", "conference_members", "agencies"),
        Field("acks", "acks", "agencies"),
        Field("closes_on", "closes_on", "day", required=False),
    ),
    events=_events,
    may=lambda about: about.item.state == _TRACK,
    more=whom,
    names_people=True,
)
