"""Annotators, and the queue of sentences that each of them still has to judge."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from annotator.errors import StoreError
from annotator.model import Progress, Span
from annotator.store.codec import from_json, to_json
from annotator.store.fulltext import SHIFT, START

ROLES = ("annotator", "lead", "gold", "import")
_PEOPLE = frozenset({"annotator", "lead"})

# A position is the row of the document, then where the sentence begins: the order of import, then
# of the text. Documents come whole, so that what is new lies above the last one queued: looking
# for it costs nothing where nothing is new.
_ENROL = """
INSERT INTO assignments (annotator_id, sentence_id, position, status)
SELECT a.id, s.id, (s.document_id << 32) + s.start,
       iif(EXISTS (SELECT 1 FROM judgements j
                   WHERE j.annotator_id = a.id AND j.document_id = s.document_id
                   AND ifnull(j.sentence_id, 0) = s.id AND j.finished = 1), 'finished', 'todo')
FROM annotators a CROSS JOIN documents d ON d.id > a.queued_to
CROSS JOIN sentences s ON s.document_id = d.id
WHERE a.id = :annotator AND s.current = 1
"""

_COUNT = """
UPDATE annotators
SET queued = (SELECT count(*) FROM assignments WHERE annotator_id = :annotator),
    finished = (SELECT count(*) FROM assignments
                WHERE annotator_id = :annotator AND status = 'finished'),
    queued_to = (SELECT ifnull(max(id), 0) FROM documents)
WHERE id = :annotator
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

Hand = tuple[int, int, str, str]
"""Tells the mark in hand: start, end, label, uid of the annotation or ''."""


def find(connection: sqlite3.Connection, name: str) -> int | None:
    """The row of an annotator, or None."""
    row = connection.execute("SELECT id FROM annotators WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def id_of(connection: sqlite3.Connection, name: str) -> int:
    """The row of an annotator. Raises ValueError if nobody of that name is enrolled."""
    found = find(connection, name)
    if found is None:
        raise ValueError(f"no annotator {name!r} is enrolled")
    return found


def enrol(connection: sqlite3.Connection, name: str, role: str) -> None:
    """Register an annotator, and queue every sentence that is not queued yet."""
    _register(connection, name, role)
    annotator = id_of(connection, name)
    fresh = connection.execute(_ENROL, {"annotator": annotator}).rowcount
    if fresh > 0:
        connection.execute(_COUNT, {"annotator": annotator})


def _register(connection: sqlite3.Connection, name: str, role: str) -> None:
    """A person may become lead and stays it; a layer and a person never share a name."""
    if not name.strip() or role not in ROLES:
        raise ValueError(f"no name or no known role: {name!r}, {role!r}")
    row = connection.execute("SELECT role FROM annotators WHERE name = ?", (name,)).fetchone()
    if row is None:
        connection.execute("INSERT INTO annotators (name, role) VALUES (?, ?)", (name, role))
        return
    if row[0] != role and not {row[0], role} <= _PEOPLE:
        raise StoreError(
            f"{name!r} is taken by an annotator with the role {row[0]}: choose another name."
        )
    if role == "lead":
        connection.execute("UPDATE annotators SET role = ? WHERE name = ?", (role, name))


def names(connection: sqlite3.Connection, role: str | None) -> list[str]:
    """The annotators, of one role if it is given, in the order of their enrolment."""
    rows = connection.execute("SELECT name, role FROM annotators ORDER BY id")
    return [name for name, its_role in rows if role in (None, its_role)]


def progress(connection: sqlite3.Connection, name: str) -> Progress:
    """How many sentences of the queue are finished; costs the same for any number of them."""
    row = connection.execute(
        "SELECT finished, queued FROM annotators WHERE name = ?", (name,)
    ).fetchone()
    return Progress(*row) if row else Progress(0, 0)


def mark(
    connection: sqlite3.Connection, annotator_id: int, sentence_id: int, *, finished: bool
) -> None:
    """Say in the queue whether a sentence is finished."""
    status = "finished" if finished else "todo"
    connection.execute(
        "UPDATE assignments SET status = ?"
        " WHERE annotator_id = ? AND sentence_id = ? AND status <> ?",
        (status, annotator_id, sentence_id, status),
    )


def renew(connection: sqlite3.Connection, document_id: int) -> None:
    """Queue the sentences that a document has now, and no others, for all who have it queued."""
    connection.execute(
        "DELETE FROM assignments"
        " WHERE annotator_id IN (SELECT id FROM annotators WHERE queued_to >= ?)"
        " AND sentence_id IN (SELECT id FROM sentences WHERE document_id = ? AND current = 0)",
        (document_id, document_id),
    )
    connection.execute(
        "INSERT INTO assignments (annotator_id, sentence_id, position, status)"
        " SELECT a.id, s.id, (s.document_id << 32) + s.start, 'todo'"
        " FROM annotators a CROSS JOIN sentences s"
        " WHERE a.queued_to >= ? AND s.document_id = ? AND s.current = 1"
        " ON CONFLICT DO NOTHING",
        (document_id, document_id),
    )


@contextmanager
def counted(connection: sqlite3.Connection, document_id: int) -> Iterator[None]:
    """Bring everybody's counts up to date with what happens inside to a document's queue."""
    before = _counts(connection, document_id)
    yield
    for annotator_id, (queued, finished) in _counts(connection, document_id).items():
        earlier = before[annotator_id]
        connection.execute(
            "UPDATE annotators SET queued = queued + ?, finished = finished + ? WHERE id = ?",
            (queued - earlier[0], finished - earlier[1], annotator_id),
        )


def _counts(connection: sqlite3.Connection, document_id: int) -> dict[int, tuple[int, int]]:
    """(queued, finished) of a document, of each annotator who has it queued."""
    rows = connection.execute(
        "SELECT a.id, count(q.sentence_id), ifnull(sum(q.status = 'finished'), 0)"
        " FROM annotators a CROSS JOIN sentences s"
        " LEFT JOIN assignments q ON q.annotator_id = a.id AND q.sentence_id = s.id"
        " WHERE a.queued_to >= ? AND s.document_id = ? GROUP BY a.id",
        (document_id, document_id),
    )
    return {annotator_id: (queued, finished) for annotator_id, queued, finished in rows}


def next_unfinished(
    connection: sqlite3.Connection, annotator_id: int, position: int | None, step: int
) -> int | None:
    """The next (1) or previous (-1) sentence to judge from a position on, round and round.

    position: None is before the first, or after the last.
    """
    sql, beginning = (_NEXT, -1) if step > 0 else (_PREVIOUS, _LAST)
    row = None
    if position is not None:
        row = connection.execute(sql, (annotator_id, position)).fetchone()
    if row is None:
        row = connection.execute(sql, (annotator_id, beginning)).fetchone()
    return None if row is None else int(row[0])


# ------------------------------------------------------------------------------ places


def place(connection: sqlite3.Connection, annotator_id: int) -> int | None:
    """The sentence where an annotator left off."""
    row = connection.execute(
        "SELECT sentence_id FROM places WHERE annotator_id = ?", (annotator_id,)
    ).fetchone()
    return None if row is None else int(row[0])


def hand(connection: sqlite3.Connection, annotator_id: int) -> Hand | None:
    """The mark that an annotator had in hand there."""
    row = connection.execute(
        "SELECT mark FROM places WHERE annotator_id = ?", (annotator_id,)
    ).fetchone()
    if row is None or row[0] is None:
        return None
    start, end, label, uid = from_json(row[0])
    return (start, end, label, uid)


def set_place(
    connection: sqlite3.Connection, annotator_id: int, sentence_id: int, held: Hand | None
) -> None:
    """Remember where an annotator is, and with which mark in hand."""
    connection.execute(
        "INSERT INTO places (annotator_id, sentence_id, mark) VALUES (?, ?, ?)"
        " ON CONFLICT (annotator_id) DO UPDATE SET sentence_id = excluded.sentence_id,"
        " mark = excluded.mark",
        (annotator_id, sentence_id, None if held is None else to_json(held)),
    )


def where(connection: sqlite3.Connection, sentence_id: int | None) -> tuple[str, Span] | None:
    """The portable name of a sentence: its document's uid, and its span."""
    row = connection.execute(
        'SELECT d.uid, s.start, s."end" FROM sentences s JOIN documents d ON d.id = s.document_id'
        " WHERE s.id = ?",
        (sentence_id,),
    ).fetchone()
    return None if row is None else (row[0], Span(row[1], row[2]))


def at(connection: sqlite3.Connection, position: int) -> tuple[str, Span] | None:
    """The portable name of the sentence that begins at a position, or, merged since, before it."""
    row = connection.execute(
        'SELECT d.uid, s.start, s."end" FROM sentences s JOIN documents d ON d.id = s.document_id'
        " WHERE s.document_id = ? AND s.start <= ? AND s.current = 1 ORDER BY s.start DESC LIMIT 1",
        (position >> SHIFT, position & START),
    ).fetchone()
    return None if row is None else (row[0], Span(row[1], row[2]))


def setting(connection: sqlite3.Connection, name: str) -> str:
    """What was remembered under a name, '' if nothing."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return "" if row is None else str(row[0])


def set_setting(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a value under a name."""
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))
