"""Files are there whole or not at all, and nothing is overwritten by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.transfer.canonical import read_bounded
from services.transfer.files import write_new, write_whole
from services.transfer.refusal import TransferRefused


def test_a_new_file_is_its_owners_and_leaves_no_draft(tmp_path: Path) -> None:
    write_new(tmp_path / "package", b"content")

    assert (tmp_path / "package").read_bytes() == b"content"
    assert (tmp_path / "package").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    (tmp_path / "package").write_bytes(b"older")

    with pytest.raises(TransferRefused) as caught:
        write_new(tmp_path / "package", b"newer")

    assert caught.value.rule == "FILE_EXISTS"
    assert (tmp_path / "package").read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_a_whole_file_replaces_the_one_before(tmp_path: Path) -> None:
    for content in (b"older", b"newer"):
        write_whole(tmp_path / "keys" / "own", content, private=True)

    assert (tmp_path / "keys" / "own").read_bytes() == b"newer"
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["own"]


def test_a_file_beyond_the_limit_is_refused_after_one_byte_too_many(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")

    assert read_bounded(tmp_path / "file", 5, "package") == b"12345"
    with pytest.raises(TransferRefused) as caught:
        read_bounded(tmp_path / "file", 4, "package")
    assert (caught.value.field, caught.value.rule) == ("package", "TOO_LARGE")
