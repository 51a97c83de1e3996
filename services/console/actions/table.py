"""Every action of the console, in the order in which its buttons stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from schemas.codes import agency_code
from services.console.actions.about import About
from services.console.actions.abuse.confirm import CONFIRM_SAFETY
from services.console.actions.abuse.report import REPORT_ABUSE
from services.console.actions.action import Action
from services.console.actions.community.gap import RECORD_GAP
from services.console.actions.conference.ask import ASK
from services.console.actions.conference.convene_support import CONVENE_SUPPORT
from services.console.actions.conference.provide import PROVIDE
from services.console.actions.flag.clear import CLEAR_FLAG
from services.console.actions.flag.respond import RESPOND_FLAG
from services.console.actions.identity.links import CONFIRM_LINK, REJECT_LINK
from services.console.actions.identity.reattribute import REATTRIBUTE
from services.console.actions.plan.agree import AGREE_PLAN
from services.console.actions.plan.assess import ASSESS
from services.console.actions.plan.close import CLOSE
from services.console.actions.plan.convene import CONVENE
from services.console.actions.plan.decide import DECIDE
from services.console.actions.plan.draft import DRAFT_PLAN
from services.console.actions.plan.reopen import REOPEN
from services.console.actions.plan.review import EVALUATE, MONITOR
from services.console.actions.plan.roles import ASSIGN_ROLE, CHANGE_LEAD, END_ROLE
from services.console.actions.plan.suspend import SUSPEND
from services.console.actions.referral.accept import ACCEPT
from services.console.actions.referral.complete import COMPLETE
from services.console.actions.referral.decline import DECLINE
from services.console.actions.referral.interim import INTERIM
from services.console.actions.referral.take_lead import TAKE_LEAD
from services.console.actions.request.claim import CLAIM
from services.console.actions.request.hand_over import HAND_OVER
from services.console.actions.request.override import OVERRIDE
from services.console.actions.request.release import RELEASE
from services.console.actions.request.triage import TRIAGE

ACTIONS: Final[tuple[Action, ...]] = (
    CLAIM,
    TRIAGE,
    HAND_OVER,
    RELEASE,
    OVERRIDE,
    ACCEPT,
    DECLINE,
    INTERIM,
    COMPLETE,
    TAKE_LEAD,
    CONFIRM_LINK,
    REJECT_LINK,
    REATTRIBUTE,
    RESPOND_FLAG,
    CLEAR_FLAG,
    REPORT_ABUSE,
    CONFIRM_SAFETY,
    ASSESS,
    DRAFT_PLAN,
    AGREE_PLAN,
    CONVENE,
    DECIDE,
    ASSIGN_ROLE,
    END_ROLE,
    CHANGE_LEAD,
    MONITOR,
    EVALUATE,
    SUSPEND,
    REOPEN,
    CLOSE,
    CONVENE_SUPPORT,
    ASK,
    PROVIDE,
    RECORD_GAP,
)

BY_NAME: Final[Mapping[str, Action]] = {action.name: action for action in ACTIONS}


def actions_for(about: About, kind: str) -> list[Action]:
    """What the worker's agency can do to this, as it stands."""
    code = agency_code(about.me)
    return [
        action
        for action in ACTIONS
        if action.about == kind and code in action.who and action.may(about)
    ]


def done_of(request: Request) -> str:
    """The phrase of the action that led to this page; empty where none did."""
    action = BY_NAME.get(request.query_params.get("done", ""))
    return action.phrase if action else ""
