"""Where in an answer to look: ``cases[K1].referrals[F1].state``.

A step is a field name with selectors behind it: ``[K1]`` takes the one element of a list whose key
is K1, ``[*]`` all elements, ``[issue=DEBT,agency_id=JIR-1]`` those whose fields have these
values, ``[referral.referral_id=@F1]`` of a field's field too.
After ``[*]`` or a condition the rest of the path is taken of every element, and the result is the
list of what was found. ``$`` alone is the whole answer. What is not there is None, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KEYS: Mapping[str, str] = {
    "people": "person_ref",
    "members": "person_ref",
    "attributes": "field",
    "cases": "case_id",
    "flags": "flag_id",
    "referrals": "referral_id",
    "requests": "request_id",
    "roles": "agency_id",
    "timeline": "event_id",
    "stale_sources": "agency_id",
    "items": "request_id",
    "watch": "referral_id",
    "clocks": "clock",
    "tasks": "task",
    "alerts": "alert",
    "viewings": "event_id",
    "figures": "name",
    "sources": "agency_id",
}
"""The field by which each list of an answer is looked up."""

ALIASED = frozenset({"person_ref", "case_id", "flag_id", "referral_id", "request_id", "event_id"})
"""Keys that are ids: what stands in the brackets is an alias."""

LookUp = Callable[[str], str]

_STEP = re.compile(r"([a-z_]+)((?:\[[^\]]+\])*)")
_SELECTOR = re.compile(r"\[([^\]]+)\]")


class PathInvalid(ValueError):
    """A path that does not follow the grammar."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        super().__init__(f"path {path!r}: {problem}; write such as cases[K1].lead.value")


@dataclass(frozen=True, slots=True)
class Name:
    """Into a field."""

    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """The element of a list whose key this is."""

    list_name: str
    key: str


@dataclass(frozen=True, slots=True)
class Where:
    """The elements of a list that meet every condition."""

    conditions: tuple[tuple[str, str], ...]


def select(answer: Any, path: str, look_up: LookUp) -> Any:
    """What stands at ``path``.

    Raises PathInvalid; UnknownAlias for a name in brackets that stands for nothing yet.
    """
    if path == "$":
        return answer
    found: list[Any] = [answer]
    many = False
    for step in parse(path):
        if isinstance(step, Name):
            found = [one[step.name] for one in found if _has(one, step.name)]
        elif isinstance(step, Key):
            field = KEYS[step.list_name]
            key = look_up(step.key) if field in ALIASED else step.key
            found = [
                item for one in found for item in _items(one) if str(item.get(field, "")) == key
            ]
        else:
            many = True
            wanted = [(name, _value(value, look_up)) for name, value in step.conditions]
            found = [item for one in found for item in _items(one) if _meets(item, wanted)]
    if many:
        return found
    return found[0] if found else None


def parse(path: str) -> Iterator[Name | Key | Where]:
    """The steps of a path other than ``$``. Raises PathInvalid."""
    for text in re.split(r"\.(?![^\[]*\])", path):
        match = _STEP.fullmatch(text)
        if match is None:
            raise PathInvalid(path, f"{text!r} is no step")
        name = match[1]
        yield Name(name)
        for selector in _SELECTOR.findall(match[2]):
            if selector == "*":
                yield Where(())
            elif "=" in selector:
                yield Where(tuple(_condition(path, one) for one in selector.split(",")))
            elif name in KEYS:
                yield Key(name, selector)
            else:
                raise PathInvalid(path, f"{name} has no key; choose by a condition")


def _condition(path: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise PathInvalid(path, f"{text!r} is no condition")
    return name, value


def _value(text: str, look_up: LookUp) -> str:
    return look_up(text[1:]) if text.startswith("@") else text


def _has(one: Any, name: str) -> bool:
    return isinstance(one, Mapping) and name in one


def _items(one: Any) -> list[Mapping[str, Any]]:
    return [item for item in one if isinstance(item, Mapping)] if isinstance(one, list) else []


def _meets(item: Mapping[str, Any], wanted: list[tuple[str, str]]) -> bool:
    return all(_text(_inside(item, name)) == value for name, value in wanted)


def _inside(item: Any, name: str) -> Any:
    """A field, or a field of a field: ``referral.referral_id``."""
    for part in name.split("."):
        item = item.get(part) if isinstance(item, Mapping) else None
    return item


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
