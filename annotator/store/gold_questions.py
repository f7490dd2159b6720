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
