"""安全確認・事実確認: reports of abuse that wait for their check, to the abuse desk alone (V4).

Source: 児童虐待対応の手引き (within 48 hours, by direct sight); 高齢者虐待防止・養護者支援の手引き
for the fact check. The limits are the rules' to set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from projections.household.abuse_reports import CHILD, checks_of
from projections.household.text import id_text, instant_text
from projections.queue.board import Watched
from projections.queue.clocks import due_after
from projections.queue.rules import Rules
from projections.stored_event import StoredEvent

SAFETY_CHECK: Final = "SAFETY_CHECK"
FACT_CHECK: Final = "FACT_CHECK"


def abuse_checks(told: Iterable[StoredEvent], rules: Rules) -> Iterator[Watched]:
    """Every report that no later check of its kind has met; a child is seen with one's own eyes."""
    told = list(told)
    for report in told:
        if report.name != "AbuseReportReceived":
            continue
        received: int = report.body["received_at"]
        if checks_of(report, told):
            continue
        name = SAFETY_CHECK if report.body["kind"] == CHILD else FACT_CHECK
        yield Watched(
            name,
            "",
            id_text(report.case_id) if report.case_id else "",
            instant_text(received),
            about=id_text(report.event_id),
            due=instant_text(due_after(name, received, rules)),
        )
