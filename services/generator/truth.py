"""The side file: who everybody truly is, and under which ids the agencies know them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from services.generator.histories import Told
from services.generator.people.knowledge import Knowledge
from services.generator.people.person import Person
from services.generator.steps import Ref


def truth_lines(told: Told, registered: Collection[object]) -> Iterator[str]:
    """One line of JSON per person of a household, known to anybody or not.

    ``registered`` are those whose registration is in the file.
    """
    for person in told.household.members:
        known = [
            _known(knowledge)
            for knowledge in told.knowledge
            if knowledge.person.id == person.id
            and Ref(knowledge.agency, knowledge.source_person_id) in registered
        ]
        yield json.dumps(
            _person(told, person) | {"known_as": known}, ensure_ascii=False, separators=(",", ":")
        )


def _person(told: Told, person: Person) -> dict[str, object]:
    return {
        "person": person.id,
        "household": told.household.id,
        "household_kind": told.household.kind.value,
        "relationship": person.relationship,
        "name": person.name,
        "common_name": person.common_name,
        "kana": person.kana,
        "born": person.born.isoformat(),
        "sex": person.sex,
        "municipal_id": person.municipal_id,
        "household_needs": list(told.needs),
    }


def _known(knowledge: Knowledge) -> dict[str, str]:
    return {
        "agency": knowledge.agency.id,
        "source_system_id": knowledge.agency.system,
        "source_person_id": knowledge.source_person_id,
    }
