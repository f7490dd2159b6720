"""The full-text index: the words of every current sentence, by its position in the queue.

A position is the row of the document, then the offset where the sentence begins, so that results
come in the order of the queue. The index holds no text (SQLite calls it contentless): a sentence
is removed from it by its text, which a document never changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from annotator.model import Span
from annotator.store.connection import Database, Report

TOKENIZER = "unicode61 remove_diacritics 2"
SHIFT = 32
"""Bits of a position that hold the offset where the sentence begins."""
START = (1 << SHIFT) - 1
"""Mask of those bits."""
POSITION = f"((s.document_id << {SHIFT}) + s.start)"
"""The position of a sentence s, in SQL."""

REPORT_EVERY = 100_000
"""Sentences between two messages while the index is filled."""


def position_of(document_id: int, start: int) -> int:
    """The position of an offset of a document in the queue."""
    return (document_id << SHIFT) + start


class WordIndex:
    """The index of words, kept equal to the current sentences by those who change these."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, document_id: int, text: str, sentences: Iterable[Span]) -> None:
        """Index sentences of a document that has this text."""
        self._database.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            [(position_of(document_id, one.start), one.of(text)) for one in sentences],
        )

    def remove(self, document_id: int, text: str, sentences: Iterable[Span]) -> None:
        """Remove sentences that are in the index."""
        self._database.executemany(
            "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
            [(position_of(document_id, one.start), one.of(text)) for one in sentences],
        )

    def documents_with(self, words: Sequence[str]) -> list[int]:
        """The rows of the documents in which these words follow each other in a sentence."""
        phrase = " ".join(words).replace('"', " ")
        rows = self._database.execute(
            f"SELECT DISTINCT rowid >> {SHIFT} FROM words WHERE words MATCH ?",  # noqa: S608 - a constant
            (f'"{phrase}"',),
        )
        return [document_id for (document_id,) in rows]

    def fill(self, report: Report) -> None:
        """Index all current sentences. report: gets messages if there are very many."""
        execute = self._database.execute
        (total,) = execute("SELECT count(*) FROM sentences WHERE current = 1").fetchone()
        indexed, reported = 0, 0
        if total >= REPORT_EVERY:
            report(f"indexing the words of {total:,} sentences, this once")
        for document_id, text in execute("SELECT id, text FROM documents ORDER BY id"):
            rows = execute(
                'SELECT start, "end" FROM sentences WHERE document_id = ? AND current = 1',
                (document_id,),
            )
            sentences = [Span(*row) for row in rows]
            self.add(document_id, text, sentences)
            indexed += len(sentences)
            if indexed - reported >= REPORT_EVERY:
                reported = indexed
                report(f"  {indexed:,} of {total:,}")


# Bytes that no UTF-8 has, so that no text can hold them.
_OPEN, _CLOSE = b"\xfe", b"\xff"


class Highlighter:
    """Finds the matching words of a text with the tokenizer of the index.

    A small index in memory holds the texts of one page of results at a time.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.execute(
            f"CREATE VIRTUAL TABLE page USING fts5(text, tokenize = '{TOKENIZER}')"
        )

    def matches(self, expression: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """For each text, the spans that match an FTS5 expression; none if it is ''."""
        found: list[tuple[Span, ...]] = [()] * len(texts)
        if not expression:
            return found
        self._connection.execute("DELETE FROM page")
        self._connection.executemany(
            "INSERT INTO page (rowid, text) VALUES (?, ?)", enumerate(texts)
        )
        rows = self._connection.execute(
            "SELECT rowid, CAST(highlight(page, 0, ?, ?) AS BLOB) FROM page WHERE page MATCH ?",
            (_OPEN, _CLOSE, expression),
        )
        for row, highlighted in rows:
            found[row] = tuple(_highlighted_spans(highlighted))
        return found


def _highlighted_spans(highlighted: bytes) -> list[Span]:
    """The spans between _OPEN and _CLOSE, in characters of the text without these."""
    before, *rest = highlighted.split(_OPEN)
    offset = len(before.decode())
    spans: list[Span] = []
    for part in rest:
        word, after = (piece.decode() for piece in part.split(_CLOSE))
        spans.append(Span(offset, offset + len(word)))
        offset += len(word) + len(after)
    return spans
