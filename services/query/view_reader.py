"""Reads the household view's file in service; each thread has its own read-only connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from projections.household.reach import Key, record_key
from projections.sources import LastHeard
from projections.stored_event import StoredEvent
from projections.visibility.standing import Closed
from schemas.catalogue import catalogue
from schemas.codec import HEADER_BYTES, Codec
from schemas.times import from_micros
from schemas.upcast import upcast
from services.views.dead_letters import ClosedSharing, closed_sharing, dead_letters
from services.views.numbering import event_number, source_and_sequence
from services.views.read_connections import ReadConnections
from services.views.sources import Source

VIEW = "household"


class ViewReader:
    """Events of the view by key, and where the view stands."""

    def __init__(self, folder: Path, codec: Codec) -> None:
        self._connections = ReadConnections(folder, VIEW)
        self._codec = codec

    @contextmanager
    def snapshot(self) -> Iterator[ViewSnapshot]:
        """One consistent reading of the view; nothing committed meanwhile is seen."""
        with self._connections.reading() as connection:
            yield ViewSnapshot(connection, self._codec)

    def version(self) -> tuple[str, int]:
        """Changes whenever the view may have changed."""
        return self._connections.version()

    def standing(self, agency: str) -> int:
        """The sequence up to which the view knows an agency's stream; 0 where it knows none."""
        with self._connections.reading() as connection:
            row = connection.execute(
                "SELECT sequence FROM source WHERE agency=?", (agency,)
            ).fetchone()
        return row[0] if row else 0


class ViewSnapshot:
    """One reading transaction."""

    def __init__(self, connection: sqlite3.Connection, codec: Codec) -> None:
        self._connection = connection
        self._codec = codec
        self._agencies = {
            row[0]: row[1] for row in connection.execute("SELECT n, agency FROM source")
        }

    def fetch(self, keys: Sequence[Key]) -> list[StoredEvent]:
        """Every event that has any of these keys."""
        return self.fetch_new(keys, set())

    def fetch_new(self, keys: Iterable[Key], seen: set[int]) -> list[StoredEvent]:
        """The same, but for those whose numbers are in ``seen``; those found are added to it."""
        found = []
        for kind, identifier in keys:
            rows = self._connection.execute(
                "SELECT event.n, event.value FROM key JOIN touch USING (k) JOIN event USING (n)"
                " WHERE kind=? AND id=?",
                (kind, identifier),
            )
            for number, value in rows:
                if number not in seen:
                    seen.add(number)
                    found.append(self._event(number, value))
        return found

    def fetch_kept(self, key: Key, kept: dict[int, StoredEvent]) -> list[StoredEvent]:
        """Every event that has this key; of those in ``kept``, by number, none is read again, and
        those read are added to it."""
        rows = self._connection.execute(
            "SELECT n FROM key JOIN touch USING (k) WHERE kind=? AND id=?", key
        )
        found = []
        for (number,) in rows.fetchall():
            event = kept.get(number)
            if event is None:
                event = kept[number] = self._numbered(number)
            found.append(event)
        return found

    def fetch_corrected(self, keys: Sequence[Key]) -> list[StoredEvent]:
        """Every event that has any of these keys, with every revision of its record."""
        seen: set[int] = set()
        found = self.fetch_new(keys, seen)
        return found + self.fetch_new(sorted({record_key(event) for event in found}), seen)

    def event(self, event_id: bytes) -> StoredEvent | None:
        """One event by its id."""
        row = self._connection.execute(
            "SELECT n, value FROM event WHERE event_id=?", (event_id,)
        ).fetchone()
        return self._event(*row) if row else None

    def events(self) -> Iterator[StoredEvent]:
        """Every event, by source and sequence."""
        with closing(self._connection.execute("SELECT n, value FROM event ORDER BY n")) as rows:
            for number, value in rows:
                yield self._event(number, value)

    def identifiers(self, kind: int) -> Iterator[bytes]:
        """Every id of a kind of key, in the order of the ids."""
        rows = self._connection.execute("SELECT id FROM key WHERE kind=? ORDER BY id", (kind,))
        for row in rows:
            yield row[0]

    def touches(self, kinds: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """(event, kind, key), as this file numbers them, of every event's keys of these kinds,
        event by event; no event is read."""
        marks = ",".join("?" * len(kinds))
        rows = self._connection.execute(
            f"SELECT n, kind, k FROM key JOIN touch USING (k) WHERE kind IN ({marks}) ORDER BY n",
            tuple(kinds),
        )
        with closing(rows):
            yield from rows

    def of_types(self, names: Container[str]) -> Iterator[StoredEvent]:
        """Every event of these types; of the others no more than the schema's mark is read."""
        head = f"substr(value, 1, {HEADER_BYTES})"
        heads = self._connection.execute(f"SELECT DISTINCT {head} FROM event").fetchall()
        wanted = [mark for (mark,) in heads if self._codec.type_of(mark).name in names]
        marks = ",".join("?" * len(wanted))
        rows = self._connection.execute(
            f"SELECT n, value FROM event WHERE {head} IN ({marks})", wanted
        )
        with closing(rows):
            for number, value in rows:
                yield self._event(number, value)

    def key_numbers(self, kind: int) -> Iterator[tuple[int, bytes]]:
        """The number in this file and the id of every key of a kind, in the order of the ids."""
        rows = self._connection.execute("SELECT k, id FROM key WHERE kind=? ORDER BY id", (kind,))
        with closing(rows):
            yield from rows

    def agency_numbers(self) -> Mapping[int, str]:
        """The number of each source in this file, and whose it is."""
        return self._agencies

    def newest(self) -> tuple[int, ...]:
        """The newest event of every source: changes with the events, not with what else happens
        to the file, such as a viewing that passes by."""
        found = []
        for source in sorted(self._agencies):
            row = self._connection.execute(
                "SELECT MAX(n) FROM event WHERE n BETWEEN ? AND ?",
                (event_number(source, 0), event_number(source + 1, 0) - 1),
            ).fetchone()
            found.append(row[0] or 0)
        return tuple(found)

    def later_than(self, newest: Sequence[int]) -> Iterator[StoredEvent]:
        """Every event that has come to a source since ``newest`` told the same sources' newest,
        in the order of each source; a record that was set aside is not told when it is applied."""
        for source, last in zip(sorted(self._agencies), newest, strict=True):
            rows = self._connection.execute(
                "SELECT n, value FROM event WHERE n BETWEEN ? AND ? ORDER BY n",
                (max(last + 1, event_number(source, 0)), event_number(source + 1, 0) - 1),
            )
            for number, value in rows:
                yield self._event(number, value)

    def file(self) -> str:
        """The file that is read: another one after a rebuild."""
        name: str = self._connection.execute("PRAGMA database_list").fetchone()[2]
        return name

    def set_aside(self) -> tuple[tuple[str, int | None, bytes], ...]:
        """Every record that is set aside: agency, sequence, leaf hash."""
        rows = self._connection.execute(
            "SELECT agency, sequence, leaf_hash FROM dead_letter ORDER BY n"
        )
        return tuple(rows.fetchall())

    def count(self, kind: int) -> int:
        """How many ids of a kind the view knows."""
        row = self._connection.execute("SELECT COUNT(*) FROM key WHERE kind=?", (kind,)).fetchone()
        number: int = row[0]
        return number

    def event_count(self) -> int:
        """How many events the view holds."""
        number: int = self._connection.execute("SELECT COUNT(*) FROM event").fetchone()[0]
        return number

    def sources(self) -> list[Source]:
        """Where the view stands, by agency."""
        rows = self._connection.execute(
            "SELECT n, topic, agency, position, sequence, holes, gap, heard, in_step, alarm"
            " FROM source ORDER BY agency"
        )
        return [Source(*row) for row in rows]

    def last_heard(self) -> list[LastHeard]:
        """When each source last gave a sign of life."""
        return [
            LastHeard(
                source.agency,
                None if source.in_step is None else from_micros(source.in_step),
                None if source.heard is None else from_micros(source.heard),
            )
            for source in self.sources()
        ]

    def closed_sharing(self) -> ClosedSharing:
        """What set-aside records close."""
        return closed_sharing(dead_letters(self._connection), catalogue())

    def closed(self) -> Closed:
        """The same, as the visibility decision takes it."""
        sharing = self.closed_sharing()
        cases = frozenset(UUID(case).bytes for case in sharing.cases if _is_uuid(case))
        return Closed(cases, sharing.agencies)

    def set_aside_cases(self) -> frozenset[str]:
        """The cases of which a record is set aside: they show 要確認."""
        letters = dead_letters(self._connection)
        return frozenset(letter.subject for letter in letters if letter.subject)

    def set_aside_by_agency(self) -> dict[str, int]:
        """How many records of each agency are set aside; agencies without one are left out."""
        rows = self._connection.execute("SELECT agency, COUNT(*) FROM dead_letter GROUP BY agency")
        return dict(rows.fetchall())

    def dead_letter_count(self) -> int:
        """How many records are set aside."""
        number: int = self._connection.execute("SELECT COUNT(*) FROM dead_letter").fetchone()[0]
        return number

    def _numbered(self, number: int) -> StoredEvent:
        row = self._connection.execute("SELECT value FROM event WHERE n=?", (number,)).fetchone()
        return self._event(number, row[0])

    def _event(self, number: int, value: bytes) -> StoredEvent:
        source, sequence = source_and_sequence(number)
        decoded = upcast(self._codec.decode_lenient(value))
        return StoredEvent(self._agencies[source], sequence, decoded.type, decoded.body)


def _is_uuid(text: str) -> bool:
    """A header of a record that could not be read says anything at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
