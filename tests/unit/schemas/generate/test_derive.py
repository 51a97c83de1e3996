from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.generate.__main__ import ROOT, main
from schemas.generate.derive import Derivation
from schemas.generate.sums import read_sums

REFERRAL = "schemas/avro/ReferralSent.v1.avsc"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of what the catalogue and its derived files are, to change at will."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(ROOT / "protos", tmp_path / "protos")
    return tmp_path


def rewrite(path: Path, change: Callable[[Any], None]) -> None:
    declaration = json.loads(path.read_text("utf-8"))
    change(declaration)
    path.write_text(json.dumps(declaration, ensure_ascii=False, indent=1) + "\n", "utf-8")


def field(declaration: Any, name: str) -> Any:
    return next(each for each in declaration["fields"] if each["name"] == name)


def test_nothing_that_is_derived_has_drifted() -> None:
    derivation = Derivation(ROOT)

    assert derivation.drifted() + derivation.stale() == []


def test_nothing_frozen_was_changed() -> None:
    assert Derivation(ROOT).broken_promises() == []


def test_every_released_schema_is_frozen() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("released versions are known from git's tags, and there is no git here")
    frozen = read_sums((ROOT / "schemas/FROZEN").read_text("utf-8")).items()

    for tag in git("tag", "--list", "v*").split():
        released = read_sums(git("show", f"{tag}:schemas/SHA256SUMS")).items()
        assert {(path, digest) for path, digest in released if path.endswith(".avsc")} <= frozen


def git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_changed_declaration_drifts_in_all_that_derives_from_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def rename(declaration: Any) -> None:
        field(declaration, "to_agency")["name"] = "recipient"

    rewrite(repository / REFERRAL, rename)

    assert main(["--check"], repository) == 1
    drifted = capsys.readouterr().out
    for name in (
        "protos/enishi/v1/events.proto",
        "schemas/CATALOGUE.md",
        "schemas/asyncapi.yaml",
        "schemas/SHA256SUMS",
        "schemas/fingerprints/index.json",
    ):
        assert f"drifted {name}" in drifted


def test_generating_brings_everything_up_to_date_and_removes_what_is_stale(
    repository: Path,
) -> None:
    def rename(declaration: Any) -> None:
        field(declaration, "to_agency")["name"] = "recipient"

    before = set((repository / "schemas/fingerprints").iterdir())
    rewrite(repository / REFERRAL, rename)

    assert main([], repository) == 0

    assert main(["--check"], repository) == 0
    after = set((repository / "schemas/fingerprints").iterdir())
    assert len(before - after) == len(after - before) == 1


def test_a_file_that_no_schema_accounts_for_is_drift(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "schemas/fingerprints/0000000000000000.avsc").write_text("{}")

    assert main(["--check"], repository) == 1
    assert capsys.readouterr().out == "drifted schemas/fingerprints/0000000000000000.avsc\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda it: field(it, "respond_by").update(mark="sealed"),
        lambda it: field(it, "note").update(code="SERVICES"),
        lambda it: field(it, "note").update(doc="harmless words"),
        lambda it: field(it, "note").update(tag=50),
        lambda it: it["fields"].remove(field(it, "to_agency")),
        lambda it: it["enishi"]["writers"].append("SYS"),
    ],
    ids=["mark", "field code", "doc", "tag", "field hidden", "writers"],
)
def test_a_frozen_schema_cannot_be_swapped(
    repository: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Any], None]
) -> None:
    assert main(["--freeze"], repository) == 0
    rewrite(repository / REFERRAL, change)
    sums = (repository / "schemas/SHA256SUMS").read_bytes()
    capsys.readouterr()

    for arguments in (["--check"], [], ["--freeze"]):
        assert main(arguments, repository) == 1
        said = capsys.readouterr().out
        assert f"{REFERRAL} is frozen and was changed" in said
        assert "write the next version" in said
    assert (repository / "schemas/SHA256SUMS").read_bytes() == sums


def test_a_frozen_schema_cannot_be_removed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--freeze"], repository)
    (repository / REFERRAL).unlink()

    assert main(["--check"], repository) == 1
    assert f"{REFERRAL} is frozen and was removed" in capsys.readouterr().out


def test_the_next_version_of_a_frozen_schema_may_be_added_and_frozen(repository: Path) -> None:
    main(["--freeze"], repository)
    shutil.copy(repository / REFERRAL, repository / REFERRAL.replace("v1", "v2"))

    def second(declaration: Any) -> None:
        declaration["enishi"]["version"] = 2
        added = {**field(declaration, "note"), "name": "remark", "tag": 60}
        declaration["fields"].append(added)

    rewrite(repository / REFERRAL.replace("v1", "v2"), second)

    assert main([], repository) == 0
    assert main(["--freeze"], repository) == 0
    frozen = (repository / "schemas/FROZEN").read_text("utf-8")
    assert "avro/ReferralSent.v1.avsc" in frozen
    assert "avro/ReferralSent.v2.avsc" in frozen


def test_a_code_list_may_grow_after_a_release(repository: Path) -> None:
    main(["--freeze"], repository)

    def grow(codes: Any) -> None:
        codes["codes"].append({"code": "PETS", "ja": "ペット", "en": "Pets"})

    rewrite(repository / "schemas/codes/issue.v1.json", grow)

    assert main([], repository) == 0
    assert main(["--check"], repository) == 0


def test_sums_are_those_of_sha256sum(repository: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=repository / "schemas",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_every_schema_file_has_its_sum() -> None:
    listed = {
        line.split("  ")[1] for line in (ROOT / "schemas/SHA256SUMS").read_text().splitlines()
    }

    files = [
        path.relative_to(ROOT / "schemas").as_posix()
        for folder in ("avro", "codes", "fingerprints")
        for path in (ROOT / "schemas" / folder).iterdir()
    ]
    assert listed == set(files)


def test_a_malformed_list_of_frozen_files_is_refused(repository: Path) -> None:
    (repository / "schemas/FROZEN").write_text("all of them\n")

    with pytest.raises(ValueError, match="line 1 is not a SHA-256 sum"):
        main(["--check"], repository)
