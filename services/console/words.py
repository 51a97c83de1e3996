"""The words of one language; codes take theirs from the code lists."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from schemas.catalogue import catalogue
from schemas.codes import agency_code, code_list
from services.console.dates import day_text, minute_text
from services.console.phrases.abuse import PHRASES as ABUSE
from services.console.phrases.actions import OTHER_RULE, RULES
from services.console.phrases.actions import PHRASES as ACTIONS
from services.console.phrases.board import NEWS
from services.console.phrases.boards import PHRASES as BOARDS
from services.console.phrases.break_glass import PHRASES as BREAK_GLASS
from services.console.phrases.conferences import PHRASES as CONFERENCES
from services.console.phrases.flags import PHRASES as FLAGS
from services.console.phrases.household import PHRASES as HOUSEHOLD
from services.console.phrases.inbox import PHRASES as INBOX
from services.console.phrases.pages import PHRASES as PAGES
from services.console.phrases.pair import Pair
from services.console.phrases.sign_in import PHRASES as SIGN_IN
from services.console.phrases.states import STATES
from services.console.phrases.steward import PHRASES as STEWARD

JAPANESE: Final = "ja"
ENGLISH: Final = "en"
LANGUAGES: Final = (JAPANESE, ENGLISH)

PARTS: Final[tuple[Mapping[str, Pair], ...]] = (
    PAGES,
    ABUSE,
    ACTIONS,
    BOARDS,
    BREAK_GLASS,
    SIGN_IN,
    CONFERENCES,
    FLAGS,
    HOUSEHOLD,
    INBOX,
    STEWARD,
)
"""The phrases of every part of the console; none is in two of them."""

PHRASES: Final[Mapping[str, Pair]] = ChainMap(*map(dict, PARTS))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, as the templates ask for them."""

    language: str

    def __call__(self, key: str) -> str:
        """A phrase. Raises KeyError for one that does not exist."""
        return self._of(PHRASES[key])

    def state(self, kind: str, code: str) -> str:
        """A state; the code itself where a newer service knows more states."""
        pair = STATES[kind].get(code)
        return self._of(pair) if pair else code

    def news(self, key: str, count: int = 0) -> str:
        """What has arrived, in one sentence."""
        return self._of(NEWS[key]).format(count)

    def code(self, name: str, code: str) -> str:
        """A code of a list; the code itself where it is newer than the list."""
        known = code_list(name)
        return known.ja(code) if self.japanese else known.en(code)

    def codes(self, name: str, only: Collection[str] = ()) -> list[tuple[str, str]]:
        """(code, word) of a list, or of some of it, in the order of the list."""
        return [
            (one, self.code(name, one)) for one in code_list(name).codes if not only or one in only
        ]

    def agencies(self, ids: Iterable[str]) -> list[tuple[str, str]]:
        """(id, id and word) of agencies."""
        return [(one, self.agency(one)) for one in ids]

    def event(self, name: str) -> str:
        """An event type; its name where it is newer than this catalogue."""
        if name not in catalogue().names():
            return name
        kind = catalogue().latest(name)
        return kind.ja if self.japanese else kind.en

    def rule(self, code: str) -> str:
        """What a refusal by this rule means."""
        return self._of(RULES.get(code, OTHER_RULE))

    def agency(self, agency_id: str) -> str:
        """``HOK-1 地域包括支援センター``."""
        return f"{agency_id} {self.code('agency', agency_code(agency_id))}"

    def day(self, text: str) -> str:
        """An ISO day with its era year."""
        return day_text(text, japanese=self.japanese)

    def minute(self, text: str) -> str:
        """An ISO instant to the minute, with its era year."""
        return minute_text(text, japanese=self.japanese)

    @property
    def japanese(self) -> bool:
        """Whether these are the Japanese words."""
        return self.language != ENGLISH

    def _of(self, pair: Pair) -> str:
        return pair[0] if self.japanese else pair[1]
