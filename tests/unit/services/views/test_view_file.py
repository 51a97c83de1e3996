from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.views.view_file import Fenced, OtherLayout, ViewFile

TABLES = "CREATE TABLE IF NOT EXISTS thing (n INTEGER PRIMARY KEY);"


def test_a_view_of_another_layout_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "household" / "1.db"
    ViewFile(path, TABLES).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version=999")

    with pytest.raises(OtherLayout, match="layout 999"):
        ViewFile(path, TABLES)


def test_a_file_that_is_no_view_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "1.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE something (else_ TEXT)")

    with pytest.raises(OtherLayout):
        ViewFile(path, TABLES)


def test_who_was_overtaken_cannot_write_and_gets_a_released_view_back(tmp_path: Path) -> None:
    path = tmp_path / "1.db"
    first = ViewFile(path, TABLES)
    second = ViewFile(path, TABLES)

    with pytest.raises(Fenced), first.transaction() as connection:
        connection.execute("INSERT INTO thing VALUES (1)")
    assert not first.is_free()
    second.release()
    assert first.is_free()
    assert second.connection.execute("SELECT COUNT(*) FROM thing").fetchone() == (0,)
    first.close()
    second.close()
