"""The watch lists of a desk: every row that one case, or one referral, has on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from projections.household.text import id_text
from projections.queue.board import Watched, unplaced
from projections.queue.request import MUNICIPALITY
from projections.visibility.sight import AUDITOR
from services.query.queue_looking import Looking

CaseList = Callable[[Looking, bytes], Iterable[Watched]]
"""The rows of one watch list about one case. A list that changes at an instant which is neither
midnight in Japan nor named by an event says so by ``Looking.hold_until``."""

CASE_LISTS: Final[Mapping[str, tuple[CaseList, ...]]] = {}
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
