"""The table as a page: it says what the table says, in words, and cannot drift from it."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from projections.visibility.decision import (
    ConsentState,
    GlassState,
    Opening,
    PackageState,
    RoomState,
    Situation,
)
from projections.visibility.page import PAGE, generate_page, main
from projections.visibility.page_words import COMPARTMENTS, RULES, TITLES, VALUES
from projections.visibility.policy import CONDITIONS, Row, policy
from schemas.catalogue import catalogue
from schemas.codes import code_list

STATES: dict[str, type[StrEnum]] = {
    "consent": ConsentState,
    "package": PackageState,
    "room": RoomState,
    "opening": Opening,
    "glass": GlassState,
}
ROWS = (*policy().deny, *policy().allow)


@pytest.fixture(scope="module")
def page() -> str:
    return generate_page(policy())


def section(page: str, row: Row) -> str:
    """The row's own lines."""
    _, _, rest = page.partition(f'### <a id="{row.id}"></a>')
    return rest.partition("\n#")[0]


def test_the_page_in_the_repository_is_that_of_the_newest_table(page: str) -> None:
    assert PAGE.read_text(encoding="utf-8") == page
    assert main(["--check"]) == 0


def test_a_page_that_drifted_is_found_and_written_anew(
    tmp_path: Path, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    drifted = tmp_path / "POLICY.md"
    drifted.write_text(page.replace("default deny", "default allow"), encoding="utf-8")

    assert main(["--check"], drifted) == 1
    assert main([], drifted) == 0
    assert capsys.readouterr().out.split() == ["drifted", "POLICY.md", "wrote", "POLICY.md"]
    assert drifted.read_text(encoding="utf-8") == page


def test_every_value_of_every_condition_has_words() -> None:
    assert set(VALUES) == set(TITLES) == set(CONDITIONS)
    for condition, values in VALUES.items():
        kind = Situation.__annotations__[condition]
        known = set(STATES[condition]) if condition in STATES else {True, False}
        assert set(values) == known, kind


def test_every_compartment_of_an_event_has_words() -> None:
    event = next(catalogue().all())
    (compartment,) = (
        field["type"]
        for field in event.wire["fields"][0]["type"]["fields"]
        if field["name"] == "compartment"
    )

    assert set(COMPARTMENTS) == set(compartment["symbols"])


def test_every_rule_that_stands_in_place_of_a_law_has_words() -> None:
    named = {row.law for row in ROWS if re.fullmatch(r"V\d", row.law)}

    assert named == set(RULES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_says_all_it_decides_by(page: str, row: Row) -> None:
    text = section(page, row)
    coded = {
        "見る機関": ("agency", row.who),
        "記録の根拠": ("legal_basis", row.bases),
        "項目": ("field_code", row.field_codes),
    }

    assert f"{row.ja} / {row.en}" in text
    for label, (codes, chosen) in coded.items():
        (line,) = (line for line in text.splitlines() if line.startswith(f"- {label}"))
        assert ("すべて any" in line) == (chosen is None)
        shown = set(re.findall(r"`(\w+)`", line))
        assert shown == (chosen or set())
        assert all(code_list(codes).ja(code) in line for code in shown)
    (line,) = (line for line in text.splitlines() if line.startswith("- 区分"))
    assert set(re.findall(r"`(\w+)`", line)) == (row.compartments or set())
    for condition, values in row.when.items():
        for value in values:
            assert VALUES[condition][value].ja in text
            assert VALUES[condition][value].en in text
    assert ("みずからの記録" in text) == (row.own is True)
    assert ("限定された担当者だけ" in text) == (row.restricted is True)
    assert ("names alone" in text) == row.names_only
    assert (row.law in text) and (row.reason in text)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == row.spares


def test_it_says_how_to_read_it_and_that_counsel_has_to_confirm_it(page: str) -> None:
    for said in ("default deny", "deny wins", "まだ誰も確認していない", "legal counsel confirms"):
        assert said in page


def test_it_gives_the_limits_of_break_glass(page: str) -> None:
    _, _, rest = page.partition('<a id="break-glass">')
    limits = rest.partition("\n#")[0]
    opened, protected = (line for line in limits.splitlines() if "`" in line)

    assert f"{policy().break_glass_minutes} minutes" in limits
    assert set(re.findall(r"`(\w+)`", opened)) == policy().break_glass_field_codes
    assert set(re.findall(r"`(\w+)`", protected)) == policy().protected_field_codes


def test_every_link_has_its_target(page: str) -> None:
    targets = re.findall(r'<a id="([^"]+)">', page)

    assert len(targets) == len(set(targets))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(targets)


def test_every_table_row_has_as_many_cells_as_its_head(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        cells = {line.count("|") for line in table.splitlines()}
        assert len(cells) == 1, table


@pytest.mark.parametrize(
    "wrong",
    [
        {"when": {"consent": frozenset(["PERHAPS"])}},
        {"bases": frozenset(["GOSSIP"])},
        {"compartments": frozenset(["DRAWER"])},
    ],
)
def test_what_has_no_words_is_refused(wrong: dict[str, Any]) -> None:
    table = policy()
    row = replace(table.allow[0], **wrong)

    with pytest.raises(KeyError):
        generate_page(replace(table, allow=(row, *table.allow[1:])))
