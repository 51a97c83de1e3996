"""Every page of the console, once: what is asked of all pages is asked of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.contracts.consoles import asked
from tests.reading_town import ReadingTown


@dataclass(frozen=True, slots=True)
class Known:
    """What there is in the town: a request of a household with a name, and its case."""

    request: str
    case: str


def known(town: ReadingTown) -> Known:
    """A town in which every page has something to show."""
    request, case = asked(town, "shown", "佐藤 ヨシ子")
    town.settle()
    return Known(request, case)


def _request(path: str, known: Known) -> str:
    return f"{path}/{known.request}"


def _case(path: str, known: Known) -> str:
    return f"{path}/{known.case}"


PAGES: dict[str, Callable[[Known], str]] = {
    "board": lambda known: "/",
    "board of a band": lambda known: "/?band=P4",
    "empty band": lambda known: "/?band=P1",
    "why it ranks": partial(_request, "/requests"),
    "triage": partial(_request, "/do/triage"),
    "override": partial(_request, "/do/override"),
    "household": partial(_case, "/households/case"),
    "plan": lambda known: f"/households/case/{known.case}/plan",
    "conferences": lambda known: "/conferences",
    "conference pack": lambda known: "/conferences/pack",
    "plan draft": partial(_case, "/do/draft-plan"),
    "assessment": partial(_case, "/do/assess"),
    "role": partial(_case, "/do/assign-role"),
    "inbox": lambda known: "/inbox",
    "no result": lambda known: "/requests/00000000-0000-4000-8000-000000000000",
    "no page": lambda known: "/nowhere",
}
