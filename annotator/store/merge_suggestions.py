"""The suggestions of another file, with the runs that found them.

Of each document and suggester, the suggestions of the file whose run is the latest are current.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping

from annotator.store.connection import Database

_RUNS = "SELECT id, uid, suggester, version, guideline, program, started_at FROM runs ORDER BY id"

_PUT_RUN = """
INSERT INTO runs (uid, suggester, version, guideline, program, started_at, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

_COLUMNS = """start, "end", label, rule, tier, voice, triggers, attributes, frames"""

_SUGGESTIONS = f"SELECT d.uid, g.run_id, {_COLUMNS} FROM suggestions g JOIN documents d ON d.id = g.document_id"  # noqa: S608, E501 - a constant

_PUT = f"""
INSERT INTO suggestions (document_id, run_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - a constant

_VANISHED = """
SELECT d.uid, v.start, v."end", v.label, v.run_id, v.vanished_in
FROM vanished_suggestions v JOIN documents d ON d.id = v.document_id
"""

_PUT_VANISHED = """
INSERT INTO vanished_suggestions (document_id, start, "end", label, run_id, vanished_in)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""

_COVERED = """
SELECT d.uid, c.suggester, r.uid FROM suggested_documents c
JOIN documents d ON d.id = c.document_id JOIN runs r ON r.id = c.run_id
"""

_CHANGED_IN = """
SELECT DISTINCT d.uid, r.suggester, r.uid FROM (
  SELECT document_id, run_id AS run FROM suggestions
  UNION SELECT document_id, vanished_in FROM vanished_suggestions) c
JOIN documents d ON d.id = c.document_id JOIN runs r ON r.id = c.run
"""

_CURRENT = """
SELECT g.start, g."end", g.label, r.uid FROM current_suggestions g JOIN runs r ON r.id = g.run_id
WHERE g.document_id = (SELECT id FROM documents WHERE uid = ?) AND r.suggester = ?
"""

# The events that changed the boundaries of documents, or took that back.
_BOUNDARIES = """
SELECT d.uid, e.uid FROM events e JOIN documents d ON d.id = e.document_id
WHERE e.kind IN ({kinds}) OR (e.kind IN ('undo', 'redo', 'revoke') AND EXISTS (
  SELECT 1 FROM events b WHERE b."group" = json_extract(e.payload, '$.group')
  AND b.document_id = e.document_id AND b.kind IN ({kinds})))
"""
_KINDS = "'join_sentences', 'split_sentence', 'mark_block', 'merge', 'split'"

_Place = tuple[str, str]
"""The uid of a document, and the name of a suggester."""

_Key = tuple[int, int, str, str]
"""Start, end, label, and the uid of the run that found it."""


class MergedSuggestions:
    """Adds the runs and suggestions of another file to this one.

    Made before anything else is merged: what is current here is looked up first.
    """

    def __init__(self, database: Database, its: Database, received_at: str) -> None:
        """its: the database of the other file. received_at: UTC, ISO 8601."""
        self._database = database
        self._its = its
        self._received_at = received_at
        ours, theirs = _last_runs(database), _last_runs(its)
        self._last = {
            place: max(ours.get(place, ""), theirs.get(place, ""), key=_age)
            for place in {**ours, **theirs}
        }
        self._covered = _covered(database), _covered(its)
        self._boundaries = _boundaries(database), _boundaries(its)
        self._wanted = self._current_in_later(ours, theirs)

    def add_all(
        self, documents: Mapping[str, int], changed: Container[str], changed_there: Container[str]
    ) -> int:
        """Add all; returns how many suggestions are new. Events are merged before.

        documents: rows here by uid. changed, changed_there: uids of those whose imported sentences
            are others now than they were here, or in the other file.
        """
        runs = self._add_runs()
        (before,) = self._database.execute("SELECT count(*) FROM suggestions").fetchone()
        self._database.executemany(
            _PUT,
            (
                (documents[uid], runs[run], *rest)
                for uid, run, *rest in self._its.execute(_SUGGESTIONS)
            ),
        )
        self._database.executemany(
            _PUT_VANISHED,
            (
                (documents[uid], *key, runs[run], runs[later])
                for uid, *key, run, later in self._its.execute(_VANISHED)
            ),
        )
        self._let_vanish(documents)
        self._cover(documents, (changed, changed_there))
        (after,) = self._database.execute("SELECT count(*) FROM suggestions").fetchone()
        return int(after - before)

    def _current_in_later(
        self, ours: Mapping[_Place, str], theirs: Mapping[_Place, str]
    ) -> dict[_Place, set[_Key]]:
        """What is current in the file with the later run, where both files have one."""
        found: dict[_Place, set[_Key]] = {}
        for place in ours.keys() & theirs.keys():
            if ours[place] != theirs[place]:
                is_theirs = _age(theirs[place]) > _age(ours[place])
                found[place] = _current(self._its if is_theirs else self._database, *place)
        return found

    def _add_runs(self) -> dict[int, int]:
        """Add runs; returns their rows here by their rows there."""
        rows = self._its.execute(_RUNS).fetchall()
        self._database.executemany(_PUT_RUN, [(*run, self._received_at) for _, *run in rows])
        here = dict(self._database.execute("SELECT uid, id FROM runs").fetchall())
        return {their_id: here[uid] for their_id, uid, *_ in rows}

    def _let_vanish(self, documents: Mapping[str, int]) -> None:
        runs = dict(self._database.execute("SELECT uid, id FROM runs").fetchall())
        for place, kept in self._wanted.items():
            gone = _current(self._database, *place) - kept
            later = runs[self._last[place]]
            self._database.executemany(
                _PUT_VANISHED,
                [(documents[place[0]], *key[:3], runs[key[3]], later) for key in sorted(gone)],
            )

    def _cover(
        self, documents: Mapping[str, int], changed: tuple[Container[str], Container[str]]
    ) -> None:
        """Say which run covered each document last.

        It needs another one unless the file of that run had all boundaries as they are now.
        """
        runs = dict(self._database.execute("SELECT uid, id FROM runs").fetchall())
        now, boundaries = _covered(self._database), _boundaries(self._database)
        for place in {**self._covered[0], **self._covered[1]}:
            uid, suggester = place
            run = self._last[place]
            holds = any(
                covered.get(place) == run
                and uid not in others
                and known.get(uid, set()) == boundaries.get(uid, set())
                for covered, known, others in zip(
                    self._covered, self._boundaries, changed, strict=True
                )
            )
            if now.get(place) == (run if holds else None):
                continue
            row = (documents[uid], suggester)
            self._database.execute(
                "DELETE FROM suggested_documents WHERE document_id = ? AND suggester = ?", row
            )
            if holds:
                self._database.execute(
                    "INSERT INTO suggested_documents (document_id, suggester, run_id)"
                    " VALUES (?, ?, ?)",
                    (*row, runs[run]),
                )


def _last_runs(database: Database) -> dict[_Place, str]:
    """The uid of the last run of each suggester that covered or changed a document."""
    found: dict[_Place, str] = {}
    for sql in (_COVERED, _CHANGED_IN):
        for uid, suggester, run in database.execute(sql):
            before = found.get((uid, suggester), run)
            found[uid, suggester] = max(before, run, key=_age)
    return found


def _age(run: str) -> tuple[bool, str]:
    """A key that sorts uids by time: those of version 6, which begin with a v, come first."""
    return not run.startswith("v"), run


def _boundaries(database: Database) -> dict[str, set[str]]:
    """The uids of the events that changed boundaries, by document."""
    found: dict[str, set[str]] = defaultdict(set)
    for document, event in database.execute(_BOUNDARIES.format(kinds=_KINDS)):
        found[document].add(event)
    return found


def _covered(database: Database) -> dict[_Place, str]:
    """The uid of the last run of each suggester over each document that needs none."""
    return {(uid, name): run for uid, name, run in database.execute(_COVERED)}


def _current(database: Database, document: str, suggester: str) -> set[_Key]:
    return {tuple(row) for row in database.execute(_CURRENT, (document, suggester))}
