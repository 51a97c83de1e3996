"""The table of who may see what, written out: every situation with one ground at a time.

``python -m tests.unit.projections.visibility.matrix`` prints it; the committed ``matrix.txt`` is
what it printed last, so that any change of the policy shows in review.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path

from projections.visibility.decision import (
    ConsentState,
    GlassState,
    Opening,
    PackageState,
    RoomState,
    Situation,
    decide,
)
from projections.visibility.policy import policy
from schemas.codes import code_list

GOLDEN = Path(__file__).parent / "matrix.txt"

WHO = ("HOK", "CT", "MU", "AB", "ST", "AU")
"""An agency like any other, the coordination team, and the four desks with duties of their own."""
COMPARTMENTS = (
    "UNKNOWN",
    "AGENCY",
    "CONSENT",
    "SUPPORT_CONF",
    "CHILD_COUNCIL",
    "ABUSE_DV",
    "PROTECTED",
    "NONE",
)
BASES = tuple(code_list("legal_basis").codes)
FIELD_CODES = tuple(code_list("field_code").codes)

Change = Callable[[Situation], Situation]
Ground = tuple[str, Change]
"""A name and what it changes in a situation without any ground."""


def _consent(state: ConsentState) -> Ground:
    return f"consent {state}", lambda plain: plain._replace(consent=state)


def _package(state: PackageState) -> Ground:
    return f"package {state}", lambda plain: plain._replace(package=state)


def _room(state: RoomState) -> Ground:
    return f"room {state}", lambda plain: plain._replace(room=state)


def _opening(state: Opening) -> Ground:
    return f"opening {state}", lambda plain: plain._replace(opening=state)


def _glass(state: GlassState) -> Ground:
    return f"glass {state}", lambda plain: plain._replace(glass=state)


def _promoted(plain: Situation) -> Situation:
    return plain._replace(room=RoomState.PROMOTED, consent=ConsentState.LIVE)


NOTHING: Ground = ("nothing", lambda plain: plain)
CONSENTS = tuple(_consent(one) for one in ConsentState if one != ConsentState.NONE)
PACKAGES = tuple(_package(one) for one in PackageState if one != PackageState.NONE)
ROOMS = tuple(_room(one) for one in RoomState if one != RoomState.NONE)
OPENINGS = tuple(_opening(one) for one in Opening if one != Opening.NONE)
GLASSES = tuple(_glass(one) for one in GlassState if one != GlassState.NONE)
OWN: Ground = ("own record", lambda plain: plain._replace(own=True))
OWN_RESTRICTED: Ground = (
    "own record, restricted role",
    lambda plain: plain._replace(own=True, restricted=True),
)
RESTRICTED: Ground = ("restricted role", lambda plain: plain._replace(restricted=True))
PROMOTED: Ground = ("room PROMOTED, consent LIVE", _promoted)
SHARED = (RESTRICTED, *CONSENTS, *PACKAGES, *ROOMS, PROMOTED, *OPENINGS, *GLASSES)
GROUNDS = (NOTHING, OWN, OWN_RESTRICTED, *SHARED)

CIRCUMSTANCES: tuple[Ground, ...] = (
    ("", lambda plain: plain),
    (", person protected", lambda plain: plain._replace(protected=True)),
    (", sharing closed", lambda plain: plain._replace(closed=True)),
    (", citation unmet", lambda plain: plain._replace(cited=False)),
)


def situations(*grounds: Ground) -> Iterator[Situation]:
    """Every situation with each of these grounds."""
    for who, basis, compartment, code in product(WHO, BASES, COMPARTMENTS, FIELD_CODES):
        plain = Situation(who, False, False, basis, compartment, code)
        for _, change in grounds:
            yield change(plain)


def written_out() -> str:
    """What is allowed without any ground, then what each ground adds; a circumstance has lines of
    its own only where it changes something."""
    lines = []
    without = {suffix: _allowed(change) for suffix, change in CIRCUMSTANCES}
    for name, change in GROUNDS:
        usual: list[str] = []
        for suffix, circumstance in CIRCUMSTANCES:
            told = _allowed(change, circumstance)
            added = told if name == "nothing" else [t for t in told if t not in without[suffix]]
            if not suffix:
                usual = added
            elif added == usual:
                continue
            lines += [f"[{name}{suffix}]", *(added or ["  nothing more"]), ""]
    return "\n".join(lines)


def _allowed(*changes: Change) -> list[str]:
    who_by_row: dict[tuple[str, str, str], list[str]] = {}
    for who, compartment in product(WHO, COMPARTMENTS):
        bases_by_codes: dict[str, list[str]] = {}
        for basis in BASES:
            codes = _codes(changes, who, compartment, basis)
            if codes:
                bases_by_codes.setdefault(codes, []).append(basis)
        for codes, bases in bases_by_codes.items():
            row = (compartment, _short(bases, BASES), codes)
            who_by_row.setdefault(row, []).append(who)
    return [
        f"  {compartment} on {bases} to {_short(who, WHO)}: {codes}"
        for (compartment, bases, codes), who in sorted(who_by_row.items())
    ]


def _codes(changes: Iterable[Change], who: str, compartment: str, basis: str) -> str:
    table = policy()
    seen = []
    for code in FIELD_CODES:
        situation = Situation(who, False, False, basis, compartment, code)
        for change in changes:
            situation = change(situation)
        if decide(table, situation).allowed:
            seen.append(code)
    return _short(seen, FIELD_CODES) if seen else ""


def _short(some: Sequence[str], everything: Sequence[str]) -> str:
    missing = [one for one in everything if one not in some]
    if len(missing) < len(some):
        return "* but " + "+".join(missing) if missing else "*"
    return "+".join(some)


if __name__ == "__main__":
    print(written_out(), end="")
