"""The table of the queue: what the domain says, and a name for whatever is wrong in a file."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from projections.queue.rules import HERE, TERMS, RulesInvalid, read_rules, rules

SHIPPED: dict[str, Any] = json.loads((HERE / "rules.v1.json").read_text(encoding="utf-8"))
NUMBERS = ("version", "p3_from", "minor_under", "catch_up_seconds")
TABLES = {
    "weights": TERMS,
    "caps": TERMS,
    "hours": ("P1_RESPONSE", "SAFETY_CHECK", "FACT_CHECK"),
    "business_days": ("P2_RESPONSE", "TRIAGE", "ASSESSMENT", "PLAN_DRAFT", "CONSENT_REVIEW"),
    "months": ("MONITORING",),
    "days": ("CONSENT_ENDING", "PROTECTION_ENDING", "OUT_OF_TOUCH", "REVIEW_AHEAD"),
}
NO_NUMBERS = (-1, True, 1.5, "3", None, [3])


def _refused(folder: Path, text: str) -> str:
    path = folder / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesInvalid) as refused:
        read_rules(path)
    said = str(refused.value)
    assert said.startswith("other.json: ")
    return said.removeprefix("other.json: ")


def _with(**changed: object) -> str:
    return json.dumps(SHIPPED | changed)


def test_the_shipped_rules_are_those_of_the_domain() -> None:
    shipped = rules()
    assert shipped.version == 1
    assert shipped.weights == {"I": 5, "F": 5, "W": 1, "M": 5, "L": 5, "D": 5}
    assert shipped.caps == {"I": 6, "F": 4, "W": 20, "M": 1, "L": 1, "D": 1}
    assert (shipped.p3_from, shipped.closing_time) == (40, time(17, 15))
    assert shipped.hours == {"P1_RESPONSE": 24, "SAFETY_CHECK": 48, "FACT_CHECK": 48}
    assert shipped.months == {"MONITORING": 3}
    assert shipped.days["PROTECTION_ENDING"] == 30
    assert shipped.business_days == {
        "P2_RESPONSE": 1,
        "TRIAGE": 3,
        "ASSESSMENT": 10,
        "PLAN_DRAFT": 20,
        "CONSENT_REVIEW": 10,
    }
    assert shipped.minor_under == 18


def test_a_file_of_rules_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(_with(p3_from=0, closing_time="16:30", version=7), encoding="utf-8")
    read = read_rules(path)
    assert (read.version, read.p3_from, read.closing_time) == (7, 0, time(16, 30))
    assert read.caps == rules().caps


@pytest.mark.parametrize("field", sorted(SHIPPED))
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    text = json.dumps({name: value for name, value in SHIPPED.items() if name != field})
    assert _refused(tmp_path, text) == f"missing: {field}; unknown: 0"


def test_missing_fields_are_named_and_unknown_ones_counted(tmp_path: Path) -> None:
    other = {("p4_from" if name == "p3_from" else name): value for name, value in SHIPPED.items()}
    assert _refused(tmp_path, json.dumps(other)) == "missing: p3_from; unknown: 1"


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize("field", NUMBERS)
def test_what_is_no_whole_number_is_named(tmp_path: Path, field: str, value: object) -> None:
    said = _refused(tmp_path, _with(**{field: value}))
    assert said == f"{field} must be a whole number, 0 or more"


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize(("table", "name"), [(t, n) for t, names in TABLES.items() for n in names])
def test_what_is_no_whole_number_in_a_table_is_named(
    tmp_path: Path, table: str, name: str, value: object
) -> None:
    said = _refused(tmp_path, _with(**{table: SHIPPED[table] | {name: value}}))
    assert said == f"{table}.{name} must be a whole number, 0 or more"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_its_names_and_no_others(tmp_path: Path, table: str) -> None:
    expected = f"{table} must have exactly {', '.join(sorted(TABLES[table]))}"
    lacking = dict(list(SHIPPED[table].items())[1:])
    for wrong in (lacking, SHIPPED[table] | {"X": 1}, list(TABLES[table]), 5, None):
        assert _refused(tmp_path, _with(**{table: wrong})) == expected


@pytest.mark.parametrize(
    "value", ["5 pm", "25:00", "17.15", "17", "1715", "17:15Z", "17:15:30", "", "noon", 1715, None]
)
def test_a_closing_time_that_is_none_is_named(tmp_path: Path, value: object) -> None:
    said = _refused(tmp_path, _with(closing_time=value))
    assert said == "closing_time must be HH:MM, Japan time"


def test_what_is_no_json_tells_the_line(tmp_path: Path) -> None:
    assert _refused(tmp_path, '{\n  "version": 1,\n}').startswith("no JSON, line ")


@pytest.mark.parametrize("text", ["[]", "3", "null", '"rules"'])
def test_json_that_is_no_object_is_told_what_it_must_have(tmp_path: Path, text: str) -> None:
    assert _refused(tmp_path, text).startswith("must be an object with business_days, caps, ")


def test_rules_that_are_not_there_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_rules(tmp_path / "none.json")
    with pytest.raises(FileNotFoundError):
        rules(999)
