"""The place of a database: the file at its path, and the files that SQLite keeps beside it.

A file that is removed or replaced while it is open goes on without a name. What is written to it
is lost when it is closed, and its write-ahead log, which kept the name, is taken by SQLite for the
log of whatever file has that name next. So a file is known by its device and inode.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from annotator.errors import StoreError, StoreReplaced
from annotator.store.file_modes import make_for_owner

FileId = tuple[int, int]
"""Device and inode."""


class DatabasePlace:
    """A path, and the files that were there when the database was opened and first read."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        real = self._path.resolve()  # SQLite follows links before it names its other files
        self._beside = [real.with_name(real.name + ending) for ending in ("-wal", "-shm")]
        self._ids = {file: _file_id(file) for file in (self._path, *self._beside)}

    def problem(self) -> str:
        """What happened to the file, as the end of a sentence; '' if it is where it was."""
        opened, now = self._ids[self._path], _file_id(self._path)
        if opened is None or now == opened:
            return ""
        what = "was removed" if now is None else "was replaced by another file"
        return f"{what} while it was open: nothing more is written to it"

    def take_log_away(self, connection: sqlite3.Connection) -> None:
        """Move what is in the log into its own file, and remove the log if it is still ours.

        So a file that was moved is complete, and the one that took its place is left alone.
        """
        with suppress(sqlite3.Error, StoreError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for file in self._beside:
            ours = self._ids[file]
            if ours is not None and _file_id(file) == ours:
                file.unlink(missing_ok=True)


def write_rescue_file(connection: sqlite3.Connection, path: Path, stamp: str) -> Path:
    """Copy a database whose file is not at its path any more, as the connection still sees it.

    Beside the path, else in the person's home, else where temporary files are. stamp: a part of
    its name. Returns its path.
    Raises StoreReplaced if it can be written nowhere.
    """
    name = f"{path.stem}-rescued-{stamp}"
    for folder in _rescue_folders(path):
        target = _free_path(folder, name, path.suffix)
        unfinished = target.with_name(target.name + ".unfinished")
        try:
            make_for_owner(unfinished)
            with closing(sqlite3.connect(unfinished)) as copy:
                connection.backup(copy)
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            unfinished.replace(target)
        except (OSError, sqlite3.Error, StoreError):
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        else:
            return target
    raise StoreReplaced(
        f"{path} is not there any more, and a copy of it could be written nowhere: free some space"
        " or make its folder again before you leave."
    )


def _rescue_folders(path: Path) -> Iterator[Path]:
    yield path.absolute().parent
    with suppress(RuntimeError):  # nobody has a home here
        yield Path.home()
    yield Path(tempfile.gettempdir())


def _free_path(folder: Path, name: str, ending: str) -> Path:
    path, number = folder / f"{name}{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}{ending}"
    return path


def _file_id(path: Path) -> FileId | None:
    """None if there is no file, or none that can be reached."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a third of the cost, at each key press
    except OSError:
        return None
    return found.st_dev, found.st_ino
