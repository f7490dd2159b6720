"""Where in a text the words stand that were looked for: asked of the tokenizer that finds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from annotator.model import Span
from annotator.store.fulltext import TOKENIZER

# Bytes that no UTF-8 has, so that no text can hold them.
_OPEN, _CLOSE = b"\xfe", b"\xff"


class Highlights:
    """A small index in memory that is filled with the texts of one page at a time."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.execute(
            f"CREATE VIRTUAL TABLE page USING fts5(text, tokenize = '{TOKENIZER}')"
        )

    def of(self, matching: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """For each text, the spans that an FTS5 expression finds in it; '' finds nothing."""
        found: list[tuple[Span, ...]] = [()] * len(texts)
        if not matching:
            return found
        self._connection.execute("DELETE FROM page")
        self._connection.executemany(
            "INSERT INTO page (rowid, text) VALUES (?, ?)", enumerate(texts)
        )
        rows = self._connection.execute(
            "SELECT rowid, CAST(highlight(page, 0, ?, ?) AS BLOB) FROM page WHERE page MATCH ?",
            (_OPEN, _CLOSE, matching),
        )
        for row, marked in rows:
            found[row] = tuple(_spans(marked))
        return found


def _spans(marked: bytes) -> list[Span]:
    """The marked stretches, in characters."""
    before, *parts = marked.split(_OPEN)
    at = len(before.decode())
    spans: list[Span] = []
    for part in parts:
        word, after = (piece.decode() for piece in part.split(_CLOSE))
        spans.append(Span(at, at + len(word)))
        at += len(word) + len(after)
    return spans
