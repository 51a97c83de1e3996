"""Whether a value fits its Avro schema exactly: what fastavro lets pass or converts in silence.

fastavro's writer turns 1.5 into 1, any value into a boolean and a text into an array of letters;
its reader takes numbers out of range and days that are in no calendar. What is written must read
back equal, and what is read must not break a projection later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from schemas.times import FIRST_DAY, FIRST_MICROS, LAST_DAY, LAST_MICROS

Json = Any
Check = Callable[[Any], None]

LIMITS = {
    ("int", None): (-(1 << 31), (1 << 31) - 1),
    ("long", None): (-(1 << 63), (1 << 63) - 1),
    ("int", "date"): (FIRST_DAY, LAST_DAY),
    ("long", "timestamp-micros"): (FIRST_MICROS, LAST_MICROS),
}
"""Smallest and largest value by type and logical type; days and instants must be in a calendar."""

_TYPES = {"string": str, "bytes": bytes, "boolean": bool}


class Unfit(ValueError):
    """A value does not fit: ``path`` is the field, ``rule`` what it must be; never the value."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.path: tuple[str, ...] = ()

    def below(self, name: str) -> Unfit:
        """The same, seen from the record that holds the field ``name``."""
        self.path = (name, *self.path)
        return self


def compile_fit(schema: Json, trusted: frozenset[str] = frozenset()) -> Check:
    """The check of every value before it is written. Raises Unfit.

    Of a record's own fields the ``trusted`` ones are left out: what one typed function fills is
    not checked again for every event.
    """
    if not trusted:
        return _build(schema, {}, ranges_only=False) or _anything
    names: dict[str, Check | None] = {}
    checks = [
        (field["name"], _build(field["type"], names, ranges_only=False))
        for field in schema["fields"]
    ]
    kept = [(name, check) for name, check in checks if check and name not in trusted]
    return _fields(kept, len(checks))


def compile_ranges(schema: Json) -> Check:
    """The check of numbers, days and instants that were read; the reader has seen to the rest.

    Raises Unfit.
    """
    check = _build(schema, {}, ranges_only=True)
    return check or _anything


def _anything(_value: Any) -> None:
    """Nothing to check."""


def _build(schema: Json, names: dict[str, Check | None], *, ranges_only: bool) -> Check | None:
    if isinstance(schema, list):
        if len(schema) != 2 or schema[0] != "null":
            raise ValueError("the only unions in use are null and one type")
        return _optional(_build(schema[1], names, ranges_only=ranges_only))
    if isinstance(schema, str):
        return names[schema] if schema in names else _primitive(schema, None, ranges_only)
    kind = schema["type"]
    if kind == "record":
        return _record(schema, names, ranges_only=ranges_only)
    if kind == "array":
        return _array(_build(schema["items"], names, ranges_only=ranges_only), ranges_only)
    if kind in ("fixed", "enum"):
        check = None if ranges_only else _named(schema)
        names[schema["name"]] = check
        return check
    return _primitive(kind, schema.get("logicalType"), ranges_only)


def _primitive(kind: str, logical: str | None, ranges_only: bool) -> Check | None:
    if (kind, logical) in LIMITS:
        low, high = LIMITS[kind, logical]

        def number(value: Any) -> None:
            if type(value) is not int:
                raise Unfit("must be a whole number")
            if not low <= value <= high:
                raise Unfit(f"must lie between {low} and {high}")

        return number
    wanted = _TYPES.get(kind)
    if wanted is None:
        raise ValueError(f"type {kind} is not in use")
    if ranges_only:
        return None

    def typed(value: Any) -> None:
        if type(value) is not wanted:
            raise Unfit(f"must be {wanted.__name__}")

    return _utf8 if wanted is str else typed


def _utf8(value: Any) -> None:
    if type(value) is not str:
        raise Unfit("must be str")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unfit("must be Unicode text without lone surrogates") from None


def _named(schema: Json) -> Check:
    if schema["type"] == "enum":
        symbols = frozenset(schema["symbols"])

        def symbol(value: Any) -> None:
            if type(value) is not str or value not in symbols:
                raise Unfit("must be one of the enum's symbols")

        return symbol
    size = schema["size"]

    def fixed(value: Any) -> None:
        if type(value) is not bytes or len(value) != size:
            raise Unfit(f"must be {size} bytes")

    return fixed


def _optional(check: Check | None) -> Check | None:
    if check is None:
        return None

    def optional(value: Any) -> None:
        if value is not None:
            check(value)

    return optional


def _array(check: Check | None, ranges_only: bool) -> Check | None:
    if check is None and ranges_only:
        return None

    def array(value: Any) -> None:
        if type(value) is not list:
            raise Unfit("must be a list")
        if check is not None:
            for item in value:
                check(item)

    return array


def _record(schema: Json, names: dict[str, Check | None], *, ranges_only: bool) -> Check | None:
    checks = [
        (field["name"], check)
        for field in schema["fields"]
        if (check := _build(field["type"], names, ranges_only=ranges_only)) is not None
    ]
    if ranges_only and not checks:
        return None
    return _fields(checks, None if ranges_only else len(schema["fields"]))


def _fields(checks: Sequence[tuple[str, Check]], expected: int | None) -> Check:
    """The check of a record; ``expected`` None where its shape is known to be right."""

    def record(value: Any) -> None:
        if expected is not None and type(value) is not dict:
            raise Unfit("must be a record")
        for name, check in checks:
            try:
                check(value[name])
            except Unfit as error:
                raise error.below(name) from None
            except KeyError:
                raise Unfit("is missing").below(name) from None
        if expected is not None and len(value) != expected:
            raise Unfit("must have no field that its schema does not name")

    return record
