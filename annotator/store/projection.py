"""What annotators hold now: the fold of their events, kept in tables, always equal to it."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from annotator.annotations.fold import fold
from annotator.annotations.sentence_edits import fold_document
from annotator.model import (
    Annotation,
    Event,
    Judgement,
    Origin,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)
from annotator.store import documents, event_log, queue
from annotator.store.codec import from_json, span_of, spans_from_json, spans_to_json, to_json

_PUT = """
INSERT INTO judgements (annotator_id, document_id, sentence_id, note, flagged, finished, shown)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (annotator_id, document_id, ifnull(sentence_id, 0)) DO UPDATE SET
  note = excluded.note, flagged = excluded.flagged,
  finished = excluded.finished, shown = excluded.shown
RETURNING id
"""

_CHILDREN = ("annotations", "relations", "verdicts")

_OF_DOCUMENT = """
 FROM judgements j CROSS JOIN {table} x ON x.judgement_id = j.id
 WHERE j.annotator_id = ? AND j.document_id = ?
"""


def project(
    connection: sqlite3.Connection, annotator_id: int, document_id: int, sentence_id: int | None
) -> None:
    """Fold one annotator's events on one sentence again, and keep the outcome.

    Where it was merged or split, with those on the sentences that it was made of, or became.
    """
    if sentence_id is not None and documents.has_changed(connection, document_id):
        near = documents.overlapping(connection, document_id, sentence_id)
        if len(near) > 1:
            events = event_log.of_sentences(connection, annotator_id, document_id, [*near.values()])
            _project_several(connection, (annotator_id, document_id), near, events)
            return
    judgement = fold(event_log.of_home(connection, annotator_id, document_id, sentence_id))
    _put(connection, (annotator_id, document_id, sentence_id), judgement)


def project_document(connection: sqlite3.Connection, annotator_id: int, document_id: int) -> None:
    """Fold one annotator's events on a document, by the sentences there are now."""
    which = (annotator_id, document_id)
    connection.execute("DELETE FROM judgements WHERE annotator_id = ? AND document_id = ?", which)
    every = documents.sentence_rows(connection, document_id)
    _project_several(connection, which, every, event_log.of_document(connection, *which))


def _project_several(
    connection: sqlite3.Connection,
    which: tuple[int, int],
    rows: Mapping[Span, int],
    events: Iterable[Event],
) -> None:
    """Fold events on several sentences at once. which: the rows of annotator and document.

    rows: of the sentences that the outcome may be of; those of then are not among them.
    """
    document = documents.of_row(connection, which[1])
    kept = tuple(sentence for sentence in document.sentences if sentence in rows)
    held = fold_document(events, replace(document, sentences=kept))
    for sentence in kept:
        if sentence not in held:
            _forget(connection, (*which, rows[sentence]))
    for home, judgement in held.items():
        _put(connection, (*which, None if home is None else rows[home]), judgement)


def _forget(connection: sqlite3.Connection, home: tuple[int, int, int]) -> None:
    """Nothing is held of a sentence. home: the rows of annotator, document and sentence."""
    connection.execute(
        "DELETE FROM judgements WHERE annotator_id = ? AND document_id = ?"
        " AND ifnull(sentence_id, 0) = ?",
        home,
    )
    queue.mark(connection, home[0], home[2], finished=False)


def _put(
    connection: sqlite3.Connection, home: tuple[int, int, int | None], judgement: Judgement
) -> None:
    """Keep what an annotator holds. home: the rows of annotator, document and sentence."""
    state = (judgement.note, judgement.flagged, judgement.finished, judgement.shown)
    row = connection.execute(_PUT, (*home, *state)).fetchone()
    _put_children(connection, row[0], judgement)
    annotator_id, _, sentence_id = home
    if sentence_id is not None:
        queue.mark(connection, annotator_id, sentence_id, finished=judgement.finished)


def _put_children(connection: sqlite3.Connection, parent: int, judgement: Judgement) -> None:
    for table in _CHILDREN:
        connection.execute(f"DELETE FROM {table} WHERE judgement_id = ?", (parent,))  # noqa: S608
    connection.executemany(
        "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_annotation_row(parent, one) for one in judgement.annotations.values()],
    )
    connection.executemany(
        "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
        [(parent, one.uid, one.kind, one.head, one.tail) for one in judgement.relations.values()],
    )
    connection.executemany(
        "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?)",
        [(parent, *key, verdict) for key, verdict in judgement.verdicts.items()],
    )


def _annotation_row(parent: int, one: Annotation) -> tuple[object, ...]:
    what = (one.uid, one.label, one.span.start, one.span.end, spans_to_json(one.fragments))
    how = (to_json(dict(one.attributes)), one.origin, one.rule, one.label_set)
    return (parent, *what, *how)


def project_all(connection: sqlite3.Connection) -> None:
    """Fold the whole log anew; nothing may be kept of it before."""
    homes = connection.execute(
        "SELECT DISTINCT annotator_id, document_id, sentence_id FROM events"
    ).fetchall()
    for annotator_id, document_id, sentence_id in homes:
        if not documents.has_changed(connection, document_id):
            project(connection, annotator_id, document_id, sentence_id)


# ----------------------------------------------------------------------------- reading


def judgements(
    connection: sqlite3.Connection, annotator_id: int, document_id: int
) -> dict[Span | None, Judgement]:
    """What one annotator holds of one document, by sentence, in the order of the text."""
    rows = connection.execute(
        'SELECT j.id, s.start, s."end", j.note, j.flagged, j.finished, j.shown'
        " FROM judgements j LEFT JOIN sentences s ON s.id = j.sentence_id"
        " WHERE j.annotator_id = ? AND j.document_id = ? ORDER BY s.start",
        (annotator_id, document_id),
    ).fetchall()
    if not rows:
        return {}
    which = (annotator_id, document_id)
    annotations = _annotations(connection, which)
    relations = _relations(connection, which)
    verdicts = _verdicts(connection, which)
    return {
        span_of(start, end): Judgement(
            annotations=annotations.get(parent, {}),
            relations=relations.get(parent, {}),
            verdicts=verdicts.get(parent, {}),
            note=note,
            flagged=bool(flagged),
            finished=bool(finished),
            shown=bool(shown),
        )
        for parent, start, end, note, flagged, finished, shown in rows
    }


def _annotations(
    connection: sqlite3.Connection, which: tuple[int, int]
) -> dict[int, dict[str, Annotation]]:
    found: dict[int, dict[str, Annotation]] = defaultdict(dict)
    sql = (
        "SELECT j.id, x.uid, x.label, x.fragments, x.attributes, x.origin, x.rule, x.label_set"
        + _OF_DOCUMENT.format(table="annotations")
        + ' ORDER BY x.start, x."end" DESC, x.label, x.uid'
    )
    for parent, uid, label, fragments, attributes, origin, rule, label_set in connection.execute(
        sql, which
    ):
        found[parent][uid] = Annotation(
            uid=uid,
            label=label,
            fragments=spans_from_json(fragments),
            attributes=from_json(attributes),
            origin=Origin(origin),
            rule=rule,
            label_set=label_set,
        )
    return found


def _relations(
    connection: sqlite3.Connection, which: tuple[int, int]
) -> dict[int, dict[str, Relation]]:
    found: dict[int, dict[str, Relation]] = defaultdict(dict)
    sql = "SELECT j.id, x.uid, x.kind, x.head, x.tail" + _OF_DOCUMENT.format(table="relations")
    for parent, uid, kind, head, tail in connection.execute(sql, which):
        found[parent][uid] = Relation(uid, kind, head, tail)
    return found


def _verdicts(
    connection: sqlite3.Connection, which: tuple[int, int]
) -> dict[int, dict[SuggestionKey, Verdict]]:
    found: dict[int, dict[SuggestionKey, Verdict]] = defaultdict(dict)
    sql = 'SELECT j.id, x.start, x."end", x.label, x.verdict'
    for parent, start, end, label, verdict in connection.execute(
        sql + _OF_DOCUMENT.format(table="verdicts"), which
    ):
        found[parent][(start, end, label)] = Verdict(verdict)
    return found


def touched(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str, int]]:
    """Each document (uid and row) and annotator (name and row) that has a judgement of it."""
    yield from connection.execute(
        "SELECT d.uid, t.document_id, a.name, t.annotator_id"
        " FROM (SELECT DISTINCT annotator_id, document_id FROM judgements) t"
        " JOIN documents d ON d.id = t.document_id JOIN annotators a ON a.id = t.annotator_id"
        " ORDER BY t.document_id, t.annotator_id"
    ).fetchall()
