"""Documents, their sentences and suggestions, and the label sets these come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.model import (
    Block,
    BlockKind,
    Document,
    LabelSet,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Voice,
)
from annotator.store import fulltext
from annotator.store.codec import from_json, spans_from_json, spans_to_json, to_json

_FINISHED = """(SELECT count(*) FROM judgements j WHERE j.annotator_id = ?
 AND j.document_id = documents.id AND j.finished = 1 AND j.sentence_id IS NOT NULL)"""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the list of documents: how many sentences it has, and how many are finished."""

    uid: str
    title: str
    sentences: int
    finished: int


def add(connection: sqlite3.Connection, document: Document, at: str) -> bool:
    """Keep a document with its sentences; False, and no change, if its uid is there already.

    Raises ValueError if the text holds U+0000 or a lone surrogate, which SQLite cannot keep.
    """
    if "\0" in document.text:
        raise ValueError(f"the text of document {document.uid} holds U+0000")
    row = (
        document.uid,
        document.title,
        len(document.sentences),
        at,
        to_json(dict(document.meta)),
        to_json([[block.span.start, block.span.end, block.kind] for block in document.blocks]),
        len(document.text),
        document.text,
    )
    cursor = connection.execute(
        "INSERT INTO documents"
        " (uid, title, sentence_count, imported_at, meta, blocks, characters, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING",
        row,
    )
    if not cursor.rowcount:
        return False
    new_id = cursor.lastrowid or 0
    connection.executemany(
        'INSERT INTO sentences (document_id, start, "end") VALUES (?, ?, ?)',
        [(new_id, sentence.start, sentence.end) for sentence in document.sentences],
    )
    fulltext.add(connection, new_id, document.text, document.sentences)
    return True


def get(connection: sqlite3.Connection, uid: str) -> Document:
    """A document, with the sentences it has now. Raises ValueError if none has that uid."""
    return of_row(connection, id_of(connection, uid))


def of_row(connection: sqlite3.Connection, document_id: int) -> Document:
    """The document of a row, with the sentences it has now."""
    uid, text, meta, blocks = connection.execute(
        "SELECT uid, text, meta, blocks FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    return Document(
        uid=uid,
        text=text,
        meta=from_json(meta),
        blocks=tuple(
            Block(Span(start, end), BlockKind(kind)) for start, end, kind in from_json(blocks)
        ),
        sentences=tuple(sentence_rows(connection, document_id)),
    )


def sentence_rows(connection: sqlite3.Connection, document_id: int) -> dict[Span, int]:
    """The sentences that a document has now, in order, each with its row."""
    rows = connection.execute(
        'SELECT start, "end", id FROM sentences WHERE document_id = ? AND current = 1'
        " ORDER BY start",
        (document_id,),
    )
    return {Span(start, end): row for start, end, row in rows}


def overlapping(
    connection: sqlite3.Connection, document_id: int, sentence_id: int
) -> dict[Span, int]:
    """A sentence and all, of now and of then, that share text with it or with one another."""
    rows = connection.execute(
        'SELECT start, "end", id FROM sentences WHERE document_id = ? ORDER BY start, "end"',
        (document_id,),
    )
    group: dict[Span, int] = {}
    reach = 0
    for start, end, row in rows:
        if start >= reach:
            if sentence_id in group.values():
                break
            group = {}
        group[Span(start, end)] = row
        reach = max(reach, end)
    return group


def has_changed(connection: sqlite3.Connection, document_id: int) -> bool:
    """Whether sentences of the document were ever merged or split."""
    found = connection.execute(
        "SELECT 1 FROM sentences WHERE document_id = ? AND imported = 0 LIMIT 1", (document_id,)
    )
    return found.fetchone() is not None


def has(connection: sqlite3.Connection, uid: str) -> bool:
    """Whether there is a document of that uid."""
    found = connection.execute("SELECT 1 FROM documents WHERE uid = ?", (uid,))
    return found.fetchone() is not None


def passage(connection: sqlite3.Connection, uid: str, span: Span) -> str:
    """The characters of a span of a document; '' if no document has that uid."""
    row = connection.execute(
        "SELECT substr(text, ?, ?) FROM documents WHERE uid = ?",
        (span.start + 1, span.end - span.start, uid),
    ).fetchone()
    return "" if row is None else str(row[0])


def id_of(connection: sqlite3.Connection, uid: str) -> int:
    """The row of a document. Raises ValueError if there is none of that uid."""
    row = connection.execute("SELECT id FROM documents WHERE uid = ?", (uid,)).fetchone()
    if row is None:
        raise ValueError(f"no document has the uid {uid!r}")
    return int(row[0])


def home(connection: sqlite3.Connection, uid: str, sentence: Span | None) -> tuple[int, int | None]:
    """The rows of a document and of one of its sentences (None for the document as a whole).

    Raises ValueError if there is no such document, or if it has no such sentence.
    """
    if sentence is None:
        return id_of(connection, uid), None
    row = connection.execute(
        "SELECT s.document_id, s.id FROM documents d JOIN sentences s ON s.document_id = d.id"
        ' WHERE d.uid = ? AND s.start = ? AND s."end" = ?',
        (uid, sentence.start, sentence.end),
    ).fetchone()
    if row is None:
        raise ValueError(f"no document {uid!r} with a sentence {sentence}")
    return row[0], row[1]


def uids(connection: sqlite3.Connection) -> list[str]:
    """Every document with a sentence, in the order of import."""
    rows = connection.execute("SELECT uid FROM documents WHERE sentence_count > 0 ORDER BY id")
    return [uid for (uid,) in rows]


def uids_beginning(connection: sqlite3.Connection, letters: str) -> list[str]:
    """The documents whose uid begins with these letters, in the order of import."""
    rows = connection.execute(
        "SELECT uid FROM documents WHERE substr(uid, 1, ?) = ? ORDER BY id", (len(letters), letters)
    )
    return [uid for (uid,) in rows]


def summaries(connection: sqlite3.Connection, annotator_id: int | None) -> list[DocumentSummary]:
    """Every document, in the order of import, with how far one annotator is."""
    rows = connection.execute(
        f"SELECT uid, title, sentence_count, {_FINISHED}"  # noqa: S608 - a constant
        " FROM documents INDEXED BY documents_listed ORDER BY id",
        (annotator_id,),
    )
    return [DocumentSummary(*row) for row in rows]


def titled(
    connection: sqlite3.Connection, annotator_id: int | None, wanted: Sequence[str], most: int
) -> tuple[list[DocumentSummary], int]:
    """Documents whose title holds all wanted words, at most so many, and how many there are.

    LIKE is deaf to the case of ASCII letters only, so others are compared by Python: slower.
    """
    holds = "title LIKE ? ESCAPE '!'" if all(map(str.isascii, wanted)) else "holds(title, ?)"
    connection.create_function("holds", 2, _holds, deterministic=True)
    values = [_like(word) if "LIKE" in holds else word for word in wanted]
    condition = " AND ".join([holds] * len(values)) or "1"
    found = f"FROM documents INDEXED BY documents_listed WHERE {condition}"
    (count,) = connection.execute(f"SELECT count(*) {found}", values).fetchone()
    first = wanted[0] if wanted else ""
    rows = connection.execute(
        f"SELECT uid, title, sentence_count, {_FINISHED} {found}"
        " ORDER BY substr(title, 1, ?) <> ? COLLATE NOCASE, id LIMIT ?",
        (annotator_id, *values, len(first), first, most),
    )
    return [DocumentSummary(*row) for row in rows], count


def _like(word: str) -> str:
    return "%" + "".join(f"!{char}" if char in "!%_" else char for char in word) + "%"


def _holds(text: str, part: str) -> bool:
    return part.casefold() in text.casefold()


# ------------------------------------------------------------- label sets, suggestions


def put_label_set(connection: sqlite3.Connection, label_set: LabelSet, at: str) -> None:
    """Keep one version of labels.yaml; nothing changes if it is there already."""
    connection.execute(
        "INSERT INTO label_sets (uid, name, created_at, source) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (uid) DO NOTHING",
        (label_set.uid, label_set.name, at, label_set.source),
    )


def without_suggestions(connection: sqlite3.Connection, label_set_uid: str) -> list[str]:
    """The documents whose suggestions are not of this label set, in the order of import."""
    rows = connection.execute(
        "SELECT uid FROM documents INDEXED BY documents_label_set"
        " WHERE label_set_id IS NULL"
        " OR label_set_id IS NOT (SELECT id FROM label_sets WHERE uid = ?) ORDER BY id",
        (label_set_uid,),
    )
    return [uid for (uid,) in rows]


def put_suggestions(
    connection: sqlite3.Connection,
    document_uid: str,
    label_set_uid: str,
    suggestions: Iterable[Suggestion],
) -> None:
    """Put these in the place of all suggestions of a document.

    Raises ValueError if the label set is unknown, or two suggestions share a span and a label.
    """
    document_id = id_of(connection, document_uid)
    fresh = list(suggestions)
    rows = {one.key: _row(document_id, one) for one in fresh}
    if len(rows) < len(fresh):
        raise ValueError(f"two suggestions share span and label in document {document_uid}")
    found = connection.execute("SELECT id FROM label_sets WHERE uid = ?", (label_set_uid,))
    label_set = found.fetchone()
    if label_set is None:
        raise ValueError(f"no label set has the uid {label_set_uid!r}")
    connection.execute("DELETE FROM suggestions WHERE document_id = ?", (document_id,))
    connection.executemany(
        'INSERT INTO suggestions (document_id, start, "end", label, rule, tier, voice, triggers,'
        " attributes, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows.values(),
    )
    connection.execute(
        "UPDATE documents SET label_set_id = ? WHERE id = ?", (label_set[0], document_id)
    )


def _row(document_id: int, one: Suggestion) -> tuple[object, ...]:
    where = (document_id, one.span.start, one.span.end, one.label)
    why = (one.rule, one.tier, one.voice, spans_to_json(one.triggers))
    frames = None if one.frames is None else to_json(one.frames)
    return (*where, *why, to_json(dict(one.attributes)), frames)


def _key(frames: str | None) -> SuggestionKey | None:
    if frames is None:
        return None
    start, end, label = from_json(frames)
    return (start, end, label)


def suggestions(connection: sqlite3.Connection, document_uid: str) -> tuple[Suggestion, ...]:
    """What the rules propose for a document, in the order of the text, longer spans first."""
    rows = connection.execute(
        'SELECT start, "end", label, rule, tier, voice, triggers, attributes, frames'
        " FROM suggestions"
        ' WHERE document_id = ? ORDER BY start, "end" DESC, label',
        (id_of(connection, document_uid),),
    )
    return tuple(
        Suggestion(
            span=Span(start, end),
            label=label,
            rule=rule,
            tier=Tier(tier),
            voice=Voice(voice),
            triggers=spans_from_json(triggers),
            attributes=from_json(attributes),
            frames=_key(frames),
        )
        for start, end, label, rule, tier, voice, triggers, attributes, frames in rows
    )
