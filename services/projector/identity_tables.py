"""The tables of the identity service's file. No name, no birth date, no address: keyed tokens."""

from __future__ import annotations

TABLES = """
CREATE TABLE IF NOT EXISTS statement (
    slot BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    contested INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
    token BLOB NOT NULL,
    person BLOB NOT NULL,
    slot BLOB NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (token, person, slot, scope)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_by_slot ON token (slot);
CREATE TABLE IF NOT EXISTS age (
    person BLOB NOT NULL,
    slot BLOB NOT NULL,
    class TEXT NOT NULL,
    change_year INTEGER,
    change_month INTEGER,
    PRIMARY KEY (person, slot)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS age_by_slot ON age (slot);
-- What a person is compared by, one row per statement; none of whom no candidate may name.
CREATE TABLE IF NOT EXISTS profile (
    person BLOB NOT NULL,
    slot BLOB NOT NULL,
    traits BLOB NOT NULL,
    PRIMARY KEY (person, slot)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS profile_by_slot ON profile (slot);
-- What was said of two references being one person, one row per pair and statement.
CREATE TABLE IF NOT EXISTS link (
    pair BLOB NOT NULL,
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    link_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    slot BLOB NOT NULL,
    score INTEGER,
    agency TEXT NOT NULL,
    PRIMARY KEY (pair, link_id, kind, slot)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_by_one ON link (one);
CREATE INDEX IF NOT EXISTS link_by_other ON link (other);
CREATE INDEX IF NOT EXISTS link_by_slot ON link (slot);
CREATE INDEX IF NOT EXISTS link_by_id ON link (link_id);
CREATE TABLE IF NOT EXISTS excluded (person BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forgotten (person BLOB PRIMARY KEY) WITHOUT ROWID;
-- In which order profiles changed here, for whoever looks for candidates; no fact of the view.
CREATE TABLE IF NOT EXISTS changed (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    person BLOB NOT NULL UNIQUE
);
"""
