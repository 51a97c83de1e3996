"""The records that are set aside, of every view, and how an operator's decision reaches them.

A record is named by its leaf hash: it is the same in all of them and after a rebuild, so that a
decision can never hit another record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass

from services.cli.failure import CommandFailed
from services.projector.dump import reading
from services.projector.view import View
from services.settings import Settings
from services.views.current import current_file
from services.views.dead_letters import DeadLetter, dead_letters
from services.views.view_file import Fenced
from services.wiring.views import ViewPlace, household_place, identity_place, trail_place

NAME_DIGITS = 12
LEAST_DIGITS = 4

Act = Callable[[View, int], None]
"""What to do with one set-aside record of one view, by its number there."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """One record, and the names of the views that could not apply it."""

    letter: DeadLetter
    views: tuple[str, ...]

    @property
    def name(self) -> str:
        """What names it on the command line."""
        return self.letter.leaf_hash.hex()[:NAME_DIGITS]


def places(settings: Settings, municipality: str) -> tuple[ViewPlace, ...]:
    """The views that exist here."""
    if not settings.projector(municipality).exists():
        return ()
    known = (
        household_place(settings, municipality),
        identity_place(settings, municipality),
        trail_place(settings, municipality),
    )
    return tuple(place for place in known if place.exists())


def all_set_aside(views: Iterable[ViewPlace]) -> list[SetAside]:
    """Every set-aside record once, by agency and sequence. The views may be written meanwhile."""
    letters: dict[bytes, DeadLetter] = {}
    names: dict[bytes, list[str]] = {}
    for place in views:
        with reading(current_file(place.folder, place.name)) as connection:
            for letter in dead_letters(connection):
                letters.setdefault(letter.leaf_hash, letter)
                names.setdefault(letter.leaf_hash, []).append(place.name)
    found = [SetAside(letter, tuple(dict.fromkeys(names[key]))) for key, letter in letters.items()]
    return sorted(found, key=lambda one: (one.letter.agency, one.letter.sequence or 0, one.name))


def named(records: Sequence[SetAside], name: str) -> SetAside:
    """The record of that name, or of a beginning of it. Raises CommandFailed."""
    wanted = name.lower()
    found = [one for one in records if one.letter.leaf_hash.hex().startswith(wanted)]
    if len(wanted) < LEAST_DIGITS or len(found) != 1:
        raise CommandFailed(
            f"{name}: {len(found)} set-aside records begin like this; give the name that "
            "`enishi dead list` shows"
        )
    return found[0]


def act_on(views: Iterable[ViewPlace], record: SetAside, act: Act) -> None:
    """Do something with the record in every view that set it aside.

    Each view is taken over for the moment: its projector stands by and goes on afterwards.
    Raises what ``act`` raises, and CommandFailed where another process took the view over.
    """
    for place in views:
        if place.name not in record.views:
            continue
        with closing(place.open()) as view:
            try:
                for number in _numbers(view, record):
                    act(view, number)
            except Fenced as error:
                raise CommandFailed(
                    f"the {place.name} view was taken over by another process; try again"
                ) from error
            finally:
                # Whoever fenced this command owns the view now, and releases it in turn.
                with suppress(Fenced):
                    view.file.release()


def _numbers(view: View, record: SetAside) -> list[int]:
    return [
        letter.number
        for letter in dead_letters(view.file.connection)
        if letter.leaf_hash == record.letter.leaf_hash
    ]
