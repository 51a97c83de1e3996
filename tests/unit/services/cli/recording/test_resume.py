"""What a recording knows survives its end, for the same file at the same adapters only."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.cli.recording.refused import RefusedLines
from services.cli.recording.resume import Counts, Resume


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The state of a recording that was interrupted after three answers."""
    path = tmp_path / "events.jsonl.resume"
    resume = Resume(path, "this file")
    resume.counts.accepted = 2
    resume.counts.refuse("INVALID_EVENT")
    resume.minted["placeholder"] = "minted"
    resume.done("HOK-1", 3, refused_bytes=40)
    resume.commit(begins=120, line=2)
    resume.close(finished=False)
    return path


def test_an_interrupted_recording_goes_on_where_it_was(path: Path) -> None:
    resume = Resume(path, "this file")

    assert (resume.begins, resume.line, resume.refused_bytes) == (120, 2, 40)
    assert resume.counts == Counts(accepted=2, refused={"INVALID_EVENT": 1})
    assert resume.counts.answered == 3
    assert resume.minted["placeholder"] == "minted"
    assert resume.is_done("HOK-1", 3)
    assert not resume.is_done("HOK-1", 4)
    assert not resume.is_done("JIR-1", 1)


def test_another_file_or_other_adapters_begin_anew(path: Path) -> None:
    resume = Resume(path, "another file")

    assert (resume.begins, resume.line, resume.refused_bytes) == (0, 1, 0)
    assert resume.counts == Counts()
    assert not resume.minted
    assert not resume.is_done("HOK-1", 1)


def test_what_was_not_committed_is_forgotten(path: Path) -> None:
    resume = Resume(path, "this file")
    resume.counts.accepted += 1
    resume.minted["later"] = "lost"
    resume.done("JIR-1", 9, refused_bytes=99)
    resume.close(finished=False)

    again = Resume(path, "this file")
    assert again.counts.accepted == 2
    assert "later" not in again.minted
    assert not again.is_done("JIR-1", 9)


def test_a_finished_recording_leaves_nothing(path: Path) -> None:
    Resume(path, "this file").close(finished=True)

    assert not path.exists()


def test_refused_lines_after_the_last_commit_are_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "refused.jsonl"
    file.write_text("kept\nwritten after the commit\n")

    refused = RefusedLines(file, kept_bytes=5)

    assert file.read_text() == "kept\n"
    assert refused.bytes == 5


def test_a_recording_that_begins_anew_leaves_no_old_refusals(tmp_path: Path) -> None:
    file = tmp_path / "refused.jsonl"
    file.write_text("of another recording\n")

    RefusedLines(file, kept_bytes=0)

    assert not file.exists()
