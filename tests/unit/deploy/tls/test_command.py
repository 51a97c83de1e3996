from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deploy.tls import revoked_serials


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.tls", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200"},
    )


def test_command_issues_then_says_what_was_still_good(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "tls"), "--municipality", "131016")

    first = run(*out, "HOK-1", "SHO-1")
    second = run(*out, "HOK-1", "SHO-1", "projector")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "2 issued, 0 still good" in first.stdout
    assert "1 issued, 2 still good" in second.stdout
    assert (tmp_path / "tls" / "projector.key").exists()


def test_command_revokes_by_name(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--municipality", "131016", "HOK-1")

    revoked = run("--out", str(tmp_path), "--revoke", "HOK-1")

    (serial,) = revoked_serials(tmp_path)
    assert revoked.stdout.strip() == f"revoked HOK-1, serial {serial:x}"


def test_command_refuses_a_bad_name_with_the_rule(tmp_path: Path) -> None:
    refused = run("--out", str(tmp_path), "--municipality", "131016", "hok-1")

    assert refused.returncode == 2
    assert "give an agency as CODE-number" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_command_without_names_says_what_it_needs(tmp_path: Path) -> None:
    refused = run("--out", str(tmp_path))

    assert refused.returncode == 2
    assert "give names" in refused.stderr
