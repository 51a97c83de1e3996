"""The identity service's file as others may read it: tokens compared, never shown (threat 15)."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from projections.identity.profile import Profile, profile_of
from projections.identity.traits import TraitKind
from services.views.current import current_file
from services.views.read_connections import ReadConnections

VIEW: Final = "identity"
PROPOSED: Final = "PROPOSED"
CONFIRMED: Final = "CONFIRMED"
REVOKED: Final = "REVOKED"

_FOUND_BY: Final = (
    TraitKind.MUNICIPAL_ID,
    TraitKind.NAME,
    TraitKind.KANA_SOUND,
    TraitKind.BIRTH_DAY,
)
"""Two persons who share none of these cannot reach the threshold of the weights."""

_LIVE: Final = (
    "kind='CONFIRMED' AND NOT EXISTS (SELECT 1 FROM link AS gone"
    " WHERE gone.link_id=link.link_id AND gone.kind='REVOKED')"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair that was proposed and neither confirmed nor revoked; the smaller reference first.

    ``by_hand`` where a steward proposed it.
    """

    pair: bytes
    one: bytes
    other: bytes
    score: int
    by_hand: bool


class IdentityFile:
    """The file in service of one municipality. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connections = ReadConnections(folder, VIEW)

    @property
    def path(self) -> Path:
        """The file in service; a rebuilt one has another name."""
        return current_file(self._folder, VIEW)

    @contextmanager
    def snapshot(self) -> Iterator[IdentitySnapshot]:
        """One consistent reading. Raises sqlite3.Error where there is no file yet."""
        with self._connections.reading() as connection:
            yield IdentitySnapshot(connection)


class IdentitySnapshot:
    """One reading transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def applied(self, agency: str) -> int:
        """The last sequence of an agency that is in the file."""
        row = self._connection.execute("SELECT sequence FROM source WHERE agency=?", (agency,))
        found = row.fetchone()
        return int(found[0]) if found else 0

    def changed(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """(number, person) of whose profile changed since, oldest first."""
        rows = self._connection.execute(
            "SELECT n, person FROM changed WHERE n>? ORDER BY n LIMIT ?", (after, limit)
        )
        return [(number, person) for number, person in rows]

    def profile(self, person: bytes) -> Profile | None:
        """What a person is compared by; None of whom nothing is known or no candidate may name."""
        rows = self._connection.execute("SELECT traits FROM profile WHERE person=?", (person,))
        packed = [row[0] for row in rows]
        return profile_of(packed) if packed else None

    def alike(self, person: bytes, profile: Profile) -> dict[bytes, Profile]:
        """Everybody else who shares something that people are found by, with their profiles."""
        tokens = [token for kind in _FOUND_BY for token in profile.get(kind, ())]
        marks = ",".join("?" * len(tokens))
        rows = self._connection.execute(
            "SELECT person, traits FROM profile WHERE person IN"
            f" (SELECT person FROM token WHERE token IN ({marks}))",
            tokens,
        )
        packed: dict[bytes, list[bytes]] = {}
        for found, traits in rows:
            if found != person:
                packed.setdefault(found, []).append(traits)
        return {found: profile_of(traits) for found, traits in packed.items()}

    def spoken_of(self, pair: bytes) -> bool:
        """Whether the pair was ever proposed, confirmed or revoked, by whomever."""
        row = self._connection.execute("SELECT 1 FROM link WHERE pair=? LIMIT 1", (pair,))
        return row.fetchone() is not None

    def revoked(self, pair: bytes) -> bool:
        """Whether a link of the pair was ever revoked."""
        row = self._connection.execute(
            "SELECT 1 FROM link WHERE pair=? AND kind=? LIMIT 1", (pair, REVOKED)
        )
        return row.fetchone() is not None

    def joined(self, person: bytes, also: Mapping[bytes, Collection[bytes]]) -> frozenset[bytes]:
        """Every reference joined with this one by live links, itself included.

        ``also`` are links too new for this reading, both ways.
        """
        found, waiting = {person}, [person]
        while waiting:
            one = waiting.pop()
            new = set(also.get(one, ())) - found
            waiting += new
            found |= new
            for row in self._connection.execute(
                f"SELECT one, other FROM link WHERE one=:one AND {_LIVE}"
                f" UNION SELECT one, other FROM link WHERE other=:one AND {_LIVE}",
                {"one": one},
            ):
                waiting += [each for each in row if each not in found]
                found.update(row)
        return frozenset(found)

    def left_out(self, people: frozenset[bytes]) -> bool:
        """Whether any of these is flagged or protected."""
        return any(
            self._connection.execute("SELECT 1 FROM excluded WHERE person=?", (one,)).fetchone()
            for one in people
        )

    def revoked_links(self) -> list[bytes]:
        """Every link that was ever revoked, in the order of the ids."""
        rows = self._connection.execute(
            "SELECT DISTINCT link_id FROM link WHERE kind=? ORDER BY link_id", (REVOKED,)
        )
        return [row[0] for row in rows]

    def proposals(self, after: bytes) -> Iterator[Proposal]:
        """Undecided pairs in the order of their ids, from the one behind ``after`` on."""
        rows = self._connection.execute(
            "SELECT pair, one, other, MAX(score), MAX(agency NOT LIKE 'SYS-%') FROM link"
            " WHERE kind='PROPOSED' AND pair>? AND NOT EXISTS (SELECT 1 FROM link AS said"
            " WHERE said.pair=link.pair AND said.kind<>'PROPOSED')"
            " GROUP BY pair ORDER BY pair",
            (after,),
        )
        with closing(rows):
            for pair, one, other, score, by_hand in rows:
                yield Proposal(pair, one, other, score, bool(by_hand))
