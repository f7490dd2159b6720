"""Comments that leads and annotators write to each other about sentences, flags and notes.

A comment is seen by its author, by who it is for, and by leads. So are flags and notes: by who
made them, and by leads.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model import Span
from annotator.store.codec import span_or_none
from annotator.store.connection import Database

_IS_LEAD = "EXISTS (SELECT 1 FROM annotators v WHERE v.name = :viewer AND v.role = 'lead')"

_COMMENTS = f"""
SELECT p.id, c.author, c.recipient, c.document, c.start, c."end", c.text, c.sent_back, c.at,
  ifnull((SELECT a.role FROM annotators a WHERE a.name = c.author), '')
FROM comments c JOIN project_events p ON p.uid = c.event
WHERE (c.recipient = :viewer OR c.author = :viewer OR {_IS_LEAD}) AND {{condition}}
ORDER BY c.event
"""  # noqa: S608 - constants

_RECEIVED = f"""
c.author <> :viewer AND p.id > :after
AND (c.recipient = :viewer OR (c.recipient = '' AND {_IS_LEAD}))
"""

_NOTES = f"""
SELECT d.uid, s.start, s."end", a.name, j.flagged, j.note
FROM judgements j JOIN annotators a ON a.id = j.annotator_id
JOIN documents d ON d.id = j.document_id
LEFT JOIN sentences s ON s.id = j.sentence_id
WHERE (j.flagged = 1 OR j.note <> '') AND (a.name = :viewer OR {_IS_LEAD})
ORDER BY d.id, s.start, a.name
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class WrittenComment:
    """A comment about a sentence.

    number: counts comments in the order in which this file received them. author, recipient: names;
    '' as recipient are the leads. role: of the author, today. sent_back: the recipient was asked to
    judge the sentence again. at: UTC, ISO 8601.
    """

    number: int
    author: str
    recipient: str
    document: str
    sentence: Span
    text: str
    sent_back: bool
    at: str
    role: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A flag, a note, or both, of an annotator at a sentence; None is the document as a whole."""

    document: str
    sentence: Span | None
    annotator: str
    flagged: bool
    note: str


class Comments:
    """The comments of a project, as far as a viewer may see them, in the order of their events."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, viewer: str) -> list[WrittenComment]:
        """All comments."""
        return self._read("1", viewer)

    def of_document(self, document: str, viewer: str) -> list[WrittenComment]:
        """The comments about sentences of a document, given by its uid."""
        return self._read("c.document = :document", viewer, document=document)

    def received(self, viewer: str, after: int = 0) -> list[WrittenComment]:
        """The comments written to the viewer, or to the leads if the viewer is one.

        after: only those with a greater number.
        """
        return self._read(_RECEIVED, viewer, after=after)

    def remarks(self, viewer: str) -> list[Remark]:
        """The flags and notes that are held now, by document and sentence."""
        rows = self._database.execute(_NOTES, {"viewer": self._database.current_name(viewer)})
        return [
            Remark(uid, span_or_none(start, end), annotator, bool(flagged), note)
            for uid, start, end, annotator, flagged, note in rows
        ]

    def _read(self, condition: str, viewer: str, **values: object) -> list[WrittenComment]:
        asked = {"viewer": self._database.current_name(viewer), **values}
        rows = self._database.execute(_COMMENTS.format(condition=condition), asked)
        return [
            WrittenComment(
                *(number, author, recipient, document, Span(start, end)),
                *(text, bool(sent_back), at, role),
            )
            for number, author, recipient, document, start, end, text, sent_back, at, role in rows
        ]
