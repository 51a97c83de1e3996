from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROTOS = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("protos/**/*.proto"))


def stubs(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.glob("protos/**/*_pb2*.py*")
        if path.suffix in {".py", ".pyi"}
    }


def test_the_committed_stubs_are_what_the_pinned_generators_make(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent

    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "grpc_tools.protoc",
            "--proto_path=.",
            f"--plugin=protoc-gen-mypy={scripts / 'protoc-gen-mypy'}",
            f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}",
            f"--python_out={tmp_path}",
            f"--grpc_python_out={tmp_path}",
            f"--mypy_out={tmp_path}",
            f"--mypy_grpc_out={tmp_path}",
            *PROTOS,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode == 0, made.stderr
    expected, committed = stubs(tmp_path), stubs(ROOT)
    assert committed.keys() == expected.keys()
    assert [name for name, text in expected.items() if committed[name] != text] == []
