"""How people and contacts are called on a page."""

from __future__ import annotations

from collections.abc import Mapping

from protos.enishi.v1 import query_pb2
from services.console.words import Words

SHORT_REF = 8


def name_of(member: query_pb2.HouseholdMember, words: Words) -> str:
    """The name to call somebody by; agencies may state several."""
    stated = dict.fromkeys(
        value.value
        for value in member.attributes
        if value.field == "NAME" and value.value and not value.redacted
    )
    return " / ".join(stated) or f"{words('unnamed')} {member.person_ref[:SHORT_REF]}"


def kana_of(member: query_pb2.HouseholdMember) -> str:
    """How the name is read, where one reading is stated and the name is shown too."""
    stated = {
        value.value
        for value in member.attributes
        if value.field.startswith("NAME_KANA") and value.value and not value.redacted
    }
    return stated.pop() if len(stated) == 1 else ""


def called(names: Mapping[str, str], person_ref: str, words: Words) -> str:
    """Somebody by name; by the reference where they are of another household."""
    return names.get(person_ref) or f"{words('elsewhere')} {person_ref[:SHORT_REF]}"


def contact_text(value: str, words: Words) -> str:
    """``2026-06-02 COUNSEL PHONE 30 min`` in words; anything else as it is."""
    match value.split(" "):
        case [day, service, how, minutes, "min"]:
            done = f"{words.code('service', service)} / {words.code('contact', how)}"
            return f"{words.day(day)} {done} {minutes}{'分' if words.japanese else ' min'}"
        case _:
            return value
