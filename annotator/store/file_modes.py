"""Who may open the files of a database: its owner, and its group as the umask says.

SQLite makes files that everybody may read (less what the umask takes away), so each file is made
here before SQLite opens it. The files that SQLite makes beside a database, as its log, have the
mode of the database. The mode of a file that is there is never changed.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

_OWNER_AND_GROUP = 0o660
_OWNER = 0o600


def make_unless_there(path: Path) -> None:
    """Make the empty file of a new database. What is there already stays as it is."""
    with suppress(OSError):  # SQLite, which comes next, says better why there can be none
        _make(Path(os.path.realpath(path)), _OWNER_AND_GROUP)


def make_for_owner(path: Path) -> None:
    """Make an empty file that nobody else may open. Raises OSError if there is one."""
    _make(path, _OWNER)


def make_as_private_as(path: Path, other: Path) -> None:
    """Make an empty file that those may open who may open another file, which is there.

    Raises OSError if there is one.
    """
    _make(path, _OWNER)
    mode, group = other.stat().st_mode, other.stat().st_gid
    if path.stat().st_gid != group:
        try:
            shutil.chown(path, group=group)
        except (OSError, LookupError):  # the owner is no member, or the system has no groups
            mode &= ~stat.S_IRWXG
    path.chmod(stat.S_IMODE(mode))


def _make(path: Path, mode: int) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode))
