from __future__ import annotations

from typing import Any

import fastavro
import pytest

from schemas.fit import Unfit, compile_fit, compile_ranges
from schemas.times import LAST_DAY, LAST_MICROS

SCHEMA = {
    "type": "record",
    "name": "R",
    "fields": [
        {"name": "number", "type": "int"},
        {"name": "count", "type": "long"},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "text", "type": "string"},
        {"name": "raw", "type": "bytes"},
        {"name": "flag", "type": "boolean"},
        {"name": "id", "type": {"type": "fixed", "name": "F", "size": 4}},
        {"name": "kind", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
        {"name": "maybe", "type": ["null", "string"]},
        {"name": "texts", "type": {"type": "array", "items": "string"}},
        {
            "name": "parts",
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "P",
                    "fields": [{"name": "no", "type": "int"}],
                },
            },
        },
    ],
}
GOOD: dict[str, Any] = {
    "number": 1,
    "count": 2,
    "day": 3,
    "at": 4,
    "text": "縁",
    "raw": b"x",
    "flag": True,
    "id": b"abcd",
    "kind": "B",
    "maybe": None,
    "texts": ["a"],
    "parts": [{"no": 1}],
}


def check(body: Any) -> None:
    compile_fit(fastavro.parse_schema(SCHEMA))(body)


def test_a_fitting_body_passes() -> None:
    check(GOOD)
    compile_ranges(fastavro.parse_schema(SCHEMA))(GOOD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 1 << 31),
        ("count", -(1 << 63) - 1),
        ("day", LAST_DAY + 1),
        ("at", LAST_MICROS + 1),
    ],
)
def test_a_number_that_was_read_must_lie_in_its_range(field: str, value: Any) -> None:
    with pytest.raises(Unfit) as refused:
        compile_ranges(fastavro.parse_schema(SCHEMA))({**GOOD, field: value})

    assert refused.value.path == (field,)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 1.5),
        ("number", 2.0),
        ("number", True),
        ("number", "1"),
        ("number", None),
        ("number", 1 << 31),
        ("count", 1 << 63),
        ("count", -(1 << 63) - 1),
        ("day", LAST_DAY + 1),
        ("at", LAST_MICROS + 1),
        ("text", b"x"),
        ("text", 4649),
        ("text", "\ud800"),
        ("raw", "x"),
        ("raw", [1]),
        ("flag", 1),
        ("flag", "yes"),
        ("flag", None),
        ("id", b"abc"),
        ("id", "abcd"),
        ("kind", "C"),
        ("kind", 1),
        ("kind", ["A"]),
        ("maybe", 4649),
        ("maybe", ("string", "x")),
        ("texts", "abc"),
        ("texts", {"a": 1}),
        ("texts", None),
        ("texts", [1]),
        ("parts", [[1]]),
    ],
)
def test_a_value_of_another_type_or_range_is_refused_by_the_name_of_its_field(
    field: str, value: Any
) -> None:
    with pytest.raises(Unfit) as refused:
        check({**GOOD, field: value})

    assert refused.value.path == (field,)
    assert "4649" not in refused.value.rule


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({key: value for key, value in GOOD.items() if key != "flag"}, ("flag",)),
        ({**GOOD, "extra": 1}, ()),
        ({**GOOD, "parts": [{}]}, ("parts", "no")),
        ({**GOOD, "parts": [{"no": 1, "extra": 2}]}, ("parts",)),
        ({**GOOD, "parts": [{"number": 1}]}, ("parts", "no")),
        ([], ()),
    ],
    ids=["missing", "extra", "missing below", "extra below", "another name", "no record"],
)
def test_a_record_has_exactly_its_fields(body: Any, path: tuple[str, ...]) -> None:
    with pytest.raises(Unfit) as refused:
        check(body)

    assert refused.value.path == path


@pytest.mark.parametrize(
    "schema", [["null", "int", "string"], "float", {"type": "map", "values": "int"}]
)
def test_a_construct_that_the_catalogue_does_not_use_is_refused(schema: Any) -> None:
    with pytest.raises(ValueError, match="in use"):
        compile_fit(fastavro.parse_schema(schema))
