"""What was seen and said before: whose suggestions were on show, how a rule fared."""

from __future__ import annotations

import sqlite3

from annotator.model import Span

_SEEN = """
SELECT DISTINCT s.start, s."end" FROM events e JOIN sentences s ON s.id = e.sentence_id
WHERE e.annotator_id = ? AND e.document_id = ? AND e.kind IN ('accept', 'reject', 'finish')
UNION SELECT start, "end" FROM sentences WHERE document_id = ? AND imported = 0
"""


def seen(connection: sqlite3.Connection, annotator_id: int, document_id: int) -> frozenset[Span]:
    """Sentences whose suggestions an annotator may have seen, though all may be undone.

    Those in which a suggestion was decided, or that were finished (what was missed is shown
    then); and all that people made by merging and splitting, for these show what others hid.
    """
    rows = connection.execute(_SEEN, (annotator_id, document_id, document_id))
    return frozenset(Span(start, end) for start, end in rows)


def meta_keys(connection: sqlite3.Connection) -> list[str]:
    """The names of all metadata that documents have."""
    rows = connection.execute(
        "SELECT DISTINCT m.key FROM documents d, json_each(d.meta) m ORDER BY m.key"
    )
    return [key for (key,) in rows]
