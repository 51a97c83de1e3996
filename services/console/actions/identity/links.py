"""名寄せ: a steward confirms a candidate, says that it is somebody else, undoes a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload

_STEWARD: Final = frozenset({"ST"})


def _of(about: About, answers: Answers) -> dict[str, Any]:
    refs = [{"personRef": ref} for ref in about.person_refs]
    return {"linkId": about.link_id, "refs": refs, "reason": answers.one("reason")}


def _confirmed(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    return [Payload("personLinkConfirmed", _of(about, answers))]


def _revoked(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    return [Payload("personLinkRevoked", _of(about, answers))]


def _reason(*codes: str) -> Field:
    return Field("reason", "reason", "code", codes="link_reason", only=frozenset(codes))


CONFIRM_LINK = Action(
    name="confirm-link",
    phrase="do_confirm_link",
    who=_STEWARD,
    about="candidate",
    fields=(_reason("SAME_MUNICIPAL_ID", "KEY_EQUAL", "CONFIRMED_BY_PERSON", "OTHER"),),
    events=_confirmed,
)

REJECT_LINK = Action(
    name="reject-link",
    phrase="do_reject_link",
    who=_STEWARD,
    about="candidate",
    # A pair whose link was revoked is not proposed again.
    fields=(_reason("WRONG_PERSON", "OTHER"),),
    events=_revoked,
)
