"""安全確認・事実確認: somebody was seen; the clock of the report stops."""

from __future__ import annotations

from collections.abc import Sequence

from protos.enishi.v1 import query_pb2
from schemas.codes import code_list
from services.console.actions.about import About
from services.console.actions.abuse.ground import ABUSE_DESK, apart
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.moments import moment_text
from services.console.actions.plan.subjects import case_of, name_of, persons


def waiting(about: About) -> list[tuple[str, str]]:
    """(id, what it says) of the reports that no check has met."""
    return [(one.event_id, _said(one, about)) for one in _waiting(about)]


def _waiting(about: About) -> list[query_pb2.AbuseReport]:
    return [one for one in case_of(about).abuse_reports if not one.confirmed_at]


def _said(report: query_pb2.AbuseReport, about: About) -> str:
    kinds = code_list("abuse_kind")
    word = f"{kinds.ja(report.kind)} / {kinds.en(report.kind)}"
    names = _names(about)
    whom = "、".join(names.get(ref, ref) for ref in report.person_refs)
    return f"{word} {report.received_at[:16].replace('T', ' ')} {whom}"


def _names(about: About) -> dict[str, str]:
    return {one.person_ref: name_of(one) for one in about.household.members if one.person_ref}


def _only(about: About) -> str:
    reports = _waiting(about)
    return reports[0].event_id if len(reports) == 1 else ""


def _seen(about: About) -> list[tuple[str, str]]:
    """(person, name) of everybody whom a waiting report is about."""
    names = _names(about)
    refs = dict.fromkeys(ref for one in _waiting(about) for ref in one.person_refs)
    return [(ref, names.get(ref, ref)) for ref in refs]


def _report(about: About, answers: Answers) -> query_pb2.AbuseReport | None:
    """Met or not: sent again, the form is about the same report."""
    reports = case_of(about).abuse_reports
    return next((one for one in reports if one.event_id == answers.one("report")), None)


def _amiss(about: About, answers: Answers) -> Sequence[str]:
    """Whoever was seen is whom that report is about."""
    report = _report(about, answers)
    if report is None or set(answers.all("seen")) <= set(report.person_refs):
        return ()
    return ["seen"]


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    report = _report(about, answers)
    if report is None:
        raise ValueError("a report is checked, and it is not there")
    says = {
        "kind": report.kind,
        "method": answers.one("method"),
        "confirmedAt": moment_text(answers.one("confirmed_at")),
    }
    seen = answers.all("seen") or report.person_refs
    return [Payload("safetyConfirmed", says, {**apart(), "persons": persons(seen)})]


def _of_several(about: About) -> tuple[Field, ...]:
    """Of several people each is seen for themselves."""
    if all(len(one.person_refs) == 1 for one in _waiting(about)):
        return ()
    return (Field("seen", "seen_persons", "choices", options=_seen),)


CONFIRM_SAFETY = Action(
    name="confirm-safety",
    phrase="do_confirm_safety",
    who=frozenset({ABUSE_DESK}),
    about="case",
    fields=(
        Field("report", "abuse_report", "choice", options=waiting, initial=_only),
        Field("method", "method", "code", codes="safety_method"),
        Field("confirmed_at", "confirmed_at", "moment"),
    ),
    events=_events,
    may=lambda about: bool(_waiting(about)),
    more=_of_several,
    amiss=_amiss,
)
