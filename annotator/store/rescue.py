"""Rescue files: where work goes on when the file of a database was removed, replaced, overwritten.

A file that was removed or replaced goes on without a name, and a copy of it holds everything. Of a
file that was overwritten, only its log is left, and the pages that SQLite remembers. Where these
do not make a database any more, the rescue file is a copy of what took its place, if that is an
earlier state of the project, with the decisions that were made since the database was opened.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from annotator.errors import StoreError, StoreReplaced
from annotator.store.database_place import DatabasePlace
from annotator.store.file_modes import make_for_owner
from annotator.store.file_watch import open_without_log


class RescueFile(NamedTuple):
    """Where work goes on.

    is_complete: False if it is an earlier state of the project, and still lacks the decisions
        that were made since the database was opened.
    """

    path: Path
    is_complete: bool


def rescue(
    connection: sqlite3.Connection, path: Path, place: DatabasePlace, stamp: str
) -> RescueFile:
    """Write a rescue file for a database whose place has a problem. stamp: a part of its name.

    Raises StoreReplaced if there can be none.
    """
    if not place.is_overwritten:
        return RescueFile(write_rescue_file(connection, path, stamp), is_complete=True)
    watch = place.watch
    with suppress(StoreReplaced):
        found = write_rescue_file(connection, path, stamp, watch.is_rescue)
        return RescueFile(found, is_complete=True)
    with suppress(StoreError), closing(open_without_log(path)) as other:
        found = write_rescue_file(other, path, stamp, watch.is_base)
        return RescueFile(found, is_complete=False)
    raise StoreReplaced(
        f"{path} was overwritten with another file while it was open, and what is left of it makes"
        " no database: leave, and put a backup in its place."
    )


def write_rescue_file(
    source: sqlite3.Connection,
    path: Path,
    stamp: str,
    is_usable: Callable[[sqlite3.Connection], bool] = lambda _: True,
) -> Path:
    """Copy what a connection sees, to a file beside a path that is another file's now.

    Else to the person's home, else to where temporary files are. stamp: a part of its name.
    is_usable: asked of the copy; one that is not is removed. Returns the path of the copy.
    Raises StoreReplaced if it can be written nowhere, or is not usable.
    """
    name = f"{path.stem}-rescued-{stamp}"
    for folder in _rescue_folders(path):
        target = _free_path(folder, name, path.suffix)
        unfinished = target.with_name(target.name + ".unfinished")
        try:
            make_for_owner(unfinished)
            if _copy(source, unfinished, is_usable):
                unfinished.replace(target)
                return target
        except (OSError, sqlite3.Error, StoreError):
            pass
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    raise StoreReplaced(
        f"{path} is not there any more, and a copy of it could be written nowhere: free some space"
        " or make its folder again before you leave."
    )


def _copy(
    source: sqlite3.Connection, target: Path, is_usable: Callable[[sqlite3.Connection], bool]
) -> bool:
    """Copy a database; whether the copy is usable, and on the disk."""
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if not is_usable(copy):
            return False
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return True


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
