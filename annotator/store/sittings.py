"""Sittings: each time that the program is at work for one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator import __version__
from annotator.store.codec import iso_time, to_json
from annotator.store.connection import Database
from annotator.store.event_log import Randomness

_FILE_ID = "file_id"


class Sittings:
    """The sittings of a project. Each event names the one it was made in."""

    def __init__(
        self, database: Database, *, clock: Callable[[], float], randomness: Randomness
    ) -> None:
        self._database = database
        self._clock = clock
        self._randomness = randomness
        self._current: dict[str, tuple[str, int]] = {}

    def start(self, actor: str, settings: Mapping[str, object]) -> str:
        """Begin a sitting of a person and return its uid.

        settings: those in force, as JSON: what is on show, masked metadata, the blind share.
        """
        uid = self._randomness(8).hex()
        with self._database.transaction():
            row = self._database.execute(
                "INSERT INTO sittings (uid, actor, started_at, program, file, settings)"
                " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                (
                    *(uid, actor, iso_time(self._clock()), __version__, self.file_id()),
                    to_json(dict(settings)),
                ),
            ).fetchone()
        self._current[actor] = (uid, row[0])
        return uid

    def current(self, actor: str) -> tuple[str, int]:
        """The uid and the row of a person's sitting, which begins now if there is none yet."""
        if actor not in self._current:
            self.start(actor, {})
        return self._current[actor]

    def forget(self) -> None:
        """Begin new sittings: the database does not hold the current ones any more."""
        self._current.clear()

    def file_id(self) -> str:
        """The id of this database, by which other files of the same project know it."""
        found = self._database.execute(
            "SELECT value FROM settings WHERE name = ?", (_FILE_ID,)
        ).fetchone()
        if found:
            return str(found[0])
        made = self._randomness(8).hex()
        with self._database.transaction():
            self._database.execute("INSERT INTO settings VALUES (?, ?)", (_FILE_ID, made))
        return made
