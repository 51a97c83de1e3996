"""Frozen dataclasses as JSON values and back, checked against their own type hints."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from services.transfer.canonical import Json
from services.transfer.refusal import TransferRefused

T = TypeVar("T")


def to_plain(value: Any) -> Json:
    """Dataclasses as dicts, tuples as lists; strings, whole numbers, booleans and None as is."""
    if is_dataclass(value):
        return {part.name: to_plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], value: Json, field: str) -> T:
    """The dataclass that ``to_plain`` was given.

    Raises TransferRefused (MALFORMED, with the path): a member that is missing, unknown or of
    another type, at any depth.
    """
    if not isinstance(value, dict):
        raise _misfit(field, "an object")
    hints = get_type_hints(kind)
    if unknown := sorted(set(value) ^ set(hints)):
        raise TransferRefused(
            field,
            "MALFORMED",
            f"has {len(unknown)} member(s) more or fewer than this version knows, such as "
            f"{_name(unknown[0])}; update whichever side is older",
        )
    return kind(**{name: _typed(hints[name], value[name], f"{field}.{name}") for name in hints})


def _typed(kind: Any, value: Json, field: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return from_plain(kind, value, field)
    if isinstance(kind, UnionType):
        if value is None and NoneType in get_args(kind):
            return None
        (inner,) = [one for one in get_args(kind) if one is not NoneType]
        return _typed(inner, value, field)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _misfit(field, "a list")
        return tuple(_typed(get_args(kind)[0], item, field) for item in value)
    if type(value) is not kind:
        raise _misfit(field, f"of type {kind.__name__}")
    return value


def _misfit(field: str, expected: str) -> TransferRefused:
    return TransferRefused(field, "MALFORMED", f"is not {expected}; ask for the file again")


def _name(name: str) -> str:
    """A member's name is whatever the file says it is: only an identifier is repeated."""
    return name if name.isascii() and name.isidentifier() and len(name) <= 40 else "(unreadable)"
