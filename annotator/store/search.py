"""Finding sentences: where in the queue a query holds, and what a line of the list shows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from annotator.annotations.visibility import is_blind
from annotator.model import Origin, Span
from annotator.store import queue
from annotator.store.connection import explaining, reader
from annotator.store.fulltext import POSITION, SHIFT, START
from annotator.store.highlights import Highlights
from annotator.store.query import Field, Query, State, Term
from annotator.store.query_sql import HIDDEN, LEFT, OPEN, Conditions, Eyes, matching

CHUNK = 2000
"""Hits that are handed on at a time."""
LONGEST_SHOWN = 20_000
"""Characters of a sentence that a line of the list may show."""

# Where sentences s come from, in the order of the queue, the fewest first.
_BY_WORDS = f"""
FROM words CROSS JOIN sentences s ON s.document_id = (words.rowid >> {SHIFT})
  AND s.start = (words.rowid & {START}) AND s.current = 1
WHERE words MATCH :words {{rest}} ORDER BY words.rowid"""
_BY_JUDGEMENTS = """
FROM (SELECT DISTINCT sentence_id FROM judgements WHERE {theirs}) t
CROSS JOIN sentences s ON s.id = t.sentence_id AND s.current = 1
WHERE 1 {rest} ORDER BY s.document_id, s.start"""
_BY_QUEUE = """
FROM assignments q CROSS JOIN sentences s ON s.id = q.sentence_id AND s.current = 1
WHERE q.annotator_id = :me AND q.status = 'todo' {rest} ORDER BY q.position"""
_BY_ORDER = """
FROM sentences s WHERE s.current = 1 {rest} ORDER BY s.document_id, s.start"""

# A rule or label that is rare among suggestions: these are read once, not sentence by sentence.
_BY_SUGGESTIONS = """
FROM (SELECT (SELECT s.id FROM sentences s WHERE s.document_id = g.document_id
    AND s.start <= g.start AND s.current = 1 ORDER BY s.start DESC LIMIT 1) AS id
  FROM suggestions g WHERE g.{such}
  UNION SELECT j.sentence_id FROM judgements j CROSS JOIN annotations n ON n.judgement_id = j.id
  WHERE j.{theirs} AND n.{such}) t
CROSS JOIN sentences s ON s.id = t.id AND s.current = 1
WHERE 1 {rest} ORDER BY s.document_id, s.start"""

_RARE = 20_000
_JUDGED = {State.FLAGGED, State.FINISHED, State.ANNOTATED}


def eyes_of(connection: sqlite3.Connection, annotator: str, blind_share: float) -> Eyes:
    """The eyes of an annotator; ValueError if nobody of that name is enrolled.

    The connection learns the functions that conditions need.
    """
    connection.create_function("holds", 2, _holds, deterministic=True)
    connection.create_function("blind", 3, partial(_blind, blind_share), deterministic=True)
    me = queue.id_of(connection, annotator)
    (role,) = connection.execute("SELECT role FROM annotators WHERE id = ?", (me,)).fetchone()
    return Eyes(me, role in {"lead", "gold"}, blind_share)


def _holds(text: str | None, part: str) -> bool:
    """Whether a text holds a part, deaf to case."""
    return text is not None and part.casefold() in text.casefold()


def _blind(share: float, uid: str, start: int, end: int) -> bool:
    return is_blind(uid, Span(start, end), share)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where sentences come from. such: of suggestions and annotations, for some sources."""

    sql: str
    such: str = ""


def statement(
    connection: sqlite3.Connection, query: Query, eyes: Eyes, *, left: bool
) -> tuple[str, dict[str, object]]:
    """SQL that gives the positions of what a query finds, in order, and its values.

    left: only sentences that the annotator has not finished.
    """
    made = Conditions(eyes, [term.value for term in query.of(Field.BY) if not term.negated])
    words = [term for term in query.of(Field.TEXT) if not term.negated]
    rest = [made.of(term) for term in query.terms if term not in words]
    source = _source(connection, query, made, left=left)
    if left and source.sql is not _BY_QUEUE:
        rest.append(LEFT)
    if words:
        made.values["words"] = matching(words)
        if not rest:
            return "SELECT rowid FROM words WHERE words MATCH :words ORDER BY rowid", made.values
    sql = source.sql.format(
        rest="".join(f"\nAND {one}" for one in rest), theirs=made.theirs, such=source.such
    )
    return f"SELECT {POSITION} {sql}", made.values


def _source(
    connection: sqlite3.Connection, query: Query, made: Conditions, *, left: bool
) -> _Source:
    """The source with the fewest sentences."""
    asked = [term for term in query.terms if not term.negated]
    if any(term.field is Field.TEXT for term in asked):
        return _Source(_BY_WORDS)
    if any(map(_is_of_judgements, asked)):
        return _Source(_BY_JUDGEMENTS)
    for such in (made.such(term) for term in asked if term.field in {Field.LABEL, Field.RULE}):
        if _is_rare(connection, such, made.values):
            return _Source(_BY_SUGGESTIONS, such)
    return _Source(_BY_QUEUE if left else _BY_ORDER)


def _is_of_judgements(term: Term) -> bool:
    """Whether a term can only hold where those asked about have done something."""
    return term.field in {Field.BY, Field.NOTE} or (
        term.field is Field.IS and term.value in _JUDGED
    )


def _is_rare(connection: sqlite3.Connection, such: str, values: Mapping[str, object]) -> bool:
    """Whether there are few such suggestions; it stops counting where there are many."""
    few = f"SELECT 1 FROM suggestions g WHERE g.{such} LIMIT {_RARE}"
    (count,) = connection.execute(f"SELECT count(*) FROM ({few})", values).fetchone()
    return bool(count < _RARE)


class Search:
    """One search, on a connection of its own: it may run in another thread, and be stopped."""

    def __init__(
        self, path: Path, annotator: str, blind_share: float, query: Query, *, left: bool
    ) -> None:
        self._path = path
        self._stopped = False
        self._connection = reader(path)
        eyes = eyes_of(self._connection, annotator, blind_share)
        self._statement = statement(self._connection, query, eyes, left=left)

    def chunks(self) -> Iterator[list[int]]:
        """Positions of what is found, in order, so many at a time; once."""
        try:
            with explaining(self._path):
                cursor = self._connection.execute(*self._statement)
                while not self._stopped and (rows := cursor.fetchmany(CHUNK)):
                    yield [position for (position,) in rows]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            self._connection.close()

    def stop(self) -> None:
        """Find no more, from whatever thread."""
        self._stopped = True
        with suppress(sqlite3.ProgrammingError):  # it had come to its end
            self._connection.interrupt()


# ----------------------------------------------------------------------------- the list


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found, as a line of the list shows it.

    text: of the sentence, its beginning if it is very long. words: where in text what was looked
        for stands. held: labels of one's annotations. proposed: of open suggestions.
    """

    position: int
    document: str
    title: str
    sentence: Span
    text: str
    words: tuple[Span, ...] = ()
    finished: bool = False
    flagged: bool = False
    held: tuple[tuple[str, Origin], ...] = ()
    proposed: tuple[str, ...] = ()


class Lines:
    """Reads what lines of the list show, a page at a time."""

    def __init__(self, connection: sqlite3.Connection, annotator: str, blind_share: float) -> None:
        self._connection = connection
        self._eyes = eyes_of(connection, annotator, blind_share)
        self._highlights = Highlights()
        self._text = lru_cache(maxsize=4)(self._read_text)

    def hits(self, positions: Sequence[int], query: Query) -> list[Hit]:
        """What stands at positions; what is no more is left out."""
        self._text.cache_clear()
        rows = [row for row in map(self._row, positions) if row]
        words = [term for term in query.of(Field.TEXT) if not term.negated]
        texts = [self._text(row[2])[row[5] : min(row[6], row[5] + LONGEST_SHOWN)] for row in rows]
        marked = self._highlights.of(matching(words, "OR"), texts)
        return [
            self._hit(row, text, spans)
            for row, text, spans in zip(rows, texts, marked, strict=True)
        ]

    def _row(self, position: int) -> tuple[int, int, int, str, str, int, int] | None:
        row: tuple[int, int, int, str, str, int, int] | None = self._connection.execute(
            f'SELECT {POSITION}, s.id, s.document_id, d.uid, d.title, s.start, s."end"'
            " FROM sentences s CROSS JOIN documents d ON d.id = s.document_id"
            " WHERE s.document_id = ? AND s.start = ? AND s.current = 1",
            (position >> SHIFT, position & START),
        ).fetchone()
        return row

    def _read_text(self, document_id: int) -> str:
        row = self._connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,))
        text: str = row.fetchone()[0]
        return text

    def _hit(
        self,
        row: tuple[int, int, int, str, str, int, int],
        text: str,
        words: tuple[Span, ...],
    ) -> Hit:
        position, sentence_id, _, uid, title, start, end = row
        finished, flagged, held = self._held(sentence_id)
        return Hit(
            position,
            uid,
            title,
            Span(start, end),
            text,
            words,
            finished,
            flagged,
            held,
            self._proposed(sentence_id),
        )

    def _held(self, sentence_id: int) -> tuple[bool, bool, tuple[tuple[str, Origin], ...]]:
        row = self._connection.execute(
            "SELECT j.id, j.finished, j.flagged FROM judgements j"
            " JOIN sentences s ON s.id = ? AND s.document_id = j.document_id"
            " WHERE j.annotator_id = ? AND ifnull(j.sentence_id, 0) = s.id",
            (sentence_id, self._eyes.me),
        ).fetchone()
        if row is None:
            return False, False, ()
        labels = self._connection.execute(
            "SELECT label, origin FROM annotations WHERE judgement_id = ? ORDER BY start", row[:1]
        )
        held = tuple((label, Origin(origin)) for label, origin in labels)
        return bool(row[1]), bool(row[2]), held

    def _proposed(self, sentence_id: int) -> tuple[str, ...]:
        shown = f"NOT {HIDDEN}" if self._eyes.blind_share else "1"
        rows = self._connection.execute(
            "SELECT g.label FROM sentences s CROSS JOIN suggestions g"
            ' ON g.document_id = s.document_id AND g.start >= s.start AND g.start < s."end"'
            f" WHERE s.id = :sentence AND {OPEN} AND {shown} ORDER BY g.start",
            {"me": self._eyes.me, "sentence": sentence_id},
        )
        return tuple(label for (label,) in rows)
