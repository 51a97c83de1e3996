from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.catalogue import catalogue
from schemas.codes import CODES, read_code_list
from schemas.generate.page import generate_page
from tests.unit.schemas.changed_catalogue import changed_catalogue

LISTS = [read_code_list(path) for path in sorted(CODES.glob("*.json"))]
NEWEST = [catalogue().latest(name) for name in catalogue().names()]


@pytest.fixture(scope="module")
def page() -> str:
    return generate_page(catalogue(), LISTS)


def section(page: str, name: str) -> str:
    """The event's own lines."""
    _, _, rest = page.partition(f'### <a id="{name}"></a>')
    return rest.partition("\n#")[0]


def test_every_event_is_described_in_both_languages_with_every_field(page: str) -> None:
    for event in NEWEST:
        text = section(page, event.name)
        assert text.startswith(f"{event.ja} / {event.en} — `{event.name}` v{event.version}")
        assert event.doc in text
        assert ", ".join(sorted(event.writers)) in text
        for basis in event.bases:
            assert f"{basis}（" in text
        for field in event.fields:
            row = next(line for line in text.splitlines() if f"| `{field.name}` |" in line)
            assert row.startswith(f"| {field.tag} |")
            assert f"| {field.field_code} |" in row
            assert ("**封緘 sealed**" in row) == (field.mark == "sealed")
            for item in field.items:
                assert f"`{field.name}[].{item.name}`" in text


def test_every_code_stands_on_the_page_with_its_words(page: str) -> None:
    for codes in LISTS:
        for code in codes.codes.values():
            assert f"| `{code.code}` | {code.ja} | {code.en} |" in page


def test_every_link_has_its_target_and_every_target_is_unique(page: str) -> None:
    targets = re.findall(r'<a id="([^"]+)">', page)

    assert len(targets) == len(set(targets))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= set(targets)


def test_every_table_row_has_as_many_cells_as_its_head(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\n)+", page, flags=re.MULTILINE):
        cells = {line.count("|") for line in table.splitlines()}
        assert len(cells) == 1, table


def test_a_field_that_came_later_says_since_when(page: str) -> None:
    rows = section(page, "ReferralCompleted").splitlines()

    assert [line for line in rows if "since v2" in line] == [
        line for line in rows if "`completed_on`" in line
    ]


def test_what_restricts_says_so(page: str) -> None:
    for event in NEWEST:
        assert ("Restricts:" in section(page, event.name)) == event.restricts


def test_a_group_without_a_title_is_refused(tmp_path: Path) -> None:
    def regroup(declaration: dict[str, dict[str, str]]) -> None:
        declaration["enishi"]["group"] = "nowhere"

    with pytest.raises(KeyError, match="nowhere"):
        generate_page(changed_catalogue(tmp_path, "CaseClosed", 1, regroup), LISTS)
