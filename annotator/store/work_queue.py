"""The queue: the sentences that each annotator still has to judge, in the order of import.

One that cannot be judged is done: its status is 'finished' too, and it is counted apart.

The position of a sentence is the row of its document, then the offset where it begins: see
annotator.store.fulltext.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.model import Judgement, Span
from annotator.store.connection import Database
from annotator.store.fulltext import SHIFT, START, position_of

# Documents are queued as a whole, so that new ones lie above the last one queued: looking for new
# documents costs nothing if there are none.
_ADD_NEW = """
INSERT INTO assignments (annotator_id, sentence_id, position, status, cannot_judge)
SELECT a.id, s.id, (s.document_id << 32) + s.start,
       iif(j.finished = 1 OR j.cannot_judge <> '', 'finished', 'todo'),
       ifnull(j.cannot_judge <> '', 0)
FROM annotators a CROSS JOIN documents d ON d.id > a.queued_to
CROSS JOIN sentences s ON s.document_id = d.id
LEFT JOIN judgements j ON j.annotator_id = a.id AND j.document_id = s.document_id
  AND ifnull(j.sentence_id, 0) = s.id
WHERE a.id = :annotator AND s.current = 1
"""

_COUNT = """
UPDATE annotators
SET queued = (SELECT count(*) FROM assignments WHERE annotator_id = :annotator),
    finished = (SELECT count(*) FROM assignments
                WHERE annotator_id = :annotator AND status = 'finished'),
    cannot_judge = (SELECT count(*) FROM assignments
                    WHERE annotator_id = :annotator AND cannot_judge = 1),
    queued_to = (SELECT ifnull(max(id), 0) FROM documents)
WHERE id = :annotator
"""

_ADD = """
INSERT INTO assignments (annotator_id, sentence_id, position, status)
SELECT a.id, s.id, (s.document_id << 32) + s.start, 'todo'
FROM annotators a CROSS JOIN sentences s WHERE a.queued_to >= :document AND s.id = :sentence
"""
_REMOVE = """
DELETE FROM assignments
WHERE annotator_id IN (SELECT id FROM annotators) AND sentence_id = :sentence
"""
_UNCOUNT = """
UPDATE annotators
SET queued = queued - 1,
    finished = finished - (SELECT q.status = 'finished' FROM assignments q
                           WHERE q.annotator_id = annotators.id AND q.sentence_id = :sentence),
    cannot_judge = cannot_judge - (SELECT q.cannot_judge FROM assignments q
                                   WHERE q.annotator_id = annotators.id
                                   AND q.sentence_id = :sentence)
WHERE EXISTS (SELECT 1 FROM assignments q
              WHERE q.annotator_id = annotators.id AND q.sentence_id = :sentence)
"""

_RESET = """
UPDATE assignments SET status = 'todo', cannot_judge = 0
WHERE status <> 'todo' AND (:document IS NULL
  OR sentence_id IN (SELECT id FROM sentences WHERE document_id = :document))
"""

_NEXT = """
SELECT sentence_id FROM assignments
WHERE annotator_id = ? AND status = 'todo' AND position > ? ORDER BY position LIMIT 1
"""
_PREVIOUS = """
SELECT sentence_id FROM assignments
WHERE annotator_id = ? AND status = 'todo' AND position < ? ORDER BY position DESC LIMIT 1
"""
_LAST = (1 << 63) - 1


class WorkQueue:
    """The sentences of the project in the order of work, with what each annotator has finished."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_unfinished(
        self, annotator: str, after: tuple[str, Span] | None = None, *, step: int = 1
    ) -> tuple[str, Span] | None:
        """The next (1) or previous (-1) unfinished sentence; wraps around.

        after: the document uid and the span of a sentence; None starts at an end of the queue.
        Returns the same, or None if nothing is left.
        """
        annotator_id = self._database.find_annotator(annotator)
        if annotator_id is None:
            return None
        sql, beginning = (_NEXT, -1) if step > 0 else (_PREVIOUS, _LAST)
        row = None
        if after is not None:
            start = self.position(after[0], after[1].start)
            row = self._database.execute(sql, (annotator_id, start)).fetchone()
        if row is None:
            row = self._database.execute(sql, (annotator_id, beginning)).fetchone()
        return None if row is None else self._sentence(row[0])

    def position(self, document_uid: str, offset: int) -> int:
        """The position of an offset in the queue: a number to compare, for this database only."""
        return position_of(self._database.document_id(document_uid), offset)

    def sentence_at(self, position: int) -> tuple[str, Span] | None:
        """The current sentence (document uid and span) at a position.

        If the sentence that began there was joined since, the one that now contains it.
        """
        row = self._database.execute(
            'SELECT d.uid, s.start, s."end"'
            " FROM sentences s JOIN documents d ON d.id = s.document_id"
            " WHERE s.document_id = ? AND s.start <= ? AND s.current = 1"
            " ORDER BY s.start DESC LIMIT 1",
            (position >> SHIFT, position & START),
        ).fetchone()
        return None if row is None else (row[0], Span(row[1], row[2]))

    def _sentence(self, sentence_id: int) -> tuple[str, Span]:
        uid, start, end = self._database.execute(
            'SELECT d.uid, s.start, s."end"'
            " FROM sentences s JOIN documents d ON d.id = s.document_id WHERE s.id = ?",
            (sentence_id,),
        ).fetchone()
        return uid, Span(start, end)

    # ----------------------------------------------------------------------- updates

    def add_new_sentences(self, annotator_id: int) -> None:
        """Queue the sentences of all documents that were imported since the last time."""
        added = self._database.execute(_ADD_NEW, {"annotator": annotator_id}).rowcount
        if added > 0:
            self._database.execute(_COUNT, {"annotator": annotator_id})

    def set_state(self, annotator_id: int, sentence_id: int, judgement: Judgement) -> None:
        """Set whether one sentence is still to be done, and whether it cannot be judged."""
        state = ("finished" if judgement.is_done else "todo", bool(judgement.cannot_judge))
        self._database.execute(
            "UPDATE assignments SET status = ?, cannot_judge = ?"
            " WHERE annotator_id = ? AND sentence_id = ? AND (status, cannot_judge) <> (?, ?)",
            (*state, annotator_id, sentence_id, *state),
        )

    def reset(self, document_id: int | None = None) -> None:
        """Set every sentence, or those of one document, to unfinished."""
        self._database.execute(_RESET, {"document": document_id})

    def replace_sentences(
        self, document_id: int, removed: Iterable[int], added: Iterable[int]
    ) -> None:
        """Replace sentences of a document for all who have it queued; added ones are unfinished."""
        for sentence_id in removed:
            self._database.execute(_UNCOUNT, {"sentence": sentence_id})
            self._database.execute(_REMOVE, {"sentence": sentence_id})
        for sentence_id in added:
            which = {"document": document_id, "sentence": sentence_id}
            self._database.execute(_ADD, which)
            self._database.execute(
                "UPDATE annotators SET queued = queued + 1 WHERE queued_to >= ?", (document_id,)
            )
