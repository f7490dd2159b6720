"""Sentences that change: the rows, the queue and what everybody holds follow their borders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from annotator.annotations.sentence_edits import segmented
from annotator.model import Draft, EventKind, Span
from annotator.store import documents, event_log, fulltext, projection, queue

_MOVING = ("merge", "split")


def changed_by(connection: sqlite3.Connection, drafts: Iterable[tuple[Draft, int]]) -> list[int]:
    """The documents (their rows) whose borders these drafts change, each once.

    drafts: each with the row of its document. Undoing a merge changes a border too.
    """
    found = {document_id: None for draft, document_id in drafts if _moves_border(connection, draft)}
    return list(found)


def _moves_border(connection: sqlite3.Connection, draft: Draft) -> bool:
    if draft.kind not in {EventKind.UNDO, EventKind.REDO}:
        return draft.kind in _MOVING
    row = connection.execute(
        """SELECT 1 FROM events WHERE "group" = ? AND kind IN ('merge', 'split') LIMIT 1""",
        (draft.payload["group"],),
    ).fetchone()
    return row is not None


def renew(connection: sqlite3.Connection, document_id: int) -> None:
    """Derive a document's sentences from the log; the queue follows, suggestions are due again."""
    (text,) = connection.execute(
        "SELECT text FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    imported = [
        Span(start, end)
        for start, end in connection.execute(
            'SELECT start, "end" FROM sentences WHERE document_id = ? AND imported = 1'
            " ORDER BY start",
            (document_id,),
        )
    ]
    sentences = segmented(text, imported, event_log.of_borders(connection, document_id))
    before = documents.sentence_rows(connection, document_id).keys()
    _put(connection, document_id, sentences)
    fulltext.remove(connection, document_id, text, before - {*sentences})
    fulltext.add(connection, document_id, text, {*sentences} - before)
    for annotator_id in event_log.annotators_of(connection, document_id):
        projection.project_document(connection, annotator_id, document_id)


def _put(connection: sqlite3.Connection, document_id: int, sentences: Sequence[Span]) -> None:
    with queue.counted(connection, document_id):
        connection.execute("UPDATE sentences SET current = 0 WHERE document_id = ?", (document_id,))
        connection.executemany(
            'INSERT INTO sentences (document_id, start, "end", imported) VALUES (?, ?, ?, 0)'
            ' ON CONFLICT (document_id, start, "end") DO UPDATE SET current = 1',
            [(document_id, sentence.start, sentence.end) for sentence in sentences],
        )
        queue.renew(connection, document_id)
    connection.execute(
        "UPDATE documents SET sentence_count = ?, label_set_id = NULL WHERE id = ?",
        (len(sentences), document_id),
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Derive every sentence and every judgement from the log anew."""
    connection.execute("DELETE FROM judgements")
    connection.execute("UPDATE assignments SET status = 'todo' WHERE status <> 'todo'")
    for document_id in event_log.documents_with_borders(connection):
        renew(connection, document_id)
    projection.project_all(connection)
