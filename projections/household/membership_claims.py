"""Where agencies contradict each other about who lives where: what each of them states.

The row of a member tells what the latest day of effect tells; it settles nothing. Of an agency its
own latest statement counts, by when it was written down. Three things cannot both be right:

- ``membership``: one says that the person left on a day, another that they were there by then, and
  wrote it no earlier than that day. What was written before a departure knew nothing of it.
- ``relationship``: two who place the person here name different relationships. Unknown is none.
- ``household``: one places the person here and another in a household that is not joined with this
  one, both of kind SUPPORT, and they have none in common. Of whoever left, no other is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from projections.household.members import Claim, StatedHousehold
from projections.household.text import day_text, event_ids, id_text
from projections.household.view import Value
from projections.stored_event import by_time
from schemas.times import day_of, to_days

UNKNOWN = "UNKNOWN"
SUPPORT = "SUPPORT"

_ByAgency = dict[str, Claim]


def contradictions(
    person: bytes,
    here: Sequence[StatedHousehold],
    elsewhere: Iterable[Sequence[StatedHousehold]],
    left: bool,
) -> tuple[Value, ...]:
    """Every statement that takes part in a contradiction about the person in the household
    ``here``, by agency; none where there is none.

    ``here`` are the joined households of the view, ``elsewhere`` all others that the person is or
    was in, joined ones together. ``left``: the view shows the person as having left. Where the
    view found none to be theirs any more, the memberships of the others are what is contradicted.
    """
    elsewhere = list(elsewhere)
    told = [_about(person, group) for group in ([here] if here else elsewhere)]
    apart = [] if left else _households(person, here, elsewhere)
    return (
        *_values("membership", map(_memberships, told), _standing),
        *_values("relationship", map(_relationships, told), lambda claim: claim.relationship),
        *_values("household", [apart], lambda claim: id_text(claim.household_id)),
    )


def _about(person: bytes, group: Iterable[StatedHousehold]) -> list[Claim]:
    return [claim for household in group for claim in household.claims if claim.person == person]


def _values(
    field: str, told: Iterable[Iterable[Claim]], text: Callable[[Claim], str]
) -> Iterator[Value]:
    for claim in chain.from_iterable(told):
        yield Value(
            field,
            text(claim),
            claim.event.agency,
            event_ids([claim.event]),
            needs_checking=True,
            person_ref=id_text(claim.person),
        )


def _standing(claim: Claim) -> str:
    day = day_text(claim.effective_on)
    return f"PRESENT since {day}" if claim.present else f"LEFT {day}"


def _memberships(told: Sequence[Claim]) -> list[Claim]:
    latest = _latest(told)
    gone = [claim for claim in latest.values() if not claim.present]
    clash = any(
        left.effective_on >= claim.effective_on and _written_on(claim) >= left.effective_on
        for claim in latest.values()
        if claim.present
        for left in gone
    )
    return [latest[agency] for agency in sorted(latest)] if clash else []


def _relationships(told: Sequence[Claim]) -> list[Claim]:
    """An agency that says that the person is still here has not taken its relationship back."""
    named = _latest([c for c in told if c.present and c.relationship not in ("", UNKNOWN)])
    claims = [named[agency] for agency in sorted(_present(told).keys() & named.keys())]
    return claims if len({claim.relationship for claim in claims}) > 1 else []


def _households(
    person: bytes,
    here: Sequence[StatedHousehold],
    elsewhere: Iterable[Sequence[StatedHousehold]],
) -> list[Claim]:
    placed = [_placed(person, group) for group in (here, *elsewhere)]
    where = {
        agency: {at for at, there in enumerate(placed) if agency in there}
        for agency in sorted(frozenset[str]().union(*placed))
    }
    apart = {
        agency
        for one in placed[0]
        for other in where
        if where[one].isdisjoint(where[other])
        for agency in (one, other)
    }
    return [placed[at][agency] for agency in sorted(apart) for at in sorted(where[agency])]


def _placed(person: bytes, group: Sequence[StatedHousehold]) -> _ByAgency:
    return _present(_about(person, [one for one in group if one.kind == SUPPORT]))


def _present(told: Sequence[Claim]) -> _ByAgency:
    """Who places the person here now: what was written before a departure ends with it."""
    latest = _latest(told, made=True)
    gone = [claim for claim in latest.values() if not claim.present]
    return {
        agency: claim
        for agency, claim in latest.items()
        if claim.present
        and not any(
            claim.effective_on <= left.effective_on and _written_on(claim) < left.effective_on
            for left in gone
        )
    }


def _latest(told: Iterable[Claim], *, made: bool = False) -> _ByAgency:
    """Agency → its latest statement; in one of several joined households a person is present
    rather than gone. ``made``: also the statements that stand in for a hidden departure, which
    are nobody's and contradict nobody."""
    newest: dict[tuple[str, bytes], Claim] = {}
    for claim in told:
        if claim.event.agency or made:
            key = claim.event.agency, claim.household_id
            if key not in newest or _written(claim) >= _written(newest[key]):
                newest[key] = claim
    latest: _ByAgency = {}
    for (agency, _), claim in sorted(newest.items(), key=lambda item: _rank(item[1])):
        latest[agency] = claim
    return latest


def _rank(claim: Claim) -> tuple[bool, tuple[int, int, bytes], bytes]:
    return claim.present, _written(claim), claim.household_id


def _written(claim: Claim) -> tuple[int, int, bytes]:
    occurred_at, recorded_at, event_id = by_time(claim.event)
    return recorded_at, occurred_at, event_id


def _written_on(claim: Claim) -> int:
    return to_days(day_of(claim.event.envelope["recorded_at"]))
