"""``python -m schemas.generate``: writes what is derived from the catalogue; ``--check`` compares."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from schemas.catalogue import catalogue
from schemas.generate.proto import generate_proto

ROOT = Path(__file__).parents[2]


def derived_files() -> dict[str, str]:
    """Every derived text by its path in the repository."""
    types = catalogue()
    return {
        "protos/enishi/v1/events.proto": generate_proto(types),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write the derived files; with --check only say which have drifted (exit 1)."""
    parser = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    drifted = [
        name
        for name, text in derived_files().items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text
    ]
    if not options.check:
        for name in drifted:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(derived_files()[name], encoding="utf-8")
    print("\n".join(f"{'drifted' if options.check else 'wrote'} {name}" for name in drifted))
    return 1 if options.check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
