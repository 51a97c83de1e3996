"""One household's history over the years: its needs told one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from services.generator.chronicle import Chronicle
from services.generator.needs import needs_of
from services.generator.people.households import Household
from services.generator.people.knowledge import Knowledge
from services.generator.steps import CaseHistory
from services.generator.stories.life import afterwards, dispose
from services.generator.stories.stewardship import link


@dataclass(frozen=True, slots=True)
class Told:
    """A household with its history, its needs by name, and who knows its members how."""

    household: Household
    history: CaseHistory
    needs: tuple[str, ...]
    knowledge: tuple[Knowledge, ...]


def tell(household: Household, since: date, until: date, density: float, rng: Random) -> Told:
    """The whole history of a household between two days.

    ``density`` scales the number of contacts; 1 gives about twenty events per household and
    decade over a municipality.
    """
    story = Chronicle(household, rng, until, density)
    needs = needs_of(household, since, until, rng)
    for need in needs:
        story.start(need.day)
        need.tell(story)
    if needs:
        link(story)
        afterwards(story)
        dispose(story)
    steps = sorted(
        (step for step in story.steps if step.recorded.date() <= until),
        key=lambda step: step.recorded,
    )
    names = tuple(need.name for need in needs)
    return Told(household, CaseHistory(household.id, tuple(steps)), names, story.all_known())
