"""The canonical text of the identity service's file, for comparing two of them (D9).

It names tokens, so it is hashed where it is made and never leaves this service (threat 15).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from services.projector.dump import dead_letter_lines, dump_line

_TABLES = (
    ("statement", "SELECT slot, revision, contested FROM statement ORDER BY slot"),
    ("token", "SELECT token, person, slot, scope FROM token ORDER BY token, person, slot, scope"),
    (
        "age",
        "SELECT person, slot, class, change_year, change_month FROM age ORDER BY person, slot",
    ),
    ("profile", "SELECT person, slot, traits FROM profile ORDER BY person, slot"),
    (
        "link",
        """SELECT pair, one, other, link_id, kind, slot, score, agency FROM link
        ORDER BY pair, link_id, kind, slot""",
    ),
    ("excluded", "SELECT person FROM excluded ORDER BY person"),
    ("forgotten", "SELECT person FROM forgotten ORDER BY person"),
)


def identity_facts(connection: sqlite3.Connection) -> Iterator[str]:
    """Every statement with its tokens, age classes, profiles and links, who is left out or
    forgotten, and what was set aside."""
    for table, query in _TABLES:
        for row in connection.execute(query):
            yield dump_line(table=table, row=[_text(value) for value in row])
    yield from dead_letter_lines(connection)


def _text(value: bytes | str | int | None) -> str | int | None:
    return value.hex() if isinstance(value, bytes) else value
