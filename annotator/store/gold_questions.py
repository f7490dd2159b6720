"""Gold questions and silent repeats: where gold is finished, and what people have judged there."""

from __future__ import annotations

from annotator.model import Span
from annotator.store.connection import Database
from annotator.store.project_record import TRAINING_BATCH, is_training

_WITH_GOLD = """
SELECT DISTINCT d.uid FROM annotators a
CROSS JOIN judgements j ON j.annotator_id = a.id AND j.finished = 1 AND j.sentence_id IS NOT NULL
JOIN documents d ON d.id = j.document_id
WHERE a.role = 'gold' ORDER BY d.uid
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

_NO_TRAINING = f" AND NOT {is_training(':name', 'd.uid')}"

_ONE = 'AND d.uid = :document AND s.start = :start AND s."end" = :end'


class GoldQuestions:
    """What gold has finished, and what annotators may be asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents_with_gold(self) -> list[str]:
        """The uids of the documents in which gold has finished a sentence."""
        return [uid for (uid,) in self._database.execute(_WITH_GOLD)]

    def batches(self) -> dict[tuple[str, str], str]:
        """The batch of each document (its uid) that is assigned to an annotator, by both."""
        rows = self._database.execute("SELECT annotator, document, batch FROM document_assignments")
        return {(name, document): batch for name, document, batch in rows}

    def is_training(self, annotator: str, document_uid: str) -> bool:
        """Whether a document is assigned to an annotator as training."""
        sql = f"SELECT {is_training('?', '?')}"
        (found,) = self._database.execute(sql, (annotator, document_uid)).fetchone()
        return bool(found)

    def training_batch(self) -> str:
        """The batch whose documents are training."""
        (name,) = self._database.execute(f"SELECT {TRAINING_BATCH}").fetchone()
        return str(name)

    def released(self) -> dict[str, str]:
        """The uids of the documents whose outcome annotators see, each with that of the event."""
        return dict(self._database.execute("SELECT document, event FROM released_documents"))

    # ------------------------------------------------------------------- what can be asked

    def unjudged(self, annotator: str) -> list[tuple[str, Span]]:
        """The sentences that gold has finished and an annotator has not judged; no training."""
        return self._places(_UNJUDGED + _NO_TRAINING, annotator)

    def is_unjudged(self, annotator: str, document_uid: str, sentence: Span) -> bool:
        """Whether a sentence is one that gold has finished and an annotator has not judged."""
        return bool(self._places(_UNJUDGED + _ONE, annotator, **_which(document_uid, sentence)))

    def repeatable(self, annotator: str, after: int) -> list[tuple[str, Span]]:
        """The sentences that an annotator finished once, and this many others after them.

        Without training.
        """
        return self._places(_REPEATABLE + _LONG_AGO + _NO_TRAINING, annotator, after=after)

    def is_repeatable(self, annotator: str, document_uid: str, sentence: Span) -> bool:
        """Whether an annotator finished a sentence, and judged it only once."""
        return bool(self._places(_REPEATABLE + _ONE, annotator, **_which(document_uid, sentence)))

    def _places(self, sql: str, annotator: str, **values: object) -> list[tuple[str, Span]]:
        me = self._database.find_annotator(annotator)
        rows = self._database.execute(sql, {"me": me, "name": annotator, **values})
        return [(uid, Span(start, end)) for uid, start, end in rows]


def _which(document_uid: str, sentence: Span) -> dict[str, object]:
    return {"document": document_uid, "start": sentence.start, "end": sentence.end}
