"""The documents of another file: added with their imports, sources and original files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from annotator.errors import StoreError
from annotator.model import Span
from annotator.store.connection import Database
from annotator.store.document_imports import (
    ChosenImport,
    DocumentImport,
    DocumentImports,
    choose,
    title_of,
)
from annotator.store.fulltext import WordIndex
from annotator.store.sentence_table import HEADLINES

_ALL = "SELECT id, uid FROM documents ORDER BY id"

_ONE = "SELECT text_uid, text, characters, imported_at FROM documents WHERE id = ?"

_INSERT = """
INSERT INTO documents (uid, text_uid, title, sentence_count, splitter, imported_at, meta, blocks,
  characters, text, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_IMPORTED = """
INSERT INTO sentences (document_id, start, "end", imported, current, is_title)
VALUES (?, ?, ?, 1, ?, ?)
ON CONFLICT (document_id, start, "end")
DO UPDATE SET imported = 1, is_title = excluded.is_title
"""

_SOURCES = "SELECT path, external_id, meta, imported_at FROM document_sources WHERE document_id = ?"
_ORIGINALS = "SELECT digest, media_type, extractor, packed FROM originals WHERE document_id = ?"


class _DocumentCounts(Protocol):
    """What a merge counts of documents."""

    documents: int
    known_documents: int
    other_boundaries: list[str]
    other_metadata: list[str]


class MergedDocuments:
    """Adds the documents of another file to this one.

    changed, changed_there: uids of documents whose imported sentences or blocks are others now than
        they were here, or in the other file.
    """

    def __init__(self, database: Database, its: Database, received_at: str) -> None:
        """its: the database of the other file. received_at: UTC, ISO 8601."""
        self._database = database
        self._its = its
        self._received_at = received_at
        self._imports = DocumentImports(database)
        self._their_imports = DocumentImports(its)
        self._words = WordIndex(database)
        found = database.execute("SELECT value FROM settings WHERE name = ?", (HEADLINES,))
        self._with_titles = found.fetchone() == ("yes",)
        self.changed: set[str] = set()
        self.changed_there: set[str] = set()

    def add_all(self, counts: _DocumentCounts) -> dict[str, int]:
        """Add all documents; returns their rows here, by uid. Holds one text in memory.

        Raises StoreError if a text that is new here is not the one that its uid is the hash of.
        """
        rows = dict(self._database.execute("SELECT uid, id FROM documents").fetchall())
        for their_id, uid in self._its.execute(_ALL).fetchall():
            imports = self._their_imports.all(their_id)
            if uid in rows:
                counts.known_documents += 1
                self._add_imports(rows[uid], uid, imports, counts)
            else:
                counts.documents += 1
                rows[uid] = self._insert(uid, their_id, imports)
            self._add_places(rows[uid], their_id)
        return rows

    # ------------------------------------------------------------------------- new ones

    def _insert(self, uid: str, their_id: int, imports: list[DocumentImport]) -> int:
        from annotator.documents import document_uid  # noqa: PLC0415 - loads all readers

        row = self._its.execute(_ONE, (their_id,)).fetchone()
        text_uid, text, characters, imported_at = row
        if document_uid(text) != text_uid:
            raise StoreError(
                f"{self._its.path}: the text of document {uid} is not as it was imported: put a"
                " backup of that file in its place, and merge again."
            )
        chosen = choose(imports)
        spans = chosen.boundaries.spans
        current = [Span(a, b) for a, b, title in spans if self._with_titles or not title]
        cursor = self._database.execute(
            _INSERT,
            (
                *(uid, text_uid, title_of(text, chosen), len(current)),
                *(chosen.boundaries.splitter, imported_at, chosen.meta.meta),
                *(chosen.boundaries.blocks, characters, text, self._received_at),
            ),
        )
        document_id = int(cursor.lastrowid or 0)
        self._put_sentences(document_id, spans)
        self._words.add(document_id, text, current)
        if len(imports) > 1:
            self._imports.add(document_id, imports, self._received_at)
        return document_id

    def _put_sentences(self, document_id: int, spans: Iterable[tuple[int, int, bool]]) -> None:
        self._database.executemany(
            _IMPORTED,
            [
                (document_id, start, end, int(self._with_titles or not title), int(title))
                for start, end, title in spans
            ],
        )

    def _add_places(self, document_id: int, their_id: int) -> None:
        """Add where a document was read from, and the file its text was extracted from."""
        self._database.executemany(
            "INSERT INTO document_sources (document_id, path, external_id, meta, imported_at,"
            " received_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                (document_id, *source, self._received_at)
                for source in self._its.execute(_SOURCES, (their_id,))
            ],
        )
        self._database.executemany(
            "INSERT INTO originals (document_id, digest, media_type, extractor, packed)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(document_id, *original) for original in self._its.execute(_ORIGINALS, (their_id,))],
        )

    # ------------------------------------------------------------------ those known here

    def _add_imports(
        self, document_id: int, uid: str, imports: list[DocumentImport], counts: _DocumentCounts
    ) -> None:
        """Add how the other file imported a document, and let what is chosen hold."""
        before = choose(self._imports.all(document_id))
        if self._imports.add(document_id, imports, self._received_at):
            every = self._imports.all(document_id)
            if len({one.meta for one in every}) > 1:
                counts.other_metadata.append(uid)
            if len({one.boundaries for one in every}) > 1:
                counts.other_boundaries.append(uid)
        now = choose(self._imports.all(document_id))
        if now.boundaries.boundaries != choose(imports).boundaries.boundaries:
            self.changed_there.add(uid)
        if now.boundaries.boundaries != before.boundaries.boundaries:
            self.changed.add(uid)
            self._replace_imported(document_id, now.boundaries.spans)
        if now != before:
            self._follow(document_id, now)

    def _follow(self, document_id: int, found: ChosenImport) -> None:
        (text,) = self._database.execute(
            "SELECT text FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        self._database.execute(
            "UPDATE documents SET title = ?, meta = ?, splitter = ?, blocks = ? WHERE id = ?",
            (
                *(title_of(text, found), found.meta.meta, found.boundaries.splitter),
                *(found.boundaries.blocks, document_id),
            ),
        )

    def _replace_imported(self, document_id: int, spans: Iterable[tuple[int, int, bool]]) -> None:
        """Make sentences those of the import; which are current is derived later."""
        self._database.execute(
            "UPDATE sentences SET imported = 0 WHERE document_id = ?", (document_id,)
        )
        self._database.executemany(
            _IMPORTED, [(document_id, start, end, 0, int(title)) for start, end, title in spans]
        )
