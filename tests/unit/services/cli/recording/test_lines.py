"""A file is read line by line with bounded memory, from any byte on."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.recording import lines
from services.cli.recording.lines import BadLine, Line, parse_line, read_lines


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three lines, one of them blank, the last without its end."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"first\n\nthird")
    return path


def test_lines_carry_their_number_and_where_they_begin(file: Path) -> None:
    assert list(read_lines(file)) == [Line(1, 0, b"first\n"), Line(3, 7, b"third")]


def test_reading_goes_on_from_any_line(file: Path) -> None:
    first, third = read_lines(file)

    assert list(read_lines(file, third.begins, third.number)) == [third]
    assert list(read_lines(file, first.begins, first.number)) == [first, third]


def test_a_line_too_long_is_skipped_unread_and_the_next_one_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 10)
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"x" * 35 + b"\nshort\n")

    assert list(read_lines(file)) == [Line(1, 0, None), Line(2, 36, b"short\n")]


def test_a_line_of_exactly_the_limit_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 6)
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"short\nshort\n")

    assert [line.text for line in read_lines(file)] == [b"short\n", b"short\n"]


def test_an_event_is_parsed() -> None:
    event = parse_line(Line(1, 0, b'{"envelope": {"agencyId": "HOK-1"}}'))

    assert event.envelope.agency_id == "HOK-1"


@pytest.mark.parametrize(
    "text",
    [b"{", b'{"secret": "\xe8\x8a\xb1"}', b'{"envelope": {"legalBasis": "X"}}', b"\xff\xfe"],
    ids=repr,
)
def test_what_is_no_event_is_refused_without_repeating_it(text: bytes) -> None:
    with pytest.raises(BadLine) as refused:
        parse_line(Line(1, 0, text))

    assert refused.value.rule == "NOT_AN_EVENT"
    assert "花" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_unread_line_is_refused_as_too_large() -> None:
    with pytest.raises(BadLine) as refused:
        parse_line(Line(1, 0, None))

    assert refused.value.rule == "OVERSIZE"
