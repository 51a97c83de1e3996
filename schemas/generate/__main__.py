"""Writes what is derived from the catalogue (``python -m schemas.generate``).

``--check`` compares and writes nothing; ``--freeze`` is for a release: from then on no listed
schema may change.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from schemas.generate.derive import Derivation

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write, check or freeze; 1 where something drifted or a frozen schema was changed."""
    parser = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="compare, write nothing")
    what.add_argument("--freeze", action="store_true", help="freeze the schemas of a release")
    options = parser.parse_args(arguments)
    derivation = Derivation(root)
    broken = derivation.broken_promises()
    if broken:
        print("\n".join(broken))
        return 1
    if options.check:
        drifted = derivation.drifted() + derivation.stale()
        for name in drifted:
            print(f"drifted {name}")
        return 1 if drifted else 0
    for name in derivation.write():
        print(f"wrote {name}" if name in derivation.files else f"removed {name}")
    if options.freeze:
        derivation.freeze()
        print("froze every schema of the catalogue")
    return 0


if __name__ == "__main__":
    sys.exit(main())
