"""Gold questions and silent repeats: where gold is finished, and what people have judged there."""

from __future__ import annotations

from collections import defaultdict

from annotator.model import Span
from annotator.store.connection import Database

_WITH_GOLD = """
SELECT DISTINCT d.uid FROM annotators a
CROSS JOIN judgements j ON j.annotator_id = a.id AND j.finished = 1 AND j.sentence_id IS NOT NULL
JOIN documents d ON d.id = j.document_id
WHERE a.role = 'gold' ORDER BY d.uid
"""

# Finished, but for those of silent repeats; what was undone counts as well: the answer was given.
_FIRST_FINISHED = """
SELECT a.name, s.start, s."end", min(e.uid)
FROM annotators a CROSS JOIN events e ON e.annotator_id = a.id AND e.document_id = ?
JOIN sentences s ON s.id = e.sentence_id
WHERE e.kind = 'finish' AND e.pass = 0 AND json_extract(e.payload, '$.finished')
GROUP BY a.id, e.sentence_id
"""

# Of documents that are no training of the annotator :name, whose row is :me.
_UNJUDGED = """
SELECT d.uid, s.start, s."end" FROM annotators a
CROSS JOIN judgements j ON j.annotator_id = a.id AND j.finished = 1 AND j.sentence_id IS NOT NULL
JOIN sentences s ON s.id = j.sentence_id AND s.current = 1
JOIN documents d ON d.id = j.document_id
WHERE a.role = 'gold' AND NOT EXISTS (SELECT 1 FROM judgements m
  WHERE m.annotator_id = :me AND m.document_id = j.document_id
  AND ifnull(m.sentence_id, 0) = j.sentence_id AND (m.finished = 1 OR m.cannot_judge <> ''))
"""

_REPEATABLE = """
SELECT d.uid, s.start, s."end" FROM judgements j
JOIN sentences s ON s.id = j.sentence_id AND s.current = 1
JOIN documents d ON d.id = j.document_id
WHERE j.annotator_id = :me AND j.finished = 1 AND j.sentence_id IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM events e WHERE e.annotator_id = :me
  AND e.document_id = j.document_id AND e.sentence_id = j.sentence_id AND e.pass > 0)
"""

# One that was finished with so many others after it.
_LONG_AGO = """
AND j.finished_at <= (SELECT finished_at FROM judgements
  WHERE annotator_id = :me AND finished = 1 AND sentence_id IS NOT NULL
  ORDER BY finished_at DESC LIMIT 1 OFFSET :after)
"""

_NO_TRAINING = """
AND NOT EXISTS (SELECT 1 FROM document_assignments x
  WHERE x.annotator = :name AND x.document = d.uid AND x.batch = :training)
"""

_ONE = 'AND d.uid = :document AND s.start = :start AND s."end" = :end'


class GoldQuestions:
    """What gold has finished, and what annotators may be asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents_with_gold(self) -> list[str]:
        """The uids of the documents in which gold has finished a sentence."""
        return [uid for (uid,) in self._database.execute(_WITH_GOLD)]

    def first_finished(self, document_uid: str) -> dict[str, dict[Span, str]]:
        """By annotator and sentence, the uid of the event that finished it first."""
        document_id = self._database.document_id(document_uid)
        found: defaultdict[str, dict[Span, str]] = defaultdict(dict)
        for name, start, end, uid in self._database.execute(_FIRST_FINISHED, (document_id,)):
            found[name][Span(start, end)] = uid
        return dict(found)

    def batches(self) -> dict[tuple[str, str], str]:
        """The batch of each document (its uid) that is assigned to an annotator, by both."""
        rows = self._database.execute("SELECT annotator, document, batch FROM document_assignments")
        return {(name, document): batch for name, document, batch in rows}

    def batch(self, annotator: str, document_uid: str) -> str | None:
        """The batch in which a document is assigned to an annotator; None if it is not."""
        row = self._database.execute(
            "SELECT batch FROM document_assignments WHERE annotator = ? AND document = ?",
            (annotator, document_uid),
        ).fetchone()
        return None if row is None else str(row[0])

    def released(self) -> dict[str, str]:
        """The uids of the documents whose outcome annotators see, each with that of the event."""
        return dict(self._database.execute("SELECT document, event FROM released_documents"))

    # ------------------------------------------------------------------- what can be asked

    def unjudged(self, annotator: str, training: str) -> list[tuple[str, Span]]:
        """The sentences that gold has finished and an annotator has not judged.

        training: the batch whose documents are left out.
        """
        return self._places(_UNJUDGED + _NO_TRAINING, annotator, training=training)

    def is_unjudged(self, annotator: str, document_uid: str, sentence: Span) -> bool:
        """Whether a sentence is one that gold has finished and an annotator has not judged."""
        return bool(self._places(_UNJUDGED + _ONE, annotator, **_which(document_uid, sentence)))

    def repeatable(self, annotator: str, after: int, training: str) -> list[tuple[str, Span]]:
        """The sentences that an annotator finished once, and this many others after them.

        training: the batch whose documents are left out.
        """
        sql = _REPEATABLE + _LONG_AGO + _NO_TRAINING
        return self._places(sql, annotator, after=after, training=training)

    def is_repeatable(self, annotator: str, document_uid: str, sentence: Span) -> bool:
        """Whether an annotator finished a sentence, and judged it only once."""
        return bool(self._places(_REPEATABLE + _ONE, annotator, **_which(document_uid, sentence)))

    def _places(self, sql: str, annotator: str, **values: object) -> list[tuple[str, Span]]:
        me = self._database.find_annotator(annotator)
        rows = self._database.execute(sql, {"me": me, "name": annotator, **values})
        return [(uid, Span(start, end)) for uid, start, end in rows]


def _which(document_uid: str, sentence: Span) -> dict[str, object]:
    return {"document": document_uid, "start": sentence.start, "end": sentence.end}
