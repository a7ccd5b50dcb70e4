"""Somebody's tracker can be asked about its record, and can make this program do nothing else."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from marmot_tracker.document.foreign import in_time, record_only
from tests.document.making import tracker


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Somebody's tracker, with a view that never ends."""
    tracker(tmp_path / "made.marmot").close()
    path = Path(shutil.copy(tmp_path / "made.marmot", tmp_path / "theirs.marmot"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        )
    return path


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM endless",
        "SELECT * FROM recommendation",
        "SELECT load_extension('x')",
        "SELECT zeroblob(900000000)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "DELETE FROM change_row",
        "CREATE TEMP TABLE t (a)",
    ],
)
def test_only_the_record_can_be_read(theirs: Path, statement: str) -> None:
    with closing(record_only(theirs)) as connection:
        with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
            connection.execute(statement).fetchone()
        assert connection.execute("SELECT count(*) FROM change_row").fetchone()[0] > 0


def test_a_value_beyond_limits_is_not_read(tmp_path: Path) -> None:
    tracker(tmp_path / "large.marmot").close()
    with closing(sqlite3.connect(tmp_path / "large.marmot")) as connection:
        connection.execute("INSERT INTO chunk VALUES ('x', 0, zeroblob(70000000))")
        connection.commit()
    with (
        closing(record_only(tmp_path / "large.marmot")) as connection,
        pytest.raises(sqlite3.DataError, match="too big"),
    ):
        connection.execute("SELECT data FROM chunk").fetchone()


def test_a_question_without_end_is_stopped(theirs: Path) -> None:
    with closing(record_only(theirs)) as connection:
        rows = "change_row a, change_row b, change_row c, change_row d, change_row e, change_row f"
        with in_time(connection, seconds=0), pytest.raises(sqlite3.OperationalError, match="inter"):
            connection.execute(f"SELECT count(*) FROM {rows}").fetchone()
        assert connection.execute("SELECT count(*) FROM change_row").fetchone()[0] > 0
