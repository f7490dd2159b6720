"""Releases: the documents whose annotators see what became of their work in gold."""

from __future__ import annotations

from annotator.model import Span
from annotator.store.connection import Database

_RELEASED = """
SELECT r.document, p.id FROM released_documents r JOIN project_events p ON p.uid = r.event
JOIN documents d ON d.uid = r.document ORDER BY d.id
"""

_NEW = """
SELECT count(*) FROM released_documents r JOIN project_events p ON p.uid = r.event
JOIN documents d ON d.uid = r.document
WHERE p.id > :after AND EXISTS (SELECT 1 FROM judgements j
  WHERE j.annotator_id = :annotator AND j.document_id = d.id AND j.finished = 1)
"""

# A judgement that a file brought counts from the time that it names, if it names one.
# The plus keeps SQLite from reading all events of the annotator, by their uids.
_FIRST_FINISHED = """
SELECT s.start, s."end", min(e.uid)
FROM events e JOIN sentences s ON s.id = e.sentence_id
WHERE e.annotator_id = ? AND e.document_id = ? AND e.pass = 0
  AND e.kind IN ('finish', 'import_judgement') AND json_extract(e.payload, '$.finished')
  AND +e.uid >= '000000000001'
GROUP BY e.sentence_id
"""


class Releases:
    """What leads released, and who finished what first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def documents(self) -> dict[str, int]:
        """The uids of the released documents in the order of import.

        Each with a number that counts releases in the order in which this file received them.
        """
        return dict(self._database.execute(_RELEASED))

    def new_for(self, annotator: str, *, after: int) -> int:
        """The number of released documents in which somebody has finished a sentence.

        after: only of releases with a greater number.
        """
        whose = {"annotator": self._database.find_annotator(annotator), "after": after}
        (count,) = self._database.execute(_NEW, whose).fetchone()
        return int(count)

    def first_finished(self, annotator: str, document: str) -> dict[Span, str]:
        """By sentence, current or former, the uid of the event by which somebody finished it first.

        document: its uid. Silent repeats are left out.
        """
        whose = self._database.find_annotator(annotator), self._database.document_id(document)
        rows = self._database.execute(_FIRST_FINISHED, whose)
        return {Span(start, end): uid for start, end, uid in rows}

    def batches(self) -> dict[str, list[str]]:
        """The uids of the documents that are assigned in each batch; '' is none."""
        found: dict[str, list[str]] = {}
        rows = self._database.execute(
            "SELECT DISTINCT a.batch, a.document FROM document_assignments a"
            " JOIN documents d ON d.uid = a.document ORDER BY a.batch, d.id"
        )
        for batch, document in rows:
            found.setdefault(batch, []).append(document)
        return found
