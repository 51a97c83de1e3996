"""世帯員: who lives in the household, and what each agency says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering.sheet import Sheet
from services.cli.rendering.words import CHECK, REDACTED, both, plain, sources

SHORT_REF = 8
ATTRIBUTE_WIDTH = 25

_CONTRADICTED: Mapping[str, str] = {
    "membership": "世帯員か In household",
    "relationship": "続柄 Relationship",
    "household": "世帯 Household",
}
"""What agencies contradict each other about, by the field of a contradiction."""


def names_of(household: query_pb2.Household) -> Mapping[str, str]:
    """Person → the name to call them by in the rest of the view."""
    return {member.person_ref: _name(member) for member in household.members}


def called(names: Mapping[str, str], person_ref: str) -> str:
    """A person's name, or a short reference to someone of another household."""
    return names.get(person_ref) or f"他世帯 elsewhere {person_ref[:SHORT_REF]}"


def _name(member: query_pb2.HouseholdMember) -> str:
    stated = dict.fromkeys(
        plain(value.value)
        for value in member.attributes
        if value.field == "NAME" and value.value and not value.redacted
    )
    return " / ".join(stated) or f"氏名不明 unnamed {member.person_ref[:SHORT_REF]}"


def members(
    people: Iterable[query_pb2.HouseholdMember], *, with_events: bool
) -> Iterator[RenderableType]:
    """A heading and a sheet for each person."""
    for member in people:
        yield _heading(member)
        if with_events and member.event_ids:
            yield Text(sources(member.event_ids), style="dim")
        sheet = Sheet(with_events=with_events, indent=2, width=ATTRIBUTE_WIDTH)
        for value in member.attributes:
            sheet.row(_field(value.field), shown(value), value.event_ids)
        for value in member.contradictions:
            sheet.row(_CONTRADICTED.get(value.field, value.field), _stated(value), value.event_ids)
        yield sheet.rendered()


def _heading(member: query_pb2.HouseholdMember) -> Text:
    if not member.person_ref:
        return _nameless(member)
    heading = Text("● ").append(_name(member), style="bold")
    if member.relationship:
        heading.append(f"  {both('relationship', member.relationship)}")
    if member.stated_by:
        heading.append(f" ({member.stated_by})", style="dim")
    if member.left:
        heading.append(f"  世帯を離れた left {member.left_on}", style="yellow")
    return heading.append(f"\n  {member.person_ref}", style="dim")


def _nameless(member: query_pb2.HouseholdMember) -> Text:
    """Whoever the reader may not be told of: that there is somebody, or was until a day."""
    heading = Text("○ ").append(member.relationship, style="dim")
    return heading.append(f"  left {member.left_on}", style="yellow") if member.left else heading


def _field(field: str) -> str:
    """``氏名 Name (通称 Alias)``: the type of a name where the attribute does not say it."""
    attribute, _, name_type = field.partition("/")
    words = both("attribute", attribute)
    if not name_type or attribute.endswith(name_type):
        return words
    return f"{words} ({both('name_type', name_type)})"


def _stated(value: query_pb2.Value) -> Text:
    """One side of a contradiction."""
    match value.field, value.value.split(" "):
        case "membership", ["PRESENT", "since", day]:
            return _sourced(f"いる here since {day}", value)
        case "membership", ["LEFT", day]:
            return _sourced(f"離れた left {day}", value)
        case "relationship", [code]:
            return _sourced(both("relationship", code), value)
        case _:
            return _sourced(plain(value.value), value)


def shown(value: query_pb2.Value) -> Text:
    """A value, who says so, and whether it is to be trusted."""
    return _sourced(REDACTED if value.redacted else plain(value.value), value)


def _sourced(words: str, value: query_pb2.Value) -> Text:
    text = Text(words)
    text.append(f"  {value.agency_id}", style="dim")
    if value.needs_checking:
        text.append(f"  {CHECK} check", style="bold yellow")
    return text
