from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from schemas.catalogue import catalogue
from schemas.codes import (
    CODES,
    UnknownCodeList,
    agency_code,
    code_list,
    read_code_list,
)

EVERY_FILE = sorted(CODES.glob("*"))


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda path: path.name)
def test_every_list_has_words_in_both_languages_and_plain_codes(path: Path) -> None:
    codes = read_code_list(path)

    assert codes.codes
    for code in codes.codes.values():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", code.code)
        assert code.ja.strip()
        assert code.en.strip()


def test_the_lists_of_enums_hold_the_enums_symbols() -> None:
    envelope = next(catalogue().all()).wire["fields"][0]["type"]
    part = next(catalogue().all()).wire["fields"][-1]["type"]["items"]
    symbols = {
        field["type"]["name"]: set(field["type"]["symbols"])
        for field in [*envelope["fields"], *part["fields"]]
        if isinstance(field["type"], dict) and field["type"]["type"] == "enum"
    }

    assert symbols["LegalBasis"] == set(code_list("legal_basis").codes)
    assert symbols["FieldCode"] - {"UNKNOWN"} == set(code_list("field_code").codes)
    assert set(code_list("consent_compartment").codes) <= symbols["Compartment"]


def test_every_attribute_belongs_to_a_field_code() -> None:
    attributes = code_list("attribute")

    for code in attributes.codes:
        assert attributes.more(code, "field_code") in code_list("field_code")


def test_words_of_a_code_that_only_a_later_list_knows_are_the_code() -> None:
    issues = code_list("issue")

    assert (issues.ja("ELDERCARE"), issues.en("ELDERCARE")) == ("介護のこと", "Elder care")
    assert (issues.ja("NEWER"), issues.en("NEWER")) == ("NEWER", "NEWER")
    assert issues.more("NEWER", "band") is None
    assert "ELDERCARE" in issues
    assert "NEWER" not in issues


def test_an_unknown_list_says_so() -> None:
    with pytest.raises(UnknownCodeList, match="'nothing'"):
        code_list("nothing")


def test_an_agency_id_begins_with_its_code() -> None:
    assert agency_code("HOK-1") == "HOK"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codes": [{"code": "A", "ja": "あ", "en": "a"}] * 2}, "lists a code twice"),
        ({"version": 2}, "declares local version 2"),
        ({"list": "other"}, "declares other version 1"),
    ],
    ids=["duplicate code", "another version", "another list"],
)
def test_a_list_that_contradicts_itself_is_refused(
    tmp_path: Path, change: Mapping[str, Any], message: str
) -> None:
    path = tmp_path / "local.v1.json"
    path.write_text(json.dumps({"list": "local", "version": 1, "codes": [], **change}), "utf-8")

    with pytest.raises(ValueError, match=message):
        read_code_list(path)
