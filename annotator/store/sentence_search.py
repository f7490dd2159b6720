"""Search: the sentences that a query finds, and the rows of the list of results."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from annotator.annotations.visibility import EVERYTHING, SuggestionView
from annotator.model import Origin, Span
from annotator.store.connection import Database, connect_to_read
from annotator.store.fulltext import POSITION, SHIFT, START, Highlighter
from annotator.store.query import Query, QueryField, QueryTerm, SentenceState
from annotator.store.query_sql import (
    UNDECIDED,
    UNFINISHED,
    SqlConditions,
    Viewer,
    fts_expression,
)
from annotator.store.visibility_sql import SUGGESTIONS_HIDDEN

CHUNK = 2000
"""Positions that a search returns at a time."""
LONGEST_SHOWN = 20_000
"""Characters of a sentence that a row of the list may show."""

# Tables that the sentences s are read from, in the order of the queue.
_FROM_WORDS = f"""
FROM words CROSS JOIN sentences s ON s.document_id = (words.rowid >> {SHIFT})
  AND s.start = (words.rowid & {START}) AND s.current = 1
WHERE words MATCH :words {{rest}} ORDER BY words.rowid"""
_FROM_JUDGEMENTS = """
FROM (SELECT DISTINCT sentence_id FROM judgements WHERE {is_by_them}) t
CROSS JOIN sentences s ON s.id = t.sentence_id AND s.current = 1
WHERE 1 {rest} ORDER BY s.document_id, s.start"""
_FROM_QUEUE = """
FROM assignments q CROSS JOIN sentences s ON s.id = q.sentence_id AND s.current = 1
WHERE q.annotator_id = :me AND q.status = 'todo' {rest} ORDER BY q.position"""
_FROM_SENTENCES = """
FROM sentences s WHERE s.current = 1 {rest} ORDER BY s.document_id, s.start"""

# For a rule or label that is rare: its suggestions are read once, not those of each sentence.
_FROM_SUGGESTIONS = """
FROM (SELECT (SELECT s.id FROM sentences s WHERE s.document_id = g.document_id
    AND s.start <= g.start AND s.current = 1 ORDER BY s.start DESC LIMIT 1) AS id
  FROM current_suggestions g WHERE g.{such}
  UNION SELECT j.sentence_id FROM judgements j CROSS JOIN annotations n ON n.judgement_id = j.id
  WHERE j.{is_by_them} AND n.{such}) t
CROSS JOIN sentences s ON s.id = t.id AND s.current = 1
WHERE 1 {rest} ORDER BY s.document_id, s.start"""

RARE = 20_000
"""Suggestions below which a label or rule counts as rare."""
_JUDGED = {
    SentenceState.FLAGGED,
    SentenceState.FINISHED,
    SentenceState.ANNOTATED,
    SentenceState.CANNOT_JUDGE,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found, as a row of the list shows it.

    text: of the sentence, its beginning if it is very long. words: where in it the words of the
        query are. held: labels of the annotator's annotations. suggested: labels of undecided
        suggestions.
    """

    position: int
    document: str
    title: str
    sentence: Span
    text: str
    words: tuple[Span, ...] = ()
    finished: bool = False
    flagged: bool = False
    cannot_judge: bool = False
    held: tuple[tuple[str, Origin], ...] = ()
    suggested: tuple[str, ...] = ()


class SentenceSearch:
    """Searches for sentences, as far as an annotator may see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        annotator: str,
        query: Query,
        *,
        blind_share: float = 0.0,
        view: SuggestionView = EVERYTHING,
        unfinished_only: bool = False,
    ) -> Search:
        """A search on a connection of its own, for what an annotator may see.

        view: what suggestions are on show.
        unfinished_only: skip sentences that the annotator has finished.
        """
        viewer = _viewer(self._database, annotator, blind_share, view)
        return Search(self._database.path, viewer, query, unfinished_only=unfinished_only)

    def hits(
        self,
        annotator: str,
        positions: Sequence[int],
        query: Query,
        *,
        blind_share: float = 0.0,
        view: SuggestionView = EVERYTHING,
    ) -> list[Hit]:
        """The rows of the list for positions that a query found. Joined sentences are skipped."""
        viewer = _viewer(self._database, annotator, blind_share, view)
        sentences = [row for row in map(self._sentence, positions) if row]
        texts = self._texts(sentences)
        words = [term for term in query.of(QueryField.TEXT) if not term.negated]
        matches = self._highlighter.matches(fts_expression(words, "OR"), texts)
        return [
            self._hit(viewer, row, text, spans)
            for row, text, spans in zip(sentences, texts, matches, strict=True)
        ]

    def documents_with(self, words: str, most: int) -> list[str]:
        """The documents with a sentence that has these words side by side, in order of import.

        most: the longest list. Words without a letter or digit are in none.
        """
        term = QueryTerm(QueryField.TEXT, words)
        rows = self._database.execute(
            "SELECT uid FROM documents WHERE id IN"
            f" (SELECT DISTINCT rowid >> {SHIFT} FROM words WHERE words MATCH ?)"
            " ORDER BY id LIMIT ?",
            (fts_expression([term]), most),
        )
        return [uid for (uid,) in rows]

    @cached_property
    def _highlighter(self) -> Highlighter:
        return Highlighter()

    def _sentence(self, position: int) -> _FoundSentence | None:
        row = self._database.execute(
            f'SELECT {POSITION}, s.id, s.document_id, d.uid, d.title, s.start, s."end"'
            " FROM sentences s CROSS JOIN documents d ON d.id = s.document_id"
            " WHERE s.document_id = ? AND s.start = ? AND s.current = 1",
            (position >> SHIFT, position & START),
        ).fetchone()
        return None if row is None else _FoundSentence(*row)

    def _texts(self, sentences: Sequence[_FoundSentence]) -> list[str]:
        """The texts of sentences; consecutive ones of a document cost one read."""
        texts: list[str] = []
        document_id, document = 0, ""
        for row in sentences:
            if row.document_id != document_id:
                document_id, document = row.document_id, self._text(row.document_id)
            texts.append(document[row.start : min(row.end, row.start + LONGEST_SHOWN)])
        return texts

    def _text(self, document_id: int) -> str:
        row = self._database.execute("SELECT text FROM documents WHERE id = ?", (document_id,))
        text: str = row.fetchone()[0]
        return text

    def _hit(self, viewer: Viewer, row: _FoundSentence, text: str, words: tuple[Span, ...]) -> Hit:
        (finished, flagged, cannot_judge), held = self._held(viewer, row.sentence_id)
        return Hit(
            position=row.position,
            document=row.document,
            title=row.title,
            sentence=Span(row.start, row.end),
            text=text,
            words=words,
            finished=finished,
            flagged=flagged,
            cannot_judge=cannot_judge,
            held=held,
            suggested=self._suggested(viewer, row.sentence_id),
        )

    def _held(
        self, viewer: Viewer, sentence_id: int
    ) -> tuple[tuple[bool, bool, bool], tuple[tuple[str, Origin], ...]]:
        """(finished, flagged, cannot be judged), and labels with their origins."""
        row = self._database.execute(
            "SELECT j.id, j.finished, j.flagged, j.cannot_judge FROM judgements j"
            " JOIN sentences s ON s.id = ? AND s.document_id = j.document_id"
            " WHERE j.annotator_id = ? AND ifnull(j.sentence_id, 0) = s.id",
            (sentence_id, viewer.annotator_id),
        ).fetchone()
        if row is None:
            return (False, False, False), ()
        labels = self._database.execute(
            "SELECT label, origin FROM annotations WHERE judgement_id = ? ORDER BY start", row[:1]
        )
        held = tuple((label, Origin(origin)) for label, origin in labels)
        return (bool(row[1]), bool(row[2]), bool(row[3])), held

    def _suggested(self, viewer: Viewer, sentence_id: int) -> tuple[str, ...]:
        shown = f"NOT {SUGGESTIONS_HIDDEN}" if viewer.blind_share else "1"
        made = SqlConditions(viewer, ())
        on_show = made.on_show  # binds its values
        rows = self._database.execute(
            "SELECT g.label FROM sentences s CROSS JOIN current_suggestions g"
            ' ON g.document_id = s.document_id AND g.start >= s.start AND g.start < s."end"'
            f" WHERE s.id = :sentence AND {UNDECIDED} AND {shown} AND {on_show}"
            ' GROUP BY g.start, g."end", g.label ORDER BY g.start',
            {**made.values, "sentence": sentence_id},
        )
        return tuple(label for (label,) in rows)


@dataclass(frozen=True, slots=True)
class _FoundSentence:
    position: int
    sentence_id: int
    document_id: int
    document: str
    title: str
    start: int
    end: int


def _viewer(database: Database, annotator: str, blind_share: float, view: SuggestionView) -> Viewer:
    """Raises ValueError if nobody of that name is enrolled."""
    annotator_id = database.annotator_id(annotator)
    (role,) = database.execute(
        "SELECT role FROM annotators WHERE id = ?", (annotator_id,)
    ).fetchone()
    return Viewer(annotator_id, role, blind_share, view)


class Search:
    """One search, on a connection of its own: it may run in another thread, and be stopped."""

    def __init__(self, path: Path, viewer: Viewer, query: Query, *, unfinished_only: bool) -> None:
        self._stopped = False
        self._database = Database(connect_to_read(path), path)
        self._statement = _statement(self._database, query, viewer, unfinished_only=unfinished_only)

    def chunks(self) -> Iterator[list[int]]:
        """Positions of the sentences found, in order, CHUNK at a time; can be read once."""
        try:
            cursor = self._database.execute(*self._statement)
            while not self._stopped and (rows := cursor.fetchmany(CHUNK)):
                yield [position for (position,) in rows]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
        finally:
            self._database.connection.close()

    def stop(self) -> None:
        """Stop the search, from whatever thread."""
        self._stopped = True
        with suppress(sqlite3.ProgrammingError):  # the search had ended
            self._database.connection.interrupt()


# -------------------------------------------------------------------------- statement


def _statement(
    database: Database, query: Query, viewer: Viewer, *, unfinished_only: bool
) -> tuple[str, dict[str, object]]:
    """SQL that selects the positions of the sentences that a query finds, and its values."""
    by = [term.value for term in query.of(QueryField.BY) if not term.negated]
    made = SqlConditions(viewer, by)
    words = [term for term in query.of(QueryField.TEXT) if not term.negated]
    rest = [made.of(term) for term in query.terms if term not in words]
    tables = _tables(database, query, made, unfinished_only=unfinished_only)
    if unfinished_only and tables.sql is not _FROM_QUEUE:
        rest.append(UNFINISHED)
    if words:
        made.values["words"] = fts_expression(words)
        if not rest:
            return "SELECT rowid FROM words WHERE words MATCH :words ORDER BY rowid", made.values
    sql = tables.sql.format(
        rest="".join(f"\nAND {one}" for one in rest), is_by_them=made.is_by_them, such=tables.such
    )
    return f"SELECT {POSITION} {sql}", made.values


@dataclass(frozen=True, slots=True)
class _Tables:
    """Tables to read sentences from. such: the condition on suggestions and annotations, if any."""

    sql: str
    such: str = ""


def _tables(
    database: Database, query: Query, made: SqlConditions, *, unfinished_only: bool
) -> _Tables:
    """The tables that give the fewest sentences."""
    terms = [term for term in query.terms if not term.negated]
    if any(term.field is QueryField.TEXT for term in terms):
        return _Tables(_FROM_WORDS)
    if any(map(_needs_judgement, terms)):
        return _Tables(_FROM_JUDGEMENTS)
    for term in terms:
        if term.field in {QueryField.LABEL, QueryField.RULE}:
            such = made.label_or_rule(term)
            if _is_rare(database, such, made.values):
                return _Tables(_FROM_SUGGESTIONS, such)
    return _Tables(_FROM_QUEUE if unfinished_only else _FROM_SENTENCES)


def _needs_judgement(term: QueryTerm) -> bool:
    """Return True if a term can only hold where the annotators asked for have a judgement."""
    return term.field in {QueryField.BY, QueryField.NOTE} or (
        term.field is QueryField.IS and term.value in _JUDGED
    )


def _is_rare(database: Database, such: str, values: Mapping[str, object]) -> bool:
    """Return True if there are few suggestions like this. Stops counting at RARE.

    Past ones count, too: they are read as well.
    """
    few = f"SELECT 1 FROM suggestions g WHERE g.{such} LIMIT {RARE}"
    (count,) = database.execute(f"SELECT count(*) FROM ({few})", values).fetchone()
    return bool(count < RARE)
