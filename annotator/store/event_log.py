"""The log of events: appended to, read in order, never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime

from annotator.model import Draft, Event, EventKind, Span
from annotator.store.codec import from_json, span_of, to_json

Randomness = Callable[[int], bytes]

# CROSS JOIN keeps events outermost, so that its index gives the order without sorting.
_EVENTS = """
SELECT e.uid, e."group", a.name, e.at, e.milliseconds, e.kind, d.uid, s.start, s."end", e.payload
FROM events e
CROSS JOIN annotators a ON a.id = e.annotator_id
CROSS JOIN documents d ON d.id = e.document_id
LEFT JOIN sentences s ON s.id = e.sentence_id
"""


def iso(seconds: float) -> str:
    """Seconds since 1970 as UTC, ISO 8601, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def next_uids(last: str | None, seconds: float, count: int, randomness: Randomness) -> list[str]:
    """Uids for events that happen now, each above the one before and above the last one.

    12 hex digits of milliseconds, 6 that count within one, 10 at random, so that two laptops
    never make the same. A clock that goes back only makes the counter go on.
    """
    stamp = int(seconds * 1000) << 24
    if last is not None:
        stamp = max(stamp, int(last[:18], 16) + 1)
    return [f"{stamp + step:018x}{randomness(5).hex()}" for step in range(count)]


def append(
    connection: sqlite3.Connection,
    annotator_id: int,
    drafts: Sequence[tuple[Draft, int, int | None]],
    *,
    seconds: float,
    randomness: Randomness,
    milliseconds: int | None,
) -> str:
    """Record drafts (each with the rows of document and sentence) as one group; its uid."""
    last = connection.execute(
        "SELECT max(uid) FROM events WHERE annotator_id = ?", (annotator_id,)
    ).fetchone()[0]
    fresh = next_uids(last, seconds, len(drafts), randomness)
    at = iso(seconds)
    connection.executemany(
        'INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at,'
        " milliseconds, kind, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                uid,
                fresh[0],
                annotator_id,
                document_id,
                sentence_id,
                at,
                milliseconds,
                draft.kind,
                to_json(dict(draft.payload)),
            )
            for uid, (draft, document_id, sentence_id) in zip(fresh, drafts, strict=True)
        ],
    )
    return fresh[0]


def every(connection: sqlite3.Connection) -> Iterator[Event]:
    """Every event, oldest first."""
    yield from map(_event, connection.execute(_EVENTS + "ORDER BY e.uid"))


def of_annotator(
    connection: sqlite3.Connection, annotator_id: int, *, newest_first: bool = False
) -> Generator[Event, None, None]:
    """One annotator's events, read as far as they are asked for."""
    order = "WHERE e.annotator_id = ? ORDER BY e.uid " + ("DESC" if newest_first else "ASC")
    yield from map(_event, connection.execute(_EVENTS + order, (annotator_id,)))


def of_group(connection: sqlite3.Connection, group: str) -> tuple[Event, ...]:
    """The events of one key press, in order."""
    rows = connection.execute(_EVENTS + 'WHERE e."group" = ? ORDER BY e.uid', (group,))
    return tuple(map(_event, rows))


def of_home(
    connection: sqlite3.Connection, annotator_id: int, document_id: int, sentence_id: int | None
) -> tuple[Event, ...]:
    """One annotator's events on one sentence (on the document as a whole if None), in order."""
    rows = connection.execute(
        _EVENTS + "WHERE e.annotator_id = ? AND e.document_id = ? AND e.sentence_id IS ?"
        " ORDER BY e.uid",
        (annotator_id, document_id, sentence_id),
    )
    return tuple(map(_event, rows))


def of_document(
    connection: sqlite3.Connection, annotator_id: int, document_id: int
) -> tuple[Event, ...]:
    """One annotator's events on a document, in order."""
    rows = connection.execute(
        _EVENTS + "WHERE e.annotator_id = ? AND e.document_id = ? ORDER BY e.uid",
        (annotator_id, document_id),
    )
    return tuple(map(_event, rows))


def of_sentences(
    connection: sqlite3.Connection, annotator_id: int, document_id: int, sentence_ids: Sequence[int]
) -> tuple[Event, ...]:
    """One annotator's events on some sentences of a document, in order."""
    marks = ", ".join("?" * len(sentence_ids))
    rows = connection.execute(
        _EVENTS + "WHERE e.annotator_id = ? AND e.document_id = ?"
        f" AND e.sentence_id IN ({marks}) ORDER BY e.uid",
        (annotator_id, document_id, *sentence_ids),
    )
    return tuple(map(_event, rows))


def makers(
    connection: sqlite3.Connection, annotator_id: int, document_id: int
) -> dict[str, Span | None]:
    """Every annotation that an annotator made in a document: the sentence it was made of."""
    rows = connection.execute(
        "SELECT json_extract(e.payload, '$.annotation'), s.start, s.\"end\""
        " FROM events e LEFT JOIN sentences s ON s.id = e.sentence_id"
        " WHERE e.annotator_id = ? AND e.document_id = ? AND e.kind IN ('accept', 'put')"
        " ORDER BY e.uid DESC",  # the first of an annotation stays
        (annotator_id, document_id),
    )
    return {uid: span_of(start, end) for uid, start, end in rows}


def of_borders(connection: sqlite3.Connection, document_id: int) -> tuple[Event, ...]:
    """What everybody merged and split in a document, undid and did again, in order."""
    rows = connection.execute(
        _EVENTS + "WHERE e.document_id = ? AND e.kind IN ('merge', 'split', 'undo', 'redo')"
        " ORDER BY e.uid",
        (document_id,),
    )
    return tuple(map(_event, rows))


def documents_with_borders(connection: sqlite3.Connection) -> list[int]:
    """The rows of the documents whose sentences somebody merged or split."""
    rows = connection.execute(
        "SELECT DISTINCT document_id FROM events WHERE kind IN ('merge', 'split')"
    )
    return [document_id for (document_id,) in rows]


def annotators_of(connection: sqlite3.Connection, document_id: int) -> list[int]:
    """The rows of the annotators who did anything in a document."""
    rows = connection.execute(
        "SELECT a.id FROM annotators a WHERE EXISTS"
        " (SELECT 1 FROM events e WHERE e.annotator_id = a.id AND e.document_id = ?)",
        (document_id,),
    )
    return [annotator_id for (annotator_id,) in rows]


def _event(
    row: tuple[str, str, str, str, int | None, str, str, int | None, int | None, str],
) -> Event:
    uid, group, annotator, at, milliseconds, kind, document, start, end, payload = row
    return Event(
        uid=uid,
        group=group,
        annotator=annotator,
        at=at,
        milliseconds=milliseconds,
        kind=EventKind(kind),
        document=document,
        sentence=span_of(start, end),
        payload=from_json(payload),
    )
