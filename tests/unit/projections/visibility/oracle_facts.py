"""What an event says, of whom and under which field code: the units visibility decides on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from projections.stored_event import StoredEvent
from schemas.catalogue import Field
from schemas.codes import code_list


class Unit(NamedTuple):
    """The least that is shown or not: the clear or the sealed fields of one code in one event.

    ``person`` is None for clear fields about nobody in particular.
    """

    event_id: bytes
    person: bytes | None
    code: str
    sealed: bool


class Fact(NamedTuple):
    """One unit of one event. ``together``: it is about all the event's subjects, not one person."""

    event: StoredEvent
    unit: Unit
    together: bool

    @property
    def code(self) -> str:
        """Its field code."""
        return self.unit.code

    @property
    def basis(self) -> str:
        """The legal basis the author recorded."""
        return str(self.event.envelope["legal_basis"])

    @property
    def compartment(self) -> str:
        """Where the author keeps it apart."""
        return str(self.event.envelope["compartment"])

    @property
    def occurred_at(self) -> int:
        """Microseconds since 1970."""
        return int(self.event.envelope["occurred_at"])


def facts_of(event: StoredEvent) -> list[Fact]:
    """What names one person goes by that person, all else by all subjects together."""
    return [*_sealed_facts(event), *_clear_facts(event)]


def _sealed_facts(event: StoredEvent) -> Iterator[Fact]:
    """A sealed field that says nobody's is sealed for the first subject and about all of them."""
    fields = [field for field in event.type.fields if field.mark == "sealed"]
    nobodys = {field.field_code for field in fields if field.of is None}
    for part in event.body["sealed"]:
        person, code = part["person_ref"], part["field_code"]
        together = code in nobodys and person == event.envelope["person_refs"][0]
        yield Fact(event, Unit(event.event_id, person, code, True), together)


def _clear_facts(event: StoredEvent) -> Iterator[Fact]:
    for _, unit in clear_units(event):
        lists_people = any(unit.person in (event.body[name] or ()) for name in _lists(event))
        yield Fact(event, unit, unit.person is None or lists_people)


def _lists(event: StoredEvent) -> list[str]:
    """The fields that list people and say nothing of each."""
    return [field.name for field in event.type.fields if field.person and field.is_array]


def clear_units(event: StoredEvent) -> Iterator[tuple[str, Unit]]:
    """(field, unit) of every clear field and whom it names."""
    for field in event.type.fields:
        if field.mark == "clear":
            code = _code_of(event, field)
            if event.name == "AttributeAsserted":
                # What surrounds a value is about whom the value is about.
                yield field.name, Unit(event.event_id, event.body["person"], code, False)
            elif _names_subjects(field):
                for person in _people_in(field, event.body[field.name]):
                    yield field.name, Unit(event.event_id, person, code, False)
            else:
                yield field.name, Unit(event.event_id, None, code, False)


def _code_of(event: StoredEvent, field: Field) -> str:
    """What surrounds an asserted value tells that there is one: it goes by the value's code."""
    if event.name == "AttributeAsserted":
        more = code_list("attribute").more(event.body["attribute"], "field_code")
        return more or field.field_code
    return field.field_code


def subjects_of(event: StoredEvent, events: Iterable[StoredEvent]) -> list[bytes]:
    """Whom the event is about; where it names nobody, whom its case was opened with, or where
    nobody opened it, everybody its case is about."""
    if event.envelope["person_refs"]:
        return sorted(set(event.envelope["person_refs"]))
    if event.case_id is None:
        return []
    of_case = [e for e in events if e.case_id == event.case_id]
    opened = named(of_case, "ConsultationReceived") or of_case
    return sorted({person for other in opened for person in other.envelope["person_refs"]})


def named(events: Iterable[StoredEvent], *names: str) -> list[StoredEvent]:
    """The events of these types."""
    return [event for event in events if event.name in names]


def states_household(event: StoredEvent) -> bool:
    """Whether it states who lives in a household, each person for themselves."""
    return event.name in ("HouseholdFormed", "MemberJoined")


def departs(event: StoredEvent, person: bytes, present: Sequence[bytes]) -> bool:
    """Whether the statement says that this person left the household."""
    if event.name == "MemberLeft":
        return bool(event.body["person"] == person)
    if event.name == "HouseholdSplit":
        return person in event.body["moving"]
    if event.name == "HouseholdMovedOut":
        return person in (event.body["members"] or present)
    return False


def destination_named(event: StoredEvent) -> bool:
    """Whether a departure says where to."""
    if event.name == "HouseholdSplit":
        return True
    field = "destination" if event.name == "MemberLeft" else "to_municipality"
    return event.body[field] not in (None, "UNDISCLOSED")


def _names_subjects(field: Field) -> bool:
    return field.person == "subject" or any(item.person == "subject" for item in field.items)


def _people_in(field: Field, value: object) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, dict):
        for item in field.items:
            if item.person == "subject":
                yield from _people_in(item, value[item.name])
    elif isinstance(value, list):
        for one in value:
            yield from _people_in(field, one)
