"""The queue of disagreements: the sentences that several people finished, and what is open there.

It follows from the events of people and of gold. It is brought up to date when somebody
adjudicates, document by document, so that annotators pay nothing for it: documents with new
events are compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from annotator.adjudication.document import SentenceStatus, sentence_statuses
from annotator.adjudication.settlements import fold_settlements
from annotator.annotations.events import Event
from annotator.annotations.project_events import GOLD
from annotator.errors import StoreError
from annotator.model import Document, Judgement, Reading, Settlement, Span
from annotator.store.codec import to_json
from annotator.store.connection import Database
from annotator.store.documents import Documents
from annotator.store.event_log import EventLog
from annotator.store.judgements import Judgements
from annotator.store.project_record import TRAINING_BATCH, is_training

_DOCUMENTS_TO = "adjudication_documents_to"
_EVENTS_TO = "adjudication_events_to"
_PROJECT_EVENTS_TO = "adjudication_project_events_to"
"""Settings: documents up to this row are compared, as of the events up to that row."""

# What makes all be compared again: a person becomes gold or a machine, or the other way round, is
# called otherwise, or a label is; documents become training, or are it no more.
_NEWEST_CHANGE = f"""
SELECT ifnull(max(p.id), 0) FROM project_events p
WHERE p.kind IN ('rename', 'unassign')
OR (p.kind = 'setting' AND json_extract(p.payload, '$.name') = 'training_batch')
OR (p.kind = 'assign' AND json_extract(p.payload, '$.batch') = {TRAINING_BATCH})
OR (p.kind = 'migrate_labels' AND p.payload NOT LIKE '%"labels":{{}}%')
OR (p.kind = 'role' AND EXISTS (
  SELECT 1 FROM project_events o WHERE o.kind = 'role' AND o.id < p.id
  AND json_extract(o.payload, '$.annotator') = json_extract(p.payload, '$.annotator')
  AND (json_extract(o.payload, '$.role') IN ('annotator', 'lead'))
    <> (json_extract(p.payload, '$.role') IN ('annotator', 'lead'))))
"""  # noqa: S608 - a constant

_PENDING = """
SELECT document_id, max(id) FROM events WHERE id > ? AND document_id <= ?
GROUP BY document_id ORDER BY max(id)
"""

_NEW_DOCUMENTS = "SELECT id FROM documents WHERE id > ? ORDER BY id"
_NEWEST_DOCUMENT = "SELECT ifnull(max(id), 0) FROM documents"
_NOTHING_KNOWN = (-1, -1)

_WITH_WORK = f"""
SELECT a.name FROM documents d CROSS JOIN annotators a
WHERE d.id = ? AND a.role IN ('annotator', 'lead') AND EXISTS
  (SELECT 1 FROM judgements j WHERE j.annotator_id = a.id AND j.document_id = d.id
   AND j.finished = 1)
AND NOT {is_training("a.name", "d.uid")}
ORDER BY a.name
"""  # noqa: S608 - names of columns

_SEEN = """
SELECT a.name, max(e.uid) FROM annotators a CROSS JOIN events e
ON e.annotator_id = a.id AND e.document_id = ? AND e.sentence_id = ?
WHERE e.pass = 0 GROUP BY a.id
"""

_PUT = """
INSERT OR REPLACE INTO adjudication_queue SELECT s.id, s.document_id, ?, ?, ?, ?, ?, ?, ?, ?
FROM sentences s WHERE s.document_id = ? AND s.start = ? AND s."end" = ?
"""

_COUNTS = """
SELECT ifnull(sum(q.is_open), 0), ifnull(sum(q.left_to_settle), 0),
  ifnull(sum(q.disagreements - q.left_to_settle), 0)
FROM adjudication_queue q WHERE 1 {conditions}
"""

_DOCUMENTS = "SELECT id FROM documents WHERE id > ? ORDER BY id"
_NEWEST_DOCUMENT = "SELECT ifnull(max(id), 0) FROM documents"
_NOTHING_KNOWN = (-1, -1)

_WITH_WORK = f"""
SELECT a.name FROM documents d CROSS JOIN annotators a
WHERE d.id = ? AND a.role IN ('annotator', 'lead') AND EXISTS
  (SELECT 1 FROM judgements j WHERE j.annotator_id = a.id AND j.document_id = d.id
   AND j.finished = 1)
AND NOT {is_training("a.name", "d.uid")}
ORDER BY a.name
"""  # noqa: S608 - names of columns

_SEEN = """
SELECT a.name, max(e.uid) FROM annotators a CROSS JOIN events e
ON e.annotator_id = a.id AND e.document_id = ? AND e.sentence_id = ?
WHERE e.pass = 0 GROUP BY a.id
"""

_PUT = """
INSERT OR REPLACE INTO adjudication_queue SELECT s.id, s.document_id, ?, ?, ?, ?, ?, ?, ?, ?
FROM sentences s WHERE s.document_id = ? AND s.start = ? AND s."end" = ?
"""

_COUNTS = """
SELECT ifnull(sum(q.is_open), 0), ifnull(sum(q.left_to_settle), 0),
  ifnull(sum(q.disagreements - q.left_to_settle), 0)
FROM adjudication_queue q WHERE 1 {conditions}
"""

_OF_SENTENCES = (
    " AND q.document_id = ? AND q.sentence_id IN (SELECT id FROM sentences s"
    ' WHERE s.document_id = q.document_id AND s.start = ? AND s."end" = ?)'
)

_DOCUMENTS = """
SELECT d.uid FROM documents d WHERE d.id IN
  (SELECT q.document_id FROM adjudication_queue q WHERE 1 {conditions}) ORDER BY d.id
"""

_NEXT = """
SELECT d.uid, s.start, s."end", q.score, q.sentence_id
FROM adjudication_queue q JOIN sentences s ON s.id = q.sentence_id
JOIN documents d ON d.id = q.document_id
WHERE q.is_open = 1 {conditions} ORDER BY {order} LIMIT 1
"""


_FEW = 100
"""Sentences that are named in a condition; more are counted by their document."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which disagreements are wanted; '' and () are any.

    label, kind: a disagreement of the sentence is about this label, or of this kind. document:
    its uid. pair: two annotators who differ. batch: the documents assigned in it.
    by_document: in the order of the texts, else worst first.
    """

    label: str = ""
    kind: str = ""
    document: str = ""
    pair: tuple[str, str] | tuple[()] = ()
    batch: str = ""
    by_document: bool = False


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A sentence of the queue: the uid of its document, its span, and where it stands there."""

    document: str
    sentence: Span
    score: float
    row: int


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How much is open, and how much was settled.

    sentences, disagreements: those that are open. settled: disagreements. not_compared: documents
    that were not compared yet since they changed.
    """

    sentences: int
    disagreements: int
    settled: int
    not_compared: int = 0


class AdjudicationQueue:
    """The sentences in which people differ, and how gold settled them."""

    def __init__(
        self, database: Database, log: EventLog, judgements: Judgements, documents: Documents
    ) -> None:
        self._database = database
        self._documents = documents
        self._log = log
        self._judgements = judgements
        self._pending: list[tuple[str, int, int]] = []
        self._newest = _NOTHING_KNOWN  # the last event and document when pending was found
        self._counted: dict[QueueFilter, tuple[int, int, int]] = {}

    # ------------------------------------------------------------------- a document

    def readings(self, document_uid: str) -> list[Reading]:
        """What people hold of a document, of everybody who finished a sentence there; no training.

        The documents in it have no text, only sentences.
        """
        document_id = self._database.document_id(document_uid)
        names = [name for (name,) in self._database.execute(_WITH_WORK, (document_id,))]
        sentences = self._documents.sentences(document_uid) if len(names) > 1 else ()
        document = Document(document_uid, "", sentences=sentences)
        return [
            Reading(document, name, self._judgements.of_document(name, document_uid))
            for name in names
        ]

    def gold(self, document_uid: str) -> dict[Span | None, Judgement]:
        """What gold holds of a document, by sentence."""
        return self._judgements.of_document(GOLD, document_uid)

    def settlements(self, document_uid: str) -> list[Settlement]:
        """The settlements in a document, oldest first."""
        return fold_settlements(self.gold_events(document_uid))

    def gold_events(self, document_uid: str) -> tuple[Event, ...]:
        """The events of gold in a document, oldest first."""
        gold = self._database.find_annotator(GOLD)
        if gold is None:
            return ()
        return self._log.of_document(gold, self._database.document_id(document_uid))

    def seen(self, document_uid: str, sentence: Span) -> dict[str, str]:
        """The uid of the last event of each annotator in a sentence, by name."""
        rows = self._database.sentence_ids(document_uid, sentence)
        return dict(self._database.execute(_SEEN, rows))

    # ------------------------------------------------------------------- the queue

    def documents_to_compare(self) -> int:
        """The number of documents with events that are not in the queue yet."""
        return len(self._find_pending())

    def compare(self, most: int) -> int:
        """Compare some documents that are new or changed; returns how many are left."""
        pending = self._find_pending()
        if pending:
            with self._following(), self._database.transaction():
                for setting, document_id, row in pending[:most]:
                    self._recount(
                        ("q.document_id = ?", [document_id]), partial(self._compare, document_id)
                    )
                    self._remember(setting, row)
            self._pending = pending[most:]
        return len(self._pending)

    def refresh(
        self, document_uid: str, statuses: Iterable[SentenceStatus], *, is_complete: bool
    ) -> None:
        """Take over how sentences of a document stand, inside the transaction that changed it.

        is_complete: no document was left to compare before that transaction.
        """
        changed, document_id = list(statuses), self._database.document_id(document_uid)
        rows = [self._database.sentence_ids(document_uid, one.sentence)[1] for one in changed]
        which = (f"q.sentence_id IN ({', '.join('?' * len(rows))})", rows)
        if len(rows) > _FEW:
            which = ("q.document_id = ?", [document_id])
        self._recount(which, lambda: self._put(document_id, changed))
        if is_complete:
            self._remember(_EVENTS_TO, self._newest_event())
            self._newest = (self._newest_event(), self._newest[1])

    def next(self, wanted: QueueFilter, after: QueuePlace | None = None) -> QueuePlace | None:
        """The first open sentence, or the first one after a place; None if there is none."""
        conditions, values = _conditions(wanted)
        order = "q.document_id, s.start" if wanted.by_document else "q.score DESC, q.sentence_id"
        if after and wanted.by_document:
            conditions += " AND (q.document_id, s.start) > (SELECT document_id, start"
            conditions += " FROM sentences WHERE id = ?)"
            values = [*values, after.row]
        elif after:
            conditions += " AND (-q.score, q.sentence_id) > (?, ?)"
            values = [*values, -after.score, after.row]
        sql = _NEXT.format(conditions=conditions, order=order)
        row = self._database.execute(sql, values).fetchone()
        if row is None:
            return None
        document, start, end, score, sentence_id = row
        return QueuePlace(document, Span(start, end), score, sentence_id)

    def counts(self, wanted: QueueFilter) -> QueueCounts:
        """How much is open and settled of what is wanted; costs nothing after a decision."""
        left = self.documents_to_compare()
        if wanted not in self._counted:
            self._counted[wanted] = self._sums(wanted)
        return QueueCounts(*self._counted[wanted], left)

    def _recount(self, which: tuple[str, Sequence[object]], change: Callable[[], None]) -> None:
        """Change rows of the queue, and let the counts follow. which: a condition on the rows."""
        before = {wanted: self._sums(wanted, which) for wanted in self._counted}
        change()
        for wanted, old in before.items():
            new, total = self._sums(wanted, which), self._counted[wanted]
            self._counted[wanted] = (
                total[0] - old[0] + new[0],
                total[1] - old[1] + new[1],
                total[2] - old[2] + new[2],
            )

    def _sums(
        self, wanted: QueueFilter, which: tuple[str, Sequence[object]] = ("1", ())
    ) -> tuple[int, int, int]:
        """The counts of what is wanted, in rows of the queue."""
        conditions, values = _conditions(wanted)
        sql = _COUNTS.format(conditions=f"AND {which[0]} {conditions}")
        found: tuple[int, int, int] = self._database.execute(sql, [*which[1], *values]).fetchone()
        return found

    def documents(self, wanted: QueueFilter) -> list[str]:
        """The documents with sentences that several people finished, in the order of import.

        wanted: only its document and its batch count.
        """
        conditions, values = _conditions(QueueFilter(document=wanted.document, batch=wanted.batch))
        sql = _DOCUMENTS.format(conditions=conditions)
        return [uid for (uid,) in self._database.execute(sql, values)]

    @contextmanager
    def _following(self) -> Iterator[None]:
        """Look at everything again if what is done inside is not stored after all."""
        try:
            yield
        except StoreError:
            self.look_again()
            raise

    def look_again(self) -> None:
        """Forget what is remembered of the log: a transaction was taken back."""
        self._newest = _NOTHING_KNOWN

    def forget(self) -> None:
        """Compare all documents again: what the queue was derived from is derived anew."""
        with self._database.transaction():
            self._database.execute("DELETE FROM adjudication_queue")
            self._database.execute("DELETE FROM settings WHERE name = ?", (_DOCUMENTS_TO,))
        self._newest = _NOTHING_KNOWN

    def _find_pending(self) -> list[tuple[str, int, int]]:
        """The documents to compare: new ones, then those with new events, in the order of these.

        Each with the setting that says how far all before it are compared, and its new value.
        """
        newest = (self._newest_event(), *self._database.execute(_NEWEST_DOCUMENT).fetchone())
        if newest != self._newest:
            self._counted.clear()
            if self._everything_changed():
                self.forget()
            row = self._remembered(_DOCUMENTS_TO)
            if not row:
                self._remember(_EVENTS_TO, newest[0])
            documents = self._database.execute(_NEW_DOCUMENTS, (row,)).fetchall()
            since = (self._remembered(_EVENTS_TO), row)
            changed = self._database.execute(_PENDING, since).fetchall() if row else []
            self._pending = [(_DOCUMENTS_TO, one, one) for (one,) in documents]
            self._pending += [(_EVENTS_TO, document, last) for document, last in changed]
            self._newest = newest  # last, as each step may fail while another program writes
        return self._pending

    def _newest_event(self) -> int:
        (newest,) = self._database.execute("SELECT ifnull(max(id), 0) FROM events").fetchone()
        return int(newest)

    def _everything_changed(self) -> bool:
        (newest,) = self._database.execute(_NEWEST_CHANGE).fetchone()
        if newest == self._remembered(_PROJECT_EVENTS_TO):
            return False
        self._remember(_PROJECT_EVENTS_TO, newest)
        return True

    def _compare(self, document_id: int) -> None:
        (uid,) = self._database.execute(
            "SELECT uid FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        self._database.execute(
            "DELETE FROM adjudication_queue WHERE document_id = ?", (document_id,)
        )
        readings = self.readings(uid)
        if len(readings) > 1:
            statuses = sentence_statuses(readings, self.gold(uid), self.settlements(uid))
            self._put(document_id, statuses)

    def _put(self, document_id: int, statuses: Iterable[SentenceStatus]) -> None:
        self._database.executemany(_PUT, [_row(document_id, one) for one in statuses])

    def _remembered(self, name: str) -> int:
        row = self._database.execute("SELECT value FROM settings WHERE name = ?", (name,))
        found = row.fetchone()
        return int(found[0]) if found else 0

    def _remember(self, name: str, value: int) -> None:
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, str(value))
            )


def _row(document_id: int, one: SentenceStatus) -> tuple[object, ...]:
    open_items = [status.item for status in one.open_items]
    ever = [status for status in one.items if status.is_open or not status.item.is_agreed]
    labels = sorted({label for item in open_items for label in item.labels})
    kinds = sorted({kind for item in open_items for kind in item.kinds})
    pairs = sorted({pair for item in open_items for pair in item.differing_pairs})
    state = min((status.state for status in one.open_items), default="")
    counts = (len(open_items), len(ever))
    lists = (to_json(labels), to_json(kinds), to_json([list(pair) for pair in pairs]))
    where = (document_id, one.sentence.start, one.sentence.end)
    return (state, int(one.is_open), one.score, *counts, *lists, *where)


def _conditions(wanted: QueueFilter) -> tuple[str, Sequence[object]]:
    """The conditions of a filter, and their values."""
    conditions, values = "", []
    for column, value in (("labels", wanted.label), ("kinds", wanted.kind)):
        if value:
            conditions += f" AND EXISTS (SELECT 1 FROM json_each(q.{column}) WHERE value = ?)"  # noqa: S608 - constants
            values.append(value)
    if wanted.pair:
        conditions += " AND EXISTS (SELECT 1 FROM json_each(q.pairs) WHERE value = ?)"
        values.append(to_json(sorted(wanted.pair)))
    if wanted.document:
        conditions += " AND q.document_id = (SELECT id FROM documents WHERE uid = ?)"
        values.append(wanted.document)
    if wanted.batch:
        conditions += (
            " AND q.document_id IN (SELECT d.id FROM document_assignments a"
            " JOIN documents d ON d.uid = a.document WHERE a.batch = ?)"
        )
        values.append(wanted.batch)
    return conditions, values
