"""The place of a database: the file at its path, and the files that SQLite keeps beside it.

A file that is removed or replaced while it is open goes on without a name. What is written to it
is lost when it is closed, and its write-ahead log, which kept the name, is taken by SQLite for the
log of whatever file has that name next. So a file is known by its device and inode, and by what is
in it: annotator.store.file_watch.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from annotator.errors import StoreError
from annotator.store.file_watch import FileWatch

FileId = tuple[int, int]
"""Device and inode."""


class DatabasePlace:
    """A path, and the files that were there when the database was opened and first read.

    is_overwritten: whether `problem` found that another file was copied over it.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._path = path.absolute()
        self._connection = connection
        real = self._path.resolve()  # SQLite follows links before it names its other files
        self.watch = FileWatch(connection, self._path)
        self._beside = [real.with_name(real.name + ending) for ending in ("-wal", "-shm")]
        self._ids = {file: _file_id(_stat(file)) for file in (self._path, *self._beside)}
        self.is_overwritten = False

    def problem(self) -> str:
        """What happened to the file, as the end of a sentence; '' if it is as it was."""
        opened, found = self._ids[self._path], _stat(self._path)
        if opened is None:
            return ""
        if found is None:
            what = "was removed"
        elif _file_id(found) != opened:
            what = "was replaced by another file"
        elif self.is_overwritten or self.watch.was_overwritten(found):
            self.is_overwritten = True
            what = "was overwritten with another file"
        else:
            return ""
        return f"{what} while it was open: nothing more is written to it"

    def look_after_write(self) -> None:
        """Look after the file when the connection has committed; `problem` says what was found."""
        found = _stat(self._path)
        if found and _file_id(found) == self._ids[self._path]:
            self.is_overwritten |= self.watch.was_overwritten(found, own_write=True)

    def close(self) -> None:
        """Close the connection.

        Its log is left to SQLite, unless the file is not at its path any more: then one that was
        moved is completed with it, and one that was overwritten is left alone.
        """
        problem = self.problem()
        if self.is_overwritten:
            self._connection.close()  # before the watch, or SQLite would write the log into it
            self.watch.close()
            self._remove_log()
            return
        self.watch.close()
        if problem:
            with suppress(sqlite3.Error, StoreError):
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._remove_log()
        self._connection.close()

    def _remove_log(self) -> None:
        """Remove the log if it is still ours; SQLite would take it for that of another file."""
        for file in self._beside:
            ours = self._ids[file]
            if ours is not None and _file_id(_stat(file)) == ours:
                file.unlink(missing_ok=True)


def _stat(path: Path) -> os.stat_result | None:
    """None if there is no file, or none that can be reached."""
    try:
        return os.stat(path)  # noqa: PTH116 - a third of the cost, at each key press
    except OSError:
        return None


def _file_id(found: os.stat_result | None) -> FileId | None:
    return (found.st_dev, found.st_ino) if found else None
