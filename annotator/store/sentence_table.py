"""The table of sentences: those of the import, and those that people made by joining and splitting.

A row is never deleted, since events refer to it. The *current* sentences of a document are those
that annotators step through. Every title in a text has a row. Titles are current if the project
steps through headlines; events may be filed under them in either case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.annotations.events import Event
from annotator.annotations.sentence_edits import edited_blocks, edited_sentences
from annotator.model import Block, Span
from annotator.store.codec import blocks_from_json, blocks_to_json
from annotator.store.connection import Database
from annotator.store.event_log import EventLog
from annotator.store.fulltext import WordIndex
from annotator.store.work_queue import WorkQueue

HEADLINES = "headlines"
"""The name of the setting that is 'yes' if the project steps through titles."""

_END = (1 << 31) - 1
"""An offset behind every text."""

_BETWEEN = """
SELECT start, "end", id FROM sentences
WHERE document_id = ? AND start >= ? AND start < ? AND {condition} ORDER BY start
"""

_ADD = """
INSERT INTO sentences (document_id, start, "end", imported, is_title)
VALUES (:document, :start, :end, 0, EXISTS (
  SELECT 1 FROM sentences t WHERE t.document_id = :document AND t.imported = 1 AND t.is_title = 1
  AND t.start <= :start AND t."end" >= :end))
ON CONFLICT (document_id, start, "end") DO UPDATE SET current = 1 RETURNING id
"""

_ADD_FORMER = """
INSERT INTO sentences (document_id, start, "end", imported, current, is_title)
VALUES (:document, :start, :end, 0, 0, EXISTS (
  SELECT 1 FROM sentences t WHERE t.document_id = :document AND t.imported = 1 AND t.is_title = 1
  AND t.start <= :start AND t."end" >= :end))
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A row of the table."""

    id: int
    span: Span
    is_current: bool


class SentenceTable:
    """The sentences of all documents. The queue and the index of words follow their changes."""

    def __init__(
        self, database: Database, log: EventLog, queue: WorkQueue, words: WordIndex
    ) -> None:
        self._database = database
        self._log = log
        self._queue = queue
        self._words = words

    def add(self, document_id: int, sentences: Iterable[Span]) -> None:
        """Add the sentences of an imported document."""
        self._database.executemany(
            'INSERT INTO sentences (document_id, start, "end") VALUES (?, ?, ?)',
            [(document_id, sentence.start, sentence.end) for sentence in sentences],
        )

    def add_titles(self, document_id: int, titles: Iterable[Span], *, current: bool) -> None:
        """Add the titles of an imported document. current: annotators step through them."""
        self._database.executemany(
            'INSERT INTO sentences (document_id, start, "end", current, is_title)'
            " VALUES (?, ?, ?, ?, 1)",
            [(document_id, title.start, title.end, current) for title in titles],
        )

    def row(self, document_id: int, sentence: Span) -> int:
        """The row of a sentence; one that the document does not have is added as a former one.

        What is filed under it counts in the current sentences that share its text.
        """
        place = {"document": document_id, "start": sentence.start, "end": sentence.end}
        self._database.execute(_ADD_FORMER, place)
        (row,) = self._database.execute(
            "SELECT id FROM sentences"
            ' WHERE document_id = :document AND start = :start AND "end" = :end',
            place,
        ).fetchone()
        return int(row)

    def has_headlines(self) -> bool:
        """Return True if the project steps through titles."""
        found = self._database.execute(
            "SELECT 1 FROM settings WHERE name = ? AND value = 'yes'", (HEADLINES,)
        )
        return found.fetchone() is not None

    def titles(self, document_id: int) -> dict[Span, int]:
        """The titles of the import, current or not, in order, each with its row."""
        return self._between(document_id, 0, _END, "imported = 1 AND is_title = 1")

    def imported(
        self, document_id: int, low: int = 0, high: int = _END, *, titles: bool | None = None
    ) -> dict[Span, int]:
        """The sentences of the import that begin in a stretch, in order, each with its row.

        titles: whether titles are among them; None: if the project steps through headlines.
        """
        with_titles = self.has_headlines() if titles is None else titles
        which = "" if with_titles else " AND is_title = 0"
        return self._between(document_id, low, high, f"imported = 1{which}")

    def current(self, document_id: int) -> dict[Span, int]:
        """The current sentences of a document, in order, each with its row."""
        return self._between(document_id, 0, _END, "current = 1")

    def were_edited(self, document_id: int) -> bool:
        """Return True if sentences of the document were ever joined or split, or blocks marked."""
        found = self._database.execute(
            "SELECT 1 FROM sentences WHERE document_id = :document AND imported = 0 UNION ALL"
            " SELECT 1 FROM documents WHERE id = :document AND edited_blocks IS NOT NULL LIMIT 1",
            {"document": document_id},
        )
        return found.fetchone() is not None

    def overlapping(self, document_id: int, sentence_id: int) -> list[SentenceRow]:
        """A sentence and all, current or not, that share text with it or with one another.

        None is current in a title that nobody steps through, and in boilerplate. Reads the edited
        sentences of the document and those near by, not all of it.
        """
        low, high = self._reach(document_id, sentence_id)
        rows = self._database.execute(
            'SELECT id, start, "end", current FROM sentences'
            ' WHERE document_id = ? AND start >= ? AND start < ? ORDER BY start, "end"',
            (document_id, low, high),
        )
        return [SentenceRow(row, Span(start, end), bool(now)) for row, start, end, now in rows]

    def _reach(self, document_id: int, sentence_id: int) -> tuple[int, int]:
        """Where the group of overlapping sentences around a sentence begins and ends."""
        start, end = self._database.execute(
            'SELECT start, "end" FROM sentences WHERE id = ?', (sentence_id,)
        ).fetchone()
        return self._grown(document_id, start, end)

    def _grown(self, document_id: int, low: int, high: int) -> tuple[int, int]:
        """A stretch, grown until it cuts no sentence, current or not, in two."""
        edited = self._database.execute(
            'SELECT start, "end" FROM sentences WHERE document_id = ? AND imported = 0',
            (document_id,),
        ).fetchall()
        while True:
            near = [(low, high), *self._imported_at_ends(document_id, low, high)]
            near += [(start, end) for start, end in edited if start < high and end > low]
            grown = min(start for start, _ in near), max(end for _, end in near)
            if grown == (low, high):
                return grown
            low, high = grown

    def _imported_at_ends(self, document_id: int, low: int, high: int) -> list[tuple[int, int]]:
        """The imported sentences, which are disjoint, that overlap the ends of a stretch."""
        rows = [
            self._database.execute(
                'SELECT start, "end" FROM sentences'
                " WHERE document_id = ? AND imported = 1 AND start < ?"
                " ORDER BY start DESC LIMIT 1",
                (document_id, before),
            ).fetchone()
            for before in (low + 1, high)
        ]
        return [row for row in rows if row and row[1] > low]

    # ------------------------------------------------------------------------- edits

    def follow_boundaries(
        self, document_id: int, offsets: Iterable[int] | None = None
    ) -> list[int]:
        """Derive current sentences of a document from the log.

        The queue and the index of words follow; the document needs new suggestions.
        offsets: where boundaries were added or removed: only the sentences there are derived.
            None derives all of them.
        Returns the rows of the sentences that became current, or are not current any more.
        """
        stretches = (
            [(0, _END)]
            if offsets is None
            else _united(self._around(document_id, offset) for offset in offsets)
        )
        boundaries = self._log.of_boundaries(document_id)
        changed: list[int] = []
        for low, high in stretches:
            changed += self._derive(document_id, low, high, boundaries)
        if offsets is None:
            self._follow_blocks(document_id, boundaries)
        self._forget_suggestions(document_id)
        return changed

    def _follow_blocks(self, document_id: int, events: Sequence[Event]) -> None:
        """Derive the kinds of the blocks of a document."""
        before = self.imported_blocks(document_id)
        now = edited_blocks(self.padded_text(document_id, 0, _END), before, events)
        self._database.execute(
            "UPDATE documents SET edited_blocks = ? WHERE id = ?",
            (None if now == before else blocks_to_json(now), document_id),
        )

    def imported_blocks(self, document_id: int) -> tuple[Block, ...]:
        """The blocks of a document, with the kinds of the import."""
        row = self._database.execute("SELECT blocks FROM documents WHERE id = ?", (document_id,))
        return blocks_from_json(row.fetchone()[0])

    def _forget_suggestions(self, document_id: int) -> None:
        """Let the rules run over a document again."""
        self._database.execute(
            "DELETE FROM suggested_documents WHERE document_id = ?", (document_id,)
        )

    def follow_headlines(self) -> Iterator[tuple[int, list[int]]]:
        """Derive the sentences in the titles of all documents: the setting may have changed.

        Yields the row of each document where that changed some, and the rows of all its titles,
        whole or split.
        """
        titles = self._database.execute(
            'SELECT document_id, min(start), max("end") FROM sentences'
            " WHERE is_title = 1 GROUP BY document_id"
        ).fetchall()
        for document_id, low, high in titles:
            boundaries = self._log.of_boundaries(document_id)
            if self._derive(document_id, low, high, boundaries):
                self._forget_suggestions(document_id)
                yield document_id, [*self._between(document_id, low, high, "is_title = 1").values()]

    def _around(self, document_id: int, offset: int) -> tuple[int, int]:
        """The stretch of the sentences on both sides of a boundary.

        Both sides are looked for among those of the import and among the others: a block that was
        marked as text has none of the import.
        """
        rows = [
            row
            for imported in (0, 1)
            for row in self._database.execute(
                'SELECT start, "end" FROM sentences'
                " WHERE document_id = ? AND imported = ? AND start <= ?"
                " ORDER BY start DESC LIMIT 2",
                (document_id, imported, offset),
            )
        ]
        return self._grown(
            document_id,
            min((offset, *(start for start, _ in rows))),
            max((offset + 1, *(end for _, end in rows))),
        )

    def _derive(
        self, document_id: int, low: int, high: int, boundaries: Sequence[Event]
    ) -> list[int]:
        """Derive the current sentences of a stretch that cuts none in two."""
        text = self.padded_text(document_id, low, high)
        before = self._between(document_id, low, high, "current = 1")
        imported = self.imported(document_id, low, high)
        edited = edited_sentences(text, list(imported), boundaries)
        after = [span for span in edited if low <= span.start < high]  # without marked blocks
        kept = before.keys() & {*after}
        removed = [span for span in before if span not in kept]
        added = [span for span in after if span not in kept]
        removed_ids = [before[span] for span in removed]
        added_ids = self._replace(document_id, removed_ids, added)
        self._queue.replace_sentences(document_id, removed_ids, added_ids)
        self._words.remove(document_id, text, removed)
        self._words.add(document_id, text, added)
        self._database.execute(
            "UPDATE documents SET sentence_count = sentence_count + ? WHERE id = ?",
            (len(added) - len(removed), document_id),
        )
        return [*removed_ids, *added_ids]

    def _between(self, document_id: int, low: int, high: int, condition: str) -> dict[Span, int]:
        """The sentences of a stretch, in order, each with its row."""
        sql = _BETWEEN.format(condition=condition)
        rows = self._database.execute(sql, (document_id, low, high))
        return {Span(start, end): row for start, end, row in rows}

    def padded_text(self, document_id: int, low: int, high: int) -> str:
        """The text of a stretch, with blanks before it so that offsets stay the same."""
        (text,) = self._database.execute(
            "SELECT substr(text, ?, ?) FROM documents WHERE id = ?",
            (low + 1, high - low, document_id),
        ).fetchone()
        return " " * low + str(text)

    def _replace(
        self, document_id: int, removed_ids: Iterable[int], added: Iterable[Span]
    ) -> list[int]:
        self._database.executemany(
            "UPDATE sentences SET current = 0 WHERE id = ?", [(row,) for row in removed_ids]
        )
        return [
            self._database.execute(
                _ADD, {"document": document_id, "start": span.start, "end": span.end}
            ).fetchone()[0]
            for span in added
        ]


def _united(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order; those that overlap as one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(stretches):
        if found and low < found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found
