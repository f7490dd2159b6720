"""A decision is on the disk before it is shown: what SQLite is asked for."""

from __future__ import annotations

import pytest

from annotator.store import Store
from annotator.store.database_file import connect

FULL = 2
"""https://www.sqlite.org/pragma.html#pragma_synchronous"""


@pytest.mark.parametrize("opened", ["first", "again"])
def test_every_commit_waits_for_the_disk(tmp_path, opened):
    path = tmp_path / "annotations.db"
    if opened == "again":
        Store.open(path).close()
    connection = connect(path, create=opened == "first")
    try:
        assert _pragma(connection, "synchronous") == FULL
        assert _pragma(connection, "journal_mode") == "wal"
        assert _pragma(connection, "foreign_keys") == 1
        assert _pragma(connection, "recursive_triggers") == 1
    finally:
        connection.close()


def _pragma(connection, name):
    return connection.execute(f"PRAGMA {name}").fetchone()[0]
