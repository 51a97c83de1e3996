"""What is derived from the catalogue, and how it differs from what lies in the repository."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from schemas.catalogue import read_catalogue
from schemas.codes import read_code_list
from schemas.generate.asyncapi import generate_asyncapi
from schemas.generate.fingerprints import FOLDER, generate_fingerprints
from schemas.generate.page import generate_page
from schemas.generate.proto import generate_proto
from schemas.generate.sums import FROZEN, SUMS, broken_promises, freeze, generate_sums, read_sums


class Derivation:
    """The repository at ``root``: its catalogue as it is now, and what is derived from it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._schemas = root / "schemas"
        self._types = read_catalogue(self._schemas / "avro")
        self._fingerprints = generate_fingerprints(self._types)
        self._sums = generate_sums(self._schemas, self._fingerprints)

    @cached_property
    def files(self) -> dict[str, str]:
        """Every derived text by its path in the repository."""
        lists = [read_code_list(path) for path in sorted((self._schemas / "codes").glob("*.json"))]
        return {
            "protos/enishi/v1/events.proto": generate_proto(self._types),
            "schemas/CATALOGUE.md": generate_page(self._types, lists),
            "schemas/asyncapi.yaml": generate_asyncapi(self._types, lists),
            **{f"schemas/{FOLDER}/{name}": text for name, text in self._fingerprints.items()},
            f"schemas/{SUMS}": self._sums,
        }

    def drifted(self) -> list[str]:
        """Paths of derived files that are missing or differ."""
        return [name for name, text in self.files.items() if self._read(name) != text.encode()]

    def stale(self) -> list[str]:
        """Paths in the fingerprint directory that no schema of the catalogue accounts for."""
        return sorted(
            name
            for path in (self._schemas / FOLDER).glob("*")
            if (name := f"schemas/{FOLDER}/{path.name}") not in self.files
        )

    def broken_promises(self) -> list[str]:
        """What a release froze and this catalogue changes; empty before the first release."""
        return broken_promises(self._frozen(), read_sums(self._sums))

    def write(self) -> list[str]:
        """Bring the derived files up to date; returns the paths written and removed."""
        drifted, stale = self.drifted(), self.stale()
        for name in drifted:
            path = self._root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.files[name].encode())
        for name in stale:
            (self._root / name).unlink()
        return drifted + stale

    def freeze(self) -> None:
        """Add the schemas of this release to FROZEN. Raises ValueError for a broken promise."""
        text = freeze(self._frozen(), read_sums(self._sums))
        (self._schemas / FROZEN).write_text(text, encoding="utf-8")

    def _frozen(self) -> dict[str, str]:
        return read_sums((self._schemas / FROZEN).read_text(encoding="utf-8"))

    def _read(self, name: str) -> bytes | None:
        path = self._root / name
        return path.read_bytes() if path.exists() else None
