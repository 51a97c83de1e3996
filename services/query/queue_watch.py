"""The watch lists of a desk: every row that one case, or one referral, has on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from projections.household.case_state import is_closed
from projections.household.cases import case_events
from projections.household.text import id_text
from projections.queue.board import Watched, unplaced
from projections.queue.request import COORDINATION, MUNICIPALITY
from projections.queue.watch.abuse_checks import abuse_checks
from projections.queue.watch.conferences_today import conferences_today
from projections.queue.watch.consents_ending import consents_ending
from projections.queue.watch.no_lead import no_lead
from projections.queue.watch.out_of_touch import out_of_touch
from projections.queue.watch.reviews_due import reviews_due
from projections.revisions import settle
from projections.visibility.sight import AUDITOR
from schemas.times import JST
from services.query.queue_looking import Looking, case_in

CaseList = Callable[[Looking, bytes], Iterable[Watched]]
"""The rows of one watch list about one case. A list that changes at an instant which is neither
midnight in Japan nor named by an event says so by ``Looking.hold_until``."""


def _of_a_request(looking: Looking, case_id: bytes) -> Iterator[Watched]:
    """主担当なし, 同意の期限, つながり続ける: the team's, of the cases that were put before it."""
    if looking.reader.code not in (COORDINATION, AUDITOR) or _is_closed(looking, case_id):
        return
    known = looking.case(case_id)
    reading = looking.read(known, looking.reader)
    case = case_in(reading, case_id)
    if case is None or reading.view is None:
        return
    days, today = looking.rules.days, looking.now.astimezone(JST).date()
    told = case_events(case_id, known.facts.settled.effective)
    yield from no_lead(case)
    yield from consents_ending(
        reading.view, case, looking.reader.agency_id, today, days["CONSENT_ENDING"]
    )
    yield from out_of_touch(case, told, looking.now, days["OUT_OF_TOUCH"])


def _of_a_plan(looking: Looking, case_id: bytes) -> Iterator[Watched]:
    """モニタリング・評価: the team's, and that of whoever leads the case."""
    me, code = looking.reader.agency_id, looking.reader.code
    everyone = code in (COORDINATION, AUDITOR)
    if _is_closed(looking, case_id) or not (everyone or _is_named(looking, case_id, me)):
        return
    reading = looking.read(looking.case(case_id), looking.reader)
    case = case_in(reading, case_id)
    if case is None or reading.view is None or not (everyone or case.lead.value == me):
        return
    today = looking.now.astimezone(JST).date()
    yield from reviews_due(reading.view, case, today, looking.rules)


def _of_a_conference(looking: Looking, case_id: bytes) -> Iterator[Watched]:
    """本日の会議."""
    told = settle(looking.story(case_id)).effective
    today = looking.now.astimezone(JST).date()
    yield from conferences_today(told, looking.reader.agency_id, today)


def _of_a_report(looking: Looking, case_id: bytes) -> Iterator[Watched]:
    """安全確認・事実確認."""
    facts = looking.case(case_id).facts
    yield from abuse_checks(case_events(case_id, facts.settled.effective), looking.rules)


def _is_closed(looking: Looking, case_id: bytes) -> bool:
    """Whether the case's own last word is that it is closed: most are, and a reading is long."""
    return is_closed(case_events(case_id, settle(looking.story(case_id)).effective))


def _is_named(looking: Looking, case_id: bytes, agency: str) -> bool:
    """Whether the case's own events may make the agency its lead."""
    return any(
        agency in (event.agency, event.body.get("agency"), event.body.get("lead_agency"))
        for event in looking.story(case_id)
    )


CASE_LISTS: Final[Mapping[str, tuple[CaseList, ...]]] = {
    "CoordinationRequested": (_of_a_request,),
    "SupportDecided": (_of_a_plan,),
    "SupportConferenceConvened": (_of_a_conference,),
    "AbuseReportReceived": (_of_a_report,),
}
"""The lists of cases, by the listed type of event that brings a case onto them; つなぎ先未定 lists
referrals. ``LOOKED_AT`` in ``queue_case`` says which desks look at cases of these types."""


def watched(looking: Looking, case_id: bytes, types: Collection[str]) -> Iterator[Watched]:
    """Every row that the watch lists hold of a case of which there are events of these types."""
    for name in sorted(types):
        for rows in CASE_LISTS.get(name, ()):
            yield from rows(looking, case_id)


def unplaced_referral(looking: Looking, referral_id: bytes) -> list[Watched]:
    """つなぎ先未定: one's own referrals; the municipal desk and auditors see all, as ids."""
    everyone = looking.reader.code in (MUNICIPALITY, AUDITOR)
    told = looking.referral(referral_id)
    rows = unplaced(told, looking.now, None if everyone else looking.reader.agency_id)
    # Among what is told of it is the referral by which it was sent on.
    return [row for row in rows if row.referral_id == id_text(referral_id)]
