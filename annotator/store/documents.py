"""Documents as they were imported, and the files that their texts were extracted from."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from annotator.model import Block, BlockKind, Document, Original, Span
from annotator.old_words import block_kind
from annotator.store.codec import from_json, iso_time, to_json
from annotator.store.connection import Database
from annotator.store.fulltext import WordIndex
from annotator.store.sentence_table import SentenceTable

_FINISHED = """(SELECT count(*) FROM judgements j WHERE j.annotator_id = ?
 AND j.document_id = documents.id AND j.finished = 1 AND j.sentence_id IS NOT NULL)"""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A row of the list of documents: how many sentences it has, and how many are finished."""

    uid: str
    title: str
    sentences: int
    finished: int


class Documents:
    """The documents of a project, in the order of import.

    Methods that step from document to document or number them skip those without sentences.
    Unknown uids are a ValueError.
    """

    def __init__(
        self,
        database: Database,
        sentences: SentenceTable,
        words: WordIndex,
        clock: Callable[[], float],
    ) -> None:
        self._database = database
        self._sentences = sentences
        self._words = words
        self._clock = clock

    # ------------------------------------------------------------------------- import

    def add(self, document: Document, original: Original | None = None) -> bool:
        """Add a document; False, and no change, if one of its uid is there already.

        original: the file that its text was extracted from.
        Raises ValueError if the text holds U+0000 or a lone surrogate, which SQLite cannot keep.
        """
        if "\0" in document.text:
            raise ValueError(f"the text of document {document.uid} holds U+0000")
        with self._database.transaction():
            added = self._insert(document)
            if added and original is not None:
                self._insert_original(document.uid, original)
        return added

    def _insert(self, document: Document) -> bool:
        cursor = self._database.execute(
            "INSERT INTO documents"
            " (uid, title, sentence_count, imported_at, meta, blocks, characters, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uid) DO NOTHING",
            (
                document.uid,
                document.title,
                len(document.sentences),
                iso_time(self._clock()),
                to_json(dict(document.meta)),
                to_json([[one.span.start, one.span.end, one.kind] for one in document.blocks]),
                len(document.text),
                document.text,
            ),
        )
        if not cursor.rowcount:
            return False
        document_id = cursor.lastrowid or 0
        self._sentences.add(document_id, document.sentences)
        self._words.add(document_id, document.text, document.sentences)
        return True

    def has(self, uid: str) -> bool:
        """Return True if there is a document of that uid."""
        found = self._database.execute("SELECT 1 FROM documents WHERE uid = ?", (uid,))
        return found.fetchone() is not None

    # ------------------------------------------------------------------------ reading

    def get(self, uid: str) -> Document:
        """A document, with its current sentences."""
        document_id = self._database.document_id(uid)
        text, meta, blocks = self._database.execute(
            "SELECT text, meta, blocks FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        return Document(
            uid=uid,
            text=text,
            meta=from_json(meta),
            blocks=tuple(
                Block(Span(start, end), BlockKind(block_kind(kind)))
                for start, end, kind in from_json(blocks)
            ),
            sentences=tuple(self._sentences.current(document_id)),
        )

    def sentences(self, uid: str) -> tuple[Span, ...]:
        """The current sentences of a document, in order: people merge and split them."""
        return tuple(self._sentences.current(self._database.document_id(uid)))

    def passage(self, uid: str, span: Span) -> str:
        """The characters of a span of a document; '' if no document has that uid."""
        row = self._database.execute(
            "SELECT substr(text, ?, ?) FROM documents WHERE uid = ?",
            (span.start + 1, span.end - span.start, uid),
        ).fetchone()
        return "" if row is None else str(row[0])

    # ---------------------------------------------------------------------- stepping

    def count(self) -> int:
        """The number of documents with sentences."""
        found = self._database.execute("SELECT count(*) FROM documents WHERE sentence_count > 0")
        return int(found.fetchone()[0])

    def number(self, uid: str) -> int:
        """The number of a document in the order of import, counted from 1."""
        found = self._database.execute(
            "SELECT count(*) FROM documents WHERE sentence_count > 0 AND id <= ?",
            (self._database.document_id(uid),),
        )
        return int(found.fetchone()[0])

    def numbered(self, number: int) -> str | None:
        """The uid of the document of a number, counted from 1; None if there is none."""
        row = self._database.execute(
            "SELECT uid FROM documents WHERE sentence_count > 0 ORDER BY id LIMIT 1 OFFSET ?",
            (number - 1,),
        ).fetchone()
        return None if row is None else str(row[0])

    def first(self) -> str | None:
        """The uid of the first document; None if no document has a sentence."""
        return self._step_from(0, 1)

    def neighbour(self, uid: str, step: int) -> str | None:
        """The uid of the next (1) or previous (-1) document; None where there is none."""
        return self._step_from(self._database.document_id(uid), step)

    def _step_from(self, document_id: int, step: int) -> str | None:
        following = "id > ? ORDER BY id" if step > 0 else "id < ? ORDER BY id DESC"
        row = self._database.execute(
            f"SELECT uid FROM documents WHERE sentence_count > 0 AND {following} LIMIT 1",  # noqa: S608
            (document_id,),
        ).fetchone()
        return None if row is None else str(row[0])

    # ------------------------------------------------------------------------- lists

    def uids(self) -> list[str]:
        """All documents with a sentence, in the order of import, which is that of the queue."""
        rows = self._database.execute(
            "SELECT uid FROM documents WHERE sentence_count > 0 ORDER BY id"
        )
        return [uid for (uid,) in rows]

    def uids_starting_with(self, prefix: str) -> list[str]:
        """All documents whose uid starts with these characters, in the order of import."""
        rows = self._database.execute(
            "SELECT uid FROM documents WHERE substr(uid, 1, ?) = ? ORDER BY id",
            (len(prefix), prefix),
        )
        return [uid for (uid,) in rows]

    def summaries(self, annotator: str) -> list[DocumentSummary]:
        """All documents in the order of import, with the progress of an annotator in each."""
        rows = self._database.execute(
            f"SELECT uid, title, sentence_count, {_FINISHED}"  # noqa: S608 - a constant
            " FROM documents INDEXED BY documents_listed ORDER BY id",
            (self._database.find_annotator(annotator),),
        )
        return [DocumentSummary(*row) for row in rows]

    def find_by_title(
        self, annotator: str, words: Sequence[str], limit: int
    ) -> tuple[list[DocumentSummary], int]:
        """Documents whose title contains all words, case-insensitive, and how many there are.

        In the order of import, titles that start with the first word before the others. LIKE
        ignores the case of ASCII letters only, so other words are compared by Python: slower.
        """
        is_ascii = all(map(str.isascii, words))
        contains = "title LIKE ? ESCAPE '!'" if is_ascii else "contains(title, ?)"
        values = [_like_pattern(word) if is_ascii else word for word in words]
        condition = " AND ".join([contains] * len(values)) or "1"
        found = f"FROM documents INDEXED BY documents_listed WHERE {condition}"
        (count,) = self._database.execute(f"SELECT count(*) {found}", values).fetchone()
        first = words[0] if words else ""
        rows = self._database.execute(
            f"SELECT uid, title, sentence_count, {_FINISHED} {found}"
            " ORDER BY substr(title, 1, ?) <> ? COLLATE NOCASE, id LIMIT ?",
            (self._database.find_annotator(annotator), *values, len(first), first, limit),
        )
        return [DocumentSummary(*row) for row in rows], count

    def metadata_keys(self) -> list[str]:
        """The names of all metadata that documents have, in alphabetical order."""
        rows = self._database.execute(
            "SELECT DISTINCT m.key FROM documents d, json_each(d.meta) m ORDER BY m.key"
        )
        return [key for (key,) in rows]

    # --------------------------------------------------------------------- originals

    def original(self, uid: str) -> Original | None:
        """The file that a document was extracted from; None if it was given as plain text."""
        row = self._database.execute(
            "SELECT packed, media_type, extractor FROM originals WHERE document_id = ?",
            (self._database.document_id(uid),),
        ).fetchone()
        return None if row is None else Original(zlib.decompress(row[0]), row[1], row[2])

    def has_original(self, data: bytes) -> bool:
        """Return True if a document was extracted from a file of exactly these bytes."""
        found = self._database.execute("SELECT 1 FROM originals WHERE digest = ?", (_digest(data),))
        return found.fetchone() is not None

    def _insert_original(self, document_uid: str, original: Original) -> None:
        self._database.execute(
            "INSERT INTO originals (document_id, digest, media_type, extractor, packed)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                self._database.document_id(document_uid),
                _digest(original.data),
                original.media_type,
                original.extractor,
                zlib.compress(original.data),
            ),
        )


def _like_pattern(word: str) -> str:
    return "%" + "".join(f"!{char}" if char in "!%_" else char for char in word) + "%"


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
