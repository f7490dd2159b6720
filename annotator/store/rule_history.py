"""What was seen and said before: whose suggestions were on show, how a rule fared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from annotator.model import Event, Span
from annotator.store import event_log

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


# What one person decided last on the suggestions of a rule. Rules are known by id, whatever their
# version: the expression is that of the index events_rule, or it would not be used.
_DECIDED = """
SELECT e.uid, e.document_id, e.sentence_id FROM events e
WHERE :rule = substr(json_extract(e.payload, '$.rule'), 1,
                     instr(json_extract(e.payload, '$.rule'), '@') - 1)
AND e.annotator_id = :annotator AND e.kind IN ('accept', 'reject') {seen}
ORDER BY e.uid DESC LIMIT :most
"""

_FINISHED = """
AND EXISTS (SELECT 1 FROM judgements j WHERE j.annotator_id = :me
            AND j.document_id = e.document_id
            AND ifnull(j.sentence_id, 0) = ifnull(e.sentence_id, 0) AND j.finished = 1)
"""

_PEOPLE = "SELECT id FROM annotators WHERE role IN ('annotator', 'lead')"


def of_rule(
    connection: sqlite3.Connection, annotator_id: int, rule: str, most: int
) -> Iterator[Event]:
    """All that was done in the sentences where a rule's suggestions were decided last.

    The annotator's own; of other people, what they did in sentences that the annotator has
    finished, and nothing else. rule: its id. most: decisions of each person.
    """
    people = [row for (row,) in connection.execute(_PEOPLE)]
    for person in dict.fromkeys([annotator_id, *people]):
        sql = _DECIDED.format(seen="" if person == annotator_id else _FINISHED)
        asked = {"rule": rule, "annotator": person, "me": annotator_id, "most": most}
        rows = connection.execute(sql, asked).fetchall()
        for document_id, sentence_id in dict.fromkeys(row[1:] for row in rows):
            yield from event_log.of_home(connection, person, document_id, sentence_id)
