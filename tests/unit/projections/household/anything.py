"""Any set of events a small municipality could publish, for properties of the view."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies as st

from projections.household.reach import Key
from projections.stored_event import StoredEvent
from schemas.catalogue import EventType, Field, catalogue
from schemas.codes import code_list
from tests.unit.projections.household.story import Story, case, day, household, person, uid

PEOPLE = ("P1", "P2", "P3", "P4", "P5", "P6", "P7")
HOUSEHOLDS = ("H1", "H2", "H3", "H4")
CASES = ("case 1", "case 2", "case 3", "case 4")
LINKS = 3
AGENCIES = ("HOK-1", "JIR-1", "CT-1")
SUBJECTS: tuple[Key, ...] = (
    *map(person, PEOPLE),
    *map(household, HOUSEHOLDS),
    *map(case, CASES),
)
STATED = tuple(
    name for name in catalogue().names() if "AUDIT" not in catalogue().latest(name).bases
)
OFTEN = tuple(
    name
    for name in STATED
    if name.startswith(
        ("Referral", "Household", "Member", "ConsentG", "Attr", "PersonLink", "EventRe")
    )
)


@st.composite
def municipalities(draw: st.DrawFn) -> list[StoredEvent]:
    """Fifteen to forty events of every type, with corrections, conflicts, unmet citations, links,
    and events that cite links."""
    row = st.tuples(
        st.sampled_from(AGENCIES),
        st.sampled_from(STATED + 2 * OFTEN),
        st.integers(1, 6),
        st.sampled_from((1, 1, 1, 2, 3)),
        st.integers(0, 40),
        st.integers(0, 2**16),
    )
    story = Story()
    for agency, name, record, revision, hour, seed in draw(st.lists(row, min_size=15, max_size=40)):
        _tell(story, agency, catalogue().latest(name), record, revision, hour, Random(seed))
    return story.events


def _tell(
    story: Story,
    agency: str,
    event: EventType,
    record: int,
    revision: int,
    hour: int,
    chance: Random,
) -> None:
    subjects = set(chance.sample(PEOPLE, chance.randint(0, 2)))
    payload = {
        field.name: _value(field, chance, subjects)
        for field in event.fields
        if field.mark == "clear"
    }
    cited: dict[str, Any] = {
        field: _id(field, chance)
        for field in ("consent_id", "conference_id", "council_case_id")
        if chance.random() < 0.2
    }
    if chance.random() < 0.2:
        cited["via_link_ids"] = [link(chance.randint(1, LINKS))]
    sealed = {}
    if event.name == "AttributeAsserted":
        who = chance.choice(PEOPLE)
        subjects.add(who)
        payload["person"] = who
        sealed = {(who, "IDENTITY"): {"value": f"{chance.random()}", "epoch": chance.randint(0, 1)}}
    citing = [told for told in story.events if told.envelope["via_link_ids"]]
    if event.name == "EventReattributed" and citing:
        told = chance.choice(citing)
        payload["subject_event_id"] = told.event_id
        payload["link_id"] = told.envelope["via_link_ids"][0]
    story.tell(
        agency,
        event.name,
        f"06-{1 + hour // 8:02} {9 + hour % 8:02}:00",
        people=sorted(subjects),
        case=None if event.case == "none" else chance.choice(CASES),
        envelope={
            "source_record_id": f"{record}",
            "source_revision": revision,
            "occurred_precision": chance.choice(("INSTANT", "DAY")),
            **cited,
        },
        sealed=sealed,
        **payload,
    )


def _value(field: Field, chance: Random, subjects: set[str]) -> Any:
    if field.optional and chance.random() < 0.3:
        return [] if field.is_array and not isinstance(field.avro, list) else None
    if field.is_array:
        return [_one(field, chance, subjects) for _ in range(chance.randint(1, 2))]
    return _one(field, chance, subjects)


def _one(field: Field, chance: Random, subjects: set[str]) -> Any:
    if field.items:
        return {item.name: _value(item, chance, subjects) for item in field.items}
    if field.person is not None:
        who = chance.choice(PEOPLE)
        if field.person == "subject":
            subjects.add(who)
        return person(who)[1]
    if field.element == "jp.enishi.Uuid":
        return _id(field.name, chance)
    if field.codes is not None:
        return chance.choice(list(code_list(field.codes).codes))
    if field.names_agency:
        return chance.choice(AGENCIES)
    return _plain(field, chance)


def link(number: int) -> bytes:
    """The id of one of the links."""
    return uid(f"link {number}")


def _id(field: str, chance: Random) -> bytes:
    if field == "link_id":
        return link(chance.randint(1, LINKS))
    if field == "subject_event_id":
        return uid(f"{chance.choice(AGENCIES)}/{chance.randint(1, 12)}")
    if field.endswith("household_id"):
        return household(chance.choice(HOUSEHOLDS))[1]
    kind = {"parent_id": "referral_id", "plan_ids": "plan_id"}.get(field, field)
    return case(f"{kind} {chance.randint(1, 2)}")[1]


def _plain(field: Field, chance: Random) -> Any:
    kind = field.element["type"] if isinstance(field.element, dict) else field.element
    if kind == "jp.enishi.Sha256":
        return bytes(32)
    if kind == "string":
        return "x"
    if kind == "boolean":
        return chance.random() < 0.5
    return day("06-01") + chance.randint(0, 6) if field.name != "plan_version" else 1
