"""What is known about a recording under way, in ``<FILE>.resume``; gone once all is recorded.

Every answer is counted in the same commit in which its line becomes done, so that a recording that
was killed goes on with the right sums. It may lag behind the adapters by some answers: those lines
are sent again and come back as duplicates, which is harmless (I8).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, MutableMapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS recording (only INTEGER PRIMARY KEY CHECK (only = 1), state TEXT);
CREATE TABLE IF NOT EXISTS done (agency TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS minted (placeholder TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
"""
_COMMIT_EVERY = 500


@dataclass
class Counts:
    """What became of the lines so far; ``refused`` counts by code."""

    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    crossed: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """All lines that have their answer."""
        return self.accepted + self.duplicates + self.all_refused

    @property
    def all_refused(self) -> int:
        """The refused lines, whatever the code."""
        return sum(self.refused.values())

    def refuse(self, code: str) -> None:
        """One more refused line."""
        self.refused[code] = self.refused.get(code, 0) + 1


@dataclass
class _State:
    fits: str
    """Which file and which adapters this belongs to."""
    begins: int = 0
    line: int = 1
    refused_bytes: int = 0
    counts: Counts = field(default_factory=Counts)


class Resume:
    """The state of one recording. Used by one thread."""

    def __init__(self, path: Path, fits: str) -> None:
        """Go on with what ``path`` holds, if it was left by a recording that ``fits`` too."""
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=OFF")  # Lost, it is only sent again.
        self._connection.executescript(_TABLES)
        self._state = self._read(fits)
        rows = self._connection.execute("SELECT agency, line FROM done")
        self._done: dict[str, int] = dict(rows.fetchall())
        self.minted: MutableMapping[str, str] = _Minted(self._connection)
        self._uncommitted = 0
        self._connection.execute("BEGIN")

    def _read(self, fits: str) -> _State:
        row = self._connection.execute("SELECT state FROM recording").fetchone()
        raw: dict[str, Any] = json.loads(row[0]) if row else {"fits": ""}
        if raw["fits"] == fits:
            return _State(**{**raw, "counts": Counts(**raw["counts"])})
        for table in ("recording", "done", "minted"):
            self._connection.execute(f"DELETE FROM {table}")
        return _State(fits)

    @property
    def counts(self) -> Counts:
        """The sums, of earlier runs too."""
        return self._state.counts

    @property
    def begins(self) -> int:
        """The byte before which every line is done."""
        return self._state.begins

    @property
    def line(self) -> int:
        """The number of the line that begins there."""
        return self._state.line

    @property
    def refused_bytes(self) -> int:
        """How long the file of refused lines was at the last commit."""
        return self._state.refused_bytes

    def is_done(self, agency: str, line: int) -> bool:
        """Whether this line of this agency has its answer."""
        return line <= self._done.get(agency, 0)

    def done(self, agency: str, line: int, refused_bytes: int) -> None:
        """A line has its answer, which ``counts`` holds already; an agency's come in order."""
        self._done[agency] = line
        self._state.refused_bytes = refused_bytes
        self._uncommitted += 1

    def due(self) -> bool:
        """Whether it is time to commit."""
        return self._uncommitted >= _COMMIT_EVERY

    def commit(self, begins: int, line: int) -> None:
        """Keep everything so far; every line before byte ``begins`` is done."""
        self._state.begins, self._state.line = begins, line
        self._connection.executemany(
            "INSERT OR REPLACE INTO done VALUES (?,?)", list(self._done.items())
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO recording VALUES (1, ?)", (json.dumps(asdict(self._state)),)
        )
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")
        self._uncommitted = 0

    def close(self, *, finished: bool) -> None:
        """Close; ``finished`` removes the file."""
        self._connection.close()
        if finished:
            self._path.unlink()


class _Minted(MutableMapping[str, str]):
    """Placeholder → minted id, on disk, so that memory does not grow with the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, placeholder: str) -> str:
        row = self._connection.execute(
            "SELECT id FROM minted WHERE placeholder=?", (placeholder,)
        ).fetchone()
        if row is None:
            raise KeyError(placeholder)
        minted: str = row[0]
        return minted

    def __setitem__(self, placeholder: str, minted: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO minted VALUES (?,?)", (placeholder, minted)
        )

    def __delitem__(self, placeholder: str) -> None:
        raise TypeError("what was minted stays minted")

    def __iter__(self) -> Iterator[str]:
        for row in self._connection.execute("SELECT placeholder FROM minted"):
            yield row[0]

    def __len__(self) -> int:
        number: int = self._connection.execute("SELECT COUNT(*) FROM minted").fetchone()[0]
        return number
