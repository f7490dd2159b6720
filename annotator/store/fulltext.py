"""The index of words: every sentence that there is now, by its position in the queue.

A position is the row of the document, then where the sentence begins, so that what is found comes
in the order of the queue. The index holds no text (SQLite calls it contentless): a sentence that
goes is taken out of it by its text, which a document never changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from annotator.model import Span

TOKENIZER = "unicode61 remove_diacritics 2"
SHIFT = 32
"""Bits of a position that say where the sentence begins."""
START = (1 << SHIFT) - 1
"""Those bits."""
POSITION = f"((s.document_id << {SHIFT}) + s.start)"
"""The position of a sentence s, in SQL."""

MANY = 100_000

Tell = Callable[[str], None]


def position(document_id: int, start: int) -> int:
    """Where a sentence is in the queue."""
    return (document_id << SHIFT) + start


def add(
    connection: sqlite3.Connection, document_id: int, text: str, sentences: Iterable[Span]
) -> None:
    """Index sentences of a document with this text."""
    connection.executemany(
        "INSERT INTO words (rowid, text) VALUES (?, ?)",
        [(position(document_id, one.start), one.of(text)) for one in sentences],
    )


def remove(
    connection: sqlite3.Connection, document_id: int, text: str, sentences: Iterable[Span]
) -> None:
    """Take sentences that were indexed out again."""
    connection.executemany(
        "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)",
        [(position(document_id, one.start), one.of(text)) for one in sentences],
    )


def fill(connection: sqlite3.Connection, tell: Tell) -> None:
    """Index every sentence there is. tell: hears of it where it takes more than a moment."""
    (total,) = connection.execute("SELECT count(*) FROM sentences WHERE current = 1").fetchone()
    done, told = 0, 0
    if total >= MANY:
        tell(f"indexing the words of {total:,} sentences, this once")
    for document_id, text in connection.execute("SELECT id, text FROM documents ORDER BY id"):
        rows = connection.execute(
            'SELECT start, "end" FROM sentences WHERE document_id = ? AND current = 1',
            (document_id,),
        )
        sentences = [Span(*row) for row in rows]
        add(connection, document_id, text, sentences)
        done += len(sentences)
        if done - told >= MANY:
            told = done
            tell(f"  {done:,} of {total:,}")
