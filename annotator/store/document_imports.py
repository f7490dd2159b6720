"""The imports of a document, where several files imported its text: what holds is the same in all.

The metadata of the earliest import hold, and the blocks and sentences of the smallest pair of
splitter and hash, whatever the order in which files were merged. A document that one file imported
has no rows here: its own row is its import.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.canonical_json import content_id
from annotator.model import Document
from annotator.store.codec import blocks_from_json, from_json
from annotator.store.connection import Database

_OWN = """
SELECT imported_at, received_at, meta, splitter, blocks,
  (SELECT json_group_array(json_array(start, "end", is_title)) FROM
    (SELECT start, "end", is_title FROM sentences
     WHERE document_id = documents.id AND imported = 1 ORDER BY start))
FROM documents WHERE id = ?
"""

_COLUMNS = "imported_at, received_at, meta, splitter, blocks, sentences"

_INSERT = f"""
INSERT INTO document_imports (document_id, hash, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class DocumentImport:
    """One import of a document.

    imported_at: UTC, ISO 8601. received_at: when another file brought it; None: it was made here.
    meta, blocks: JSON, as in the table of documents. sentences: JSON, [start, end, is_title].
    """

    imported_at: str
    received_at: str | None
    meta: str
    splitter: str
    blocks: str
    sentences: str

    @property
    def boundaries(self) -> tuple[str, str]:
        """What decides which blocks and sentences hold: the smallest does."""
        return self.splitter, content_id([self.blocks, self.sentences])

    @property
    def hash(self) -> str:
        """The content id of what was imported, whoever received it when."""
        return content_id([self.imported_at, self.meta, *self.boundaries])

    @property
    def spans(self) -> list[tuple[int, int, bool]]:
        """Start and end of each sentence, and whether it is in a title."""
        return [(start, end, bool(title)) for start, end, title in from_json(self.sentences)]


@dataclass(frozen=True, slots=True)
class ChosenImport:
    """What holds of a document: the metadata of one import, the boundaries of one."""

    meta: DocumentImport
    boundaries: DocumentImport


class DocumentImports:
    """The imports of the documents of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, document_id: int) -> list[DocumentImport]:
        """The imports of a document, at least one."""
        return self._several(document_id) or [self._own(document_id)]

    def count(self) -> int:
        """The number of imports of documents with several, which only grows."""
        row = self._database.execute("SELECT count(*) FROM document_imports").fetchone()
        return int(row[0])

    def _several(self, document_id: int) -> list[DocumentImport]:
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM document_imports WHERE document_id = ? ORDER BY hash",  # noqa: S608 - a constant
            (document_id,),
        )
        return [DocumentImport(*row) for row in rows]

    def _own(self, document_id: int) -> DocumentImport:
        return DocumentImport(*self._database.execute(_OWN, (document_id,)).fetchone())

    def chosen(self, document_id: int, as_of: str | None = None) -> ChosenImport | None:
        """What holds of a document with several imports; None if it has one.

        as_of: of the imports that this file had received by a moment, UTC, ISO 8601.
        """
        found = self._several(document_id)
        if as_of is not None:
            found = [one for one in found if (one.received_at or one.imported_at) <= as_of]
        return choose(found) if found else None

    def add(self, document_id: int, imports: list[DocumentImport], received_at: str) -> bool:
        """Add the imports that another file knows of a document; True if one is new here."""
        known = {one.hash for one in self.all(document_id)}
        new = [one for one in imports if one.hash not in known]
        if new:
            rows = [(one, one.received_at) for one in self.all(document_id)]
            rows += [(one, received_at) for one in new]
            self._database.executemany(
                _INSERT, [_row(document_id, one, received) for one, received in rows]
            )
        return bool(new)


def choose(imports: list[DocumentImport]) -> ChosenImport:
    """Choose between imports; the same whatever their order."""
    return ChosenImport(
        meta=min(imports, key=lambda one: (one.imported_at, one.meta)),
        boundaries=min(imports, key=lambda one: one.boundaries),
    )


def title_of(text: str, found: ChosenImport) -> str:
    """The title of a document with these metadata and blocks."""
    blocks = blocks_from_json(found.boundaries.blocks)
    return Document("", text, from_json(found.meta.meta), blocks).title


def _row(document_id: int, one: DocumentImport, received_at: str | None) -> tuple[object, ...]:
    what = (one.meta, one.splitter, one.blocks, one.sentences)
    return (document_id, one.hash, one.imported_at, received_at, *what)
