"""The table of events: appended to, read in order, never changed.

Rows of annotators, documents and sentences are given by their numbers; annotator.store.recorder
takes names.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

from annotator.annotations.events import Draft, Event, parse_change
from annotator.model import Span
from annotator.store.codec import from_json, iso_time, span_or_none, to_json
from annotator.store.connection import Database

Randomness = Callable[[int], bytes]
"""Returns that many random bytes."""

# CROSS JOIN keeps events outermost, so that its index gives the order without sorting.
EVENTS = """
SELECT e.uid, e."group", a.name, e.at, e.milliseconds, e.kind, d.uid, s.start, s."end", e.payload
FROM events e
CROSS JOIN annotators a ON a.id = e.annotator_id
CROSS JOIN documents d ON d.id = e.document_id
LEFT JOIN sentences s ON s.id = e.sentence_id
"""

# The plus keeps SQLite from reading all events of the annotator, only because they are in order.
_SORTED = "ORDER BY +e.uid"

# Newest first, so that the first event of an annotation is the one that is kept.
_SOURCE_SENTENCES = f"""
SELECT json_extract(e.payload, '$.annotation'), s.start, s."end"
FROM events e LEFT JOIN sentences s ON s.id = e.sentence_id
WHERE e.annotator_id = ? AND e.document_id = ? AND e.kind IN ('accept', 'put')
{_SORTED} DESC
"""  # noqa: S608 - a constant


def next_uids(last: str | None, seconds: float, count: int, randomness: Randomness) -> list[str]:
    """Uids for events that happen now, each above the one before and above the last one.

    12 hex digits of milliseconds, 6 that count within one, 10 at random, so that two laptops
    never make the same. If the clock goes back, only the counter goes on.
    """
    stamp = int(seconds * 1000) << 24
    if last is not None:
        stamp = max(stamp, int(last[:18], 16) + 1)
    return [f"{stamp + step:018x}{randomness(5).hex()}" for step in range(count)]


class EventLog:
    """The events of all annotators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        annotator: str,
        drafts: Sequence[Draft],
        rows: Sequence[tuple[int, int, int | None]],
        *,
        seconds: float,
        randomness: Randomness,
        milliseconds: int | None,
    ) -> tuple[Event, ...]:
        """Append drafts as one group and return their events.

        rows: for each draft, the rows of annotator, document and sentence. seconds: since 1970.
        """
        (last,) = self._database.execute(
            "SELECT max(uid) FROM events WHERE annotator_id = ?", (rows[0][0],)
        ).fetchone()
        uids = next_uids(last, seconds, len(drafts), randomness)
        events = tuple(
            Event(
                uid=uid,
                group=uids[0],
                annotator=annotator,
                at=iso_time(seconds),
                milliseconds=milliseconds,
                document=draft.document,
                sentence=draft.sentence,
                change=draft.change,
            )
            for uid, draft in zip(uids, drafts, strict=True)
        )
        self._database.executemany(
            'INSERT INTO events (uid, "group", annotator_id, document_id, sentence_id, at,'
            " milliseconds, kind, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(event.uid, event.group, *row, event.at, milliseconds, event.kind),
                    to_json(event.change.to_payload()),
                )
                for event, row in zip(events, rows, strict=True)
            ],
        )
        return events

    # ------------------------------------------------------------------------ reading

    def iterate(self) -> Iterator[Event]:
        """All events, oldest first."""
        return self._read("ORDER BY e.uid")

    def of_annotator(
        self, annotator_id: int, *, newest_first: bool = False
    ) -> Generator[Event, None, None]:
        """The events of one annotator; reads as few as are taken."""
        order = "DESC" if newest_first else "ASC"
        return self._read(f"WHERE e.annotator_id = ? ORDER BY e.uid {order}", annotator_id)

    def of_group(self, group: str) -> tuple[Event, ...]:
        """The events of one key press, in order."""
        return tuple(self._read('WHERE e."group" = ? ORDER BY e.uid', group))

    def of_sentence(
        self, annotator_id: int, document_id: int, sentence_id: int | None
    ) -> tuple[Event, ...]:
        """One annotator's events on one sentence, in order; None is the document as a whole."""
        where = "WHERE e.annotator_id = ? AND e.document_id = ? AND e.sentence_id IS ?"
        found = self._read(f"{where} ORDER BY e.uid", annotator_id, document_id, sentence_id)
        return tuple(found)

    def of_sentences(
        self, annotator_id: int, document_id: int, sentence_ids: Sequence[int]
    ) -> tuple[Event, ...]:
        """One annotator's events on some sentences of a document, in order."""
        places = ", ".join("?" * len(sentence_ids))
        where = f"WHERE e.annotator_id = ? AND e.document_id = ? AND e.sentence_id IN ({places})"
        found = self._read(f"{where} {_SORTED}", annotator_id, document_id, *sentence_ids)
        return tuple(found)

    def of_document(self, annotator_id: int, document_id: int) -> tuple[Event, ...]:
        """One annotator's events on a document, in order."""
        where = f"WHERE e.annotator_id = ? AND e.document_id = ? {_SORTED}"
        return tuple(self._read(where, annotator_id, document_id))

    def of_boundaries(self, document_id: int) -> tuple[Event, ...]:
        """All merges and splits in a document, by anybody, with undo and redo events, in order."""
        where = "WHERE e.document_id = ? AND e.kind IN ('merge', 'split', 'undo', 'redo')"
        return tuple(self._read(f"{where} ORDER BY e.uid", document_id))

    def _read(self, condition: str, *parameters: object) -> Generator[Event, None, None]:
        for row in self._database.execute(EVENTS + condition, parameters):
            uid, group, annotator, at, milliseconds, kind, document, start, end, payload = row
            yield Event(
                uid=uid,
                group=group,
                annotator=annotator,
                at=at,
                milliseconds=milliseconds,
                document=document,
                sentence=span_or_none(start, end),
                change=parse_change(kind, from_json(payload)),
            )

    # ----------------------------------------------------------------------- look-ups

    def changed_boundaries(self, group: str) -> list[int]:
        """The offsets at which a key press merged or split sentences."""
        rows = self._database.execute(
            "SELECT json_extract(payload, '$.at') FROM events"
            """ WHERE "group" = ? AND kind IN ('merge', 'split')""",
            (group,),
        )
        return [offset for (offset,) in rows]

    def source_sentences(self, annotator_id: int, document_id: int) -> dict[str, Span | None]:
        """The source sentence of every annotation that an annotator made in a document."""
        rows = self._database.execute(_SOURCE_SENTENCES, (annotator_id, document_id))
        return {uid: span_or_none(start, end) for uid, start, end in rows}

    def touched_sentences(self) -> list[tuple[int, int, int | None]]:
        """The rows (annotator, document, sentence) that there are events on, each once."""
        return self._database.execute(
            "SELECT DISTINCT annotator_id, document_id, sentence_id FROM events"
        ).fetchall()

    def documents_with_changed_boundaries(self) -> list[int]:
        """The rows of the documents in which somebody merged or split sentences."""
        rows = self._database.execute(
            "SELECT DISTINCT document_id FROM events WHERE kind IN ('merge', 'split')"
        )
        return [document_id for (document_id,) in rows]

    def annotators_of(self, document_id: int) -> list[int]:
        """The rows of the annotators who have events in a document."""
        rows = self._database.execute(
            "SELECT a.id FROM annotators a WHERE EXISTS"
            " (SELECT 1 FROM events e WHERE e.annotator_id = a.id AND e.document_id = ?)",
            (document_id,),
        )
        return [annotator_id for (annotator_id,) in rows]
