"""Suggestions, append-only: each comes from one run of one suggester and version.

A run adds what is new in a document, and lists what it did not find any more. What is current is
the view current_suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator import __version__
from annotator.model import Span, Suggestion, SuggestionKey, Tier, Voice
from annotator.store.codec import from_json, iso_time, spans_from_json, spans_to_json, to_json
from annotator.store.connection import Database
from annotator.store.event_log import Randomness, next_uids

# Runs of version 6 and earlier name a label set instead of the rules.
_VERSIONS = "(SELECT :version UNION ALL SELECT uid FROM label_sets WHERE rules = :version)"

# Documents are numbered from 1, so there are never more than the largest number: if the counts
# reach it, nothing is pending, and no row of a document was read.
_ALL_COVERED = f"""
SELECT (SELECT ifnull(max(id), 0) FROM documents) =
  (SELECT ifnull(sum(documents), 0) FROM suggested_counts
   WHERE suggester = :suggester AND version IN {_VERSIONS})
"""  # noqa: S608 - a constant

# The plus lets SQLite read an index instead of the whole table, only because that is in order.
_PENDING = f"""
SELECT d.uid FROM documents d WHERE NOT EXISTS (
  SELECT 1 FROM suggested_documents c CROSS JOIN runs r ON r.id = c.run_id
  WHERE c.document_id = d.id AND c.suggester = :suggester AND r.version IN {_VERSIONS})
ORDER BY +d.id
"""  # noqa: S608 - a constant

_SUGGESTION = """g.start, g."end", g.label, g.rule, g.tier, g.voice, g.triggers, g.attributes,
  g.frames, r.suggester, r.version"""

_CURRENT = f"""
SELECT {_SUGGESTION} FROM current_suggestions g CROSS JOIN runs r ON r.id = g.run_id
WHERE g.document_id = ? ORDER BY g.start, g."end" DESC, g.label, r.suggester
"""  # noqa: S608 - a constant

_RUN = """{0}.uid, {0}.suggester, {0}.version, {0}.guideline, {0}.program, {0}.started_at,
  coalesce({0}.received_at, {0}.started_at)"""

_HISTORY = f"""
SELECT {_SUGGESTION}, {_RUN.format("r")}, {_RUN.format("w")}
FROM suggestions g CROSS JOIN runs r ON r.id = g.run_id
LEFT JOIN vanished_suggestions v ON v.document_id = g.document_id AND v.start = g.start
  AND v."end" = g."end" AND v.label = g.label AND v.run_id = g.run_id
LEFT JOIN runs w ON w.id = v.vanished_in
WHERE g.document_id = ? ORDER BY g.start, g."end" DESC, g.label, r.suggester, r.id
"""  # noqa: S608 - a constant

_OF_SUGGESTER = """
SELECT g.start, g."end", g.label, g.run_id, g.rule, g.tier, g.voice, g.triggers, g.attributes,
  g.frames
FROM current_suggestions g CROSS JOIN runs r ON r.id = g.run_id
WHERE g.document_id = ? AND r.suggester = ?
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a suggester over the documents that needed it.

    uid: sorts by time. version: of the suggester; for the rules, the uid of their rule set.
    guideline: the uid of the one in force. program: its version. started_at: UTC, ISO 8601.
    here_since: when it started, or another file brought it.
    """

    uid: str
    suggester: str
    version: str
    guideline: str
    program: str
    started_at: str
    here_since: str = ""


@dataclass(frozen=True, slots=True)
class PastSuggestion:
    """A suggestion, the run that found it, and the run that did not find it any more.

    vanished_in: None if it is current.
    """

    suggestion: Suggestion
    found_in: Run
    vanished_in: Run | None


class Suggestions:
    """The suggestions of each document, by all suggesters, current and past."""

    def __init__(
        self, database: Database, clock: Callable[[], float], randomness: Randomness
    ) -> None:
        self._database = database
        self._clock = clock
        self._randomness = randomness

    # ------------------------------------------------------------------------- runs

    def pending(self, suggester: str, version: str) -> list[str]:
        """The documents whose last run of a suggester is not of this version.

        In the order of import. Costs next to nothing if there are none.
        """
        asked = {"suggester": suggester, "version": version}
        if self._database.execute(_ALL_COVERED, asked).fetchone()[0]:
            return []
        return [uid for (uid,) in self._database.execute(_PENDING, asked)]

    def start_run(self, suggester: str, version: str, guideline: str) -> Run:
        """Record a run, which is there even if it finds nothing new. See Run."""
        seconds = self._clock()
        with self._database.transaction():
            (last,) = self._database.execute(  # those of version 6 begin with a v
                "SELECT max(uid) FROM runs WHERE uid < 'g'"
            ).fetchone()
            (uid,) = next_uids(last, seconds, 1, self._randomness)
            at = iso_time(seconds)
            run = Run(uid, suggester, version, guideline, __version__, at, at)
            self._database.execute(
                "INSERT INTO runs (uid, suggester, version, guideline, program, started_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (uid, suggester, version, guideline, __version__, run.started_at),
            )
        return run

    def put(self, document_uid: str, run: Run, suggestions: Iterable[Suggestion]) -> None:
        """Store all that a run found in a document: what is new, and what vanished.

        Nothing changes if a later run of the suggester has covered the document meanwhile.
        Raises ValueError if two of the suggestions share a span and a label, if the run is
        unknown, or if it has covered the document before.
        """
        document_id = self._database.document_id(document_uid)
        new = list(suggestions)
        found = {one.key: _content(one) for one in new}
        if len(found) < len(new):
            raise ValueError(f"two suggestions share span and label in document {document_uid}")
        run_id = self._run_id(run)
        with self._database.transaction():
            last = self._last_run(run.suggester, document_id)
            if last == run_id:
                raise ValueError(f"the run {run.uid} has covered document {document_uid} before")
            if last < run_id:
                self._replace(document_id, run.suggester, run_id, found)

    def take_over(
        self,
        document_uid: str,
        suggestions: Sequence[Suggestion],
        suggesters: Mapping[str, str],
        run: Callable[[str, str], Run],
    ) -> int:
        """Store the suggestions that a file has for a document, and return how many.

        Those of a suggester that has looked at the document here are left out.
        suggesters: by name, each with the version that looked last. run: returns the run that
            stands for the file, for a suggester and version.
        """
        document_id = self._database.document_id(document_uid)
        known = {*self.suggesters(document_uid), *self._suggesters_ever(document_id)}
        new = [one for one in suggestions if one.suggester not in known]
        with self._database.transaction():
            self._database.executemany(
                'INSERT INTO suggestions (document_id, start, "end", label, run_id, rule, tier,'
                " voice, triggers, attributes, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        *(document_id, *one.key),
                        self._run_id(run(one.suggester, one.suggester_version)),
                        *_content(one),
                    )
                    for one in new
                ],
            )
            self._database.executemany(
                "INSERT INTO suggested_documents (document_id, suggester, run_id) VALUES (?, ?, ?)",
                [
                    (document_id, name, self._run_id(run(name, version)))
                    for name, version in suggesters.items()
                    if name not in known
                ],
            )
        return len(new)

    def _suggesters_ever(self, document_id: int) -> set[str]:
        rows = self._database.execute(
            "SELECT DISTINCT r.suggester FROM suggestions g JOIN runs r ON r.id = g.run_id"
            " WHERE g.document_id = ?",
            (document_id,),
        )
        return {name for (name,) in rows}

    def _replace(
        self,
        document_id: int,
        suggester: str,
        run_id: int,
        found: dict[SuggestionKey, tuple[object, ...]],
    ) -> None:
        """Append what differs from the current suggestions of a suggester."""
        known = self._of_suggester(document_id, suggester)
        same = {key for key, (_, content) in known.items() if found.get(key) == content}
        self._database.executemany(
            'INSERT INTO vanished_suggestions (document_id, start, "end", label, run_id,'
            " vanished_in) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (document_id, *key, found_in, run_id)
                for key, (found_in, _) in known.items()
                if key not in same
            ],
        )
        self._database.executemany(
            'INSERT INTO suggestions (document_id, start, "end", label, run_id, rule, tier, voice,'
            " triggers, attributes, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (document_id, *key, run_id, *content)
                for key, content in found.items()
                if key not in same
            ],
        )
        self._database.execute(
            "DELETE FROM suggested_documents WHERE document_id = ? AND suggester = ?",
            (document_id, suggester),
        )
        self._database.execute(
            "INSERT INTO suggested_documents (document_id, suggester, run_id) VALUES (?, ?, ?)",
            (document_id, suggester, run_id),
        )

    def _of_suggester(
        self, document_id: int, suggester: str
    ) -> dict[SuggestionKey, tuple[int, tuple[object, ...]]]:
        """The current suggestions of a suggester in a document: the row of the run, the content."""
        rows = self._database.execute(_OF_SUGGESTER, (document_id, suggester))
        return {
            SuggestionKey(start, end, label): (run_id, tuple(content))
            for start, end, label, run_id, *content in rows
        }

    def _last_run(self, suggester: str, document_id: int) -> int:
        """The row of the last run of a suggester over a document; 0 if it needs one."""
        row = self._database.execute(
            "SELECT run_id FROM suggested_documents WHERE document_id = ? AND suggester = ?",
            (document_id, suggester),
        ).fetchone()
        return 0 if row is None else int(row[0])

    def _run_id(self, run: Run) -> int:
        row = self._database.execute("SELECT id FROM runs WHERE uid = ?", (run.uid,)).fetchone()
        if row is None:
            raise ValueError(f"no run has the uid {run.uid!r}")
        return int(row[0])

    # ---------------------------------------------------------------------- reading

    def count(self) -> tuple[int, int]:
        """The numbers of suggestions and of vanished ones, which only grow."""
        row = self._database.execute(
            "SELECT (SELECT count(*) FROM suggestions), (SELECT count(*) FROM vanished_suggestions)"
        ).fetchone()
        return int(row[0]), int(row[1])

    def of_document(self, document_uid: str, as_of: str | None = None) -> tuple[Suggestion, ...]:
        """The current suggestions of a document, by all suggesters.

        By start, longer spans first, then by label, then by suggester.
        as_of: those that were current at a moment, UTC, ISO 8601; None is now.
        """
        if as_of is None:
            rows = self._database.execute(_CURRENT, (self._database.document_id(document_uid),))
            return tuple(map(_suggestion, rows))
        return tuple(
            one.suggestion
            for one in self.history(document_uid)
            if one.found_in.here_since <= as_of
            and (one.vanished_in is None or one.vanished_in.here_since > as_of)
        )

    def documents_suggested(self, suggester: str, rule: str) -> list[str]:
        """The documents with a current suggestion of a suggester by a rule, in order of import."""
        rows = self._database.execute(
            "SELECT DISTINCT d.uid FROM suggested_documents c CROSS JOIN documents d"
            " ON d.id = c.document_id CROSS JOIN current_suggestions g ON g.document_id = d.id"
            " CROSS JOIN runs r ON r.id = g.run_id"
            " WHERE c.suggester = ? AND r.suggester = c.suggester AND g.rule = ? ORDER BY d.id",
            (suggester, rule),
        )
        return [uid for (uid,) in rows]

    def suggesters(self, document_uid: str, as_of: str | None = None) -> dict[str, str]:
        """The suggesters that looked at a document, by name, each with the version that did last.

        as_of: at a moment, UTC, ISO 8601: then those that found or lost something by it, as
            runs that changed nothing are not kept for each document.
        """
        if as_of is None:
            rows = self._database.execute(
                "SELECT r.suggester, r.version FROM suggested_documents c"
                " JOIN runs r ON r.id = c.run_id WHERE c.document_id = ? ORDER BY r.suggester",
                (self._database.document_id(document_uid),),
            )
            return dict(rows.fetchall())
        runs = {
            run
            for one in self.history(document_uid)
            for run in (one.found_in, one.vanished_in)
            if run is not None and run.here_since <= as_of
        }
        ordered = sorted(runs, key=lambda run: (run.suggester, run.started_at, run.uid))
        return {run.suggester: run.version for run in ordered}

    def history(self, document_uid: str) -> Iterator[PastSuggestion]:
        """All suggestions that a document ever had, in the order of of_document, then of runs.

        One that vanished and was found again is there twice.
        """
        rows = self._database.execute(_HISTORY, (self._database.document_id(document_uid),))
        for row in rows:
            suggestion, found_in, vanished_in = row[:11], row[11:18], row[18:]
            yield PastSuggestion(
                _suggestion(suggestion),
                Run(*found_in),
                None if vanished_in[0] is None else Run(*vanished_in),
            )


def _content(one: Suggestion) -> tuple[object, ...]:
    """The columns of a suggestion after its key and its run."""
    frames = None if one.frames is None else to_json(one.frames)
    attributes = to_json(dict(one.attributes))
    return one.rule, one.tier, one.voice, spans_to_json(one.triggers), attributes, frames


def _suggestion(row: tuple[Any, ...]) -> Suggestion:
    start, end, label, rule, tier, voice, triggers, attributes, frames, suggester, version = row
    return Suggestion(
        span=Span(start, end),
        label=label,
        rule=rule,
        tier=Tier(tier),
        voice=Voice(voice),
        triggers=spans_from_json(triggers),
        attributes=from_json(attributes),
        frames=None if frames is None else SuggestionKey(*from_json(frames)),
        suggester=suggester,
        suggester_version=version,
    )
