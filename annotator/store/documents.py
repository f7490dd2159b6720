"""Documents as they were imported, where they were read from, and the original files of texts."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from annotator.model import BlockKind, Document, DocumentSource, Original, Span
from annotator.store.codec import (
    blocks_from_json,
    blocks_to_json,
    from_json,
    iso_time,
    to_json,
)
from annotator.store.connection import Database, Report
from annotator.store.document_imports import DocumentImports
from annotator.store.fulltext import WordIndex
from annotator.store.sentence_table import SentenceTable

REPORT_EVERY = 10_000
"""Documents between two messages while their texts are hashed."""

# Before version 7 source and url were part of the uid, so that a text may have several documents.
_FIND = """
SELECT uid FROM documents WHERE text_uid = ?
ORDER BY ifnull(json_extract(meta, '$.source'), '') <> ?
  OR ifnull(json_extract(meta, '$.url'), '') <> ?, id LIMIT 1
"""

_PROGRESS = ", ".join(
    f"""(SELECT count(*) FROM judgements j WHERE j.annotator_id = ?
 AND j.document_id = documents.id AND {condition} AND j.sentence_id IS NOT NULL)"""  # noqa: S608 - constants
    for condition in ("j.finished = 1", "j.cannot_judge <> ''")
)


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A row of the list of documents: how many sentences it has, and how many are finished.

    cannot_judge: how many others cannot be judged.
    """

    uid: str
    title: str
    sentences: int
    finished: int
    cannot_judge: int = 0


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
        self.imports = DocumentImports(database)

    # ------------------------------------------------------------------------- import

    def add(
        self,
        document: Document,
        original: Original | None = None,
        source: DocumentSource | None = None,
    ) -> bool:
        """Add a document; False, and no change, if one of its uid is there already.

        original: the file that its text was extracted from. source: where it was read from.
        Raises ValueError if the text holds U+0000 or a lone surrogate, which SQLite cannot keep.
        """
        if "\0" in document.text:
            raise ValueError(f"the text of document {document.uid} holds U+0000")
        with self._database.transaction():
            added = self._insert(document)
            if added and original is not None:
                self._insert_original(document.uid, original)
            if added and source is not None:
                self.add_source(document.uid, source)
        return added

    def _insert(self, document: Document) -> bool:
        from annotator.documents import document_uid  # noqa: PLC0415 - loads all readers

        titles = tuple(title_sentences(document))
        with_titles = self._sentences.has_headlines()
        paragraphs = [one for one in document.sentences if one not in titles]
        current = sorted([*paragraphs, *titles]) if with_titles else paragraphs
        cursor = self._database.execute(
            "INSERT INTO documents (uid, text_uid, title, sentence_count, splitter, imported_at,"
            " meta, blocks, characters, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (uid) DO NOTHING",
            (
                document.uid,
                document_uid(document.text),
                document.title,
                len(current),
                document.splitter,
                iso_time(self._clock()),
                to_json(dict(document.meta)),
                blocks_to_json(document.blocks),
                len(document.text),
                document.text,
            ),
        )
        if not cursor.rowcount:
            return False
        document_id = cursor.lastrowid or 0
        self._sentences.add(document_id, paragraphs)
        self._sentences.add_titles(document_id, titles, current=with_titles)
        self._words.add(document_id, document.text, current)
        return True

    def has(self, uid: str) -> bool:
        """Return True if there is a document of that uid."""
        found = self._database.execute("SELECT 1 FROM documents WHERE uid = ?", (uid,))
        return found.fetchone() is not None

    def find(self, text_uid: str, meta: Mapping[str, str]) -> str | None:
        """The uid of the document with a text, whatever its metadata; None if there is none.

        text_uid: annotator.documents.document_uid of the text. meta: chooses the document with the
            same source and url if several have the text, as in databases of version 6; else it is
            the one imported first.
        """
        row = self._database.execute(
            _FIND, (text_uid, meta.get("source", ""), meta.get("url", ""))
        ).fetchone()
        return None if row is None else str(row[0])

    def find_text(self, text: str, meta: Mapping[str, str]) -> str | None:
        """The uid of the document with a text; None if there is none. meta: as in find."""
        from annotator.documents import document_uid  # noqa: PLC0415 - loads all readers

        return self.find(document_uid(text), meta)

    def places(self) -> dict[tuple[str, str], list[str]]:
        """The documents that were read from each path and external id, in the order of import."""
        rows = self._database.execute(
            "SELECT DISTINCT s.path, s.external_id, d.uid, d.id FROM document_sources s"
            " JOIN documents d ON d.id = s.document_id ORDER BY d.id"
        )
        found: dict[tuple[str, str], list[str]] = {}
        for path, external_id, uid, _ in rows:
            found.setdefault((path, external_id), []).append(uid)
        return found

    def add_source(self, uid: str, source: DocumentSource) -> bool:
        """Record that a document was read from a place, once; its own metadata stay the same.

        Returns True if it is a further place: the document had another one before.
        """
        document_id = self._database.document_id(uid)
        with self._database.transaction():
            known = {
                (one.path, one.external_id, to_json(dict(one.meta))) for one in self.sources(uid)
            }
            place = (source.path, source.external_id, to_json(dict(source.meta)))
            if place in known:
                return False
            self._database.execute(
                "INSERT INTO document_sources (document_id, path, external_id, meta, imported_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (document_id, *place, source.imported_at or iso_time(self._clock())),
            )
        return bool(known)

    # ------------------------------------------------------------------------ reading

    def get(self, uid: str, as_of: str | None = None) -> Document:
        """A document, with its current sentences.

        as_of: with the metadata of a moment, UTC, ISO 8601: an earlier import may have come since.
        """
        document_id = self._database.document_id(uid)
        text, meta, blocks, splitter = self._database.execute(
            "SELECT text, meta, ifnull(edited_blocks, blocks), splitter"
            " FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        if as_of is not None and (then := self.imports.chosen(document_id, as_of)):
            meta, splitter = then.meta.meta, then.boundaries.splitter
        return Document(
            uid=uid,
            text=text,
            meta=from_json(meta),
            blocks=blocks_from_json(blocks),
            sentences=tuple(self._sentences.current(document_id)),
            splitter=splitter,
        )

    def without_boilerplate(self, uid: str) -> str:
        """The text of a document without its boilerplate."""
        text, blocks = self._database.execute(
            "SELECT text, ifnull(edited_blocks, blocks) FROM documents WHERE uid = ?", (uid,)
        ).fetchone()
        return _without_boilerplate(text, blocks)

    def all_without_boilerplate(self) -> Iterator[tuple[str, str]]:
        """The uid and the text of each document, in the order of import."""
        rows = self._database.execute(
            "SELECT uid, text, ifnull(edited_blocks, blocks) FROM documents ORDER BY id"
        )
        return ((uid, _without_boilerplate(text, blocks)) for uid, text, blocks in rows)

    def with_words(self, words: Sequence[str]) -> list[str]:
        """The documents in which these words follow each other in a current sentence."""
        return [
            uid
            for row in self._words.documents_with(words)
            for (uid,) in self._database.execute("SELECT uid FROM documents WHERE id = ?", (row,))
        ]

    def meta(self, uid: str) -> dict[str, str]:
        """The metadata of a document: those of the place it was first read from."""
        (meta,) = self._database.execute(
            "SELECT meta FROM documents WHERE id = ?", (self._database.document_id(uid),)
        ).fetchone()
        return dict(from_json(meta))

    def sources(self, uid: str, as_of: str | None = None) -> tuple[DocumentSource, ...]:
        """Where a document was read from, by path, then by external id; () if unknown.

        Each with the earliest time. as_of: what this file had received by a moment, UTC, ISO 8601.
        """
        rows = self._database.execute(
            "SELECT path, external_id, meta, min(imported_at) FROM document_sources"
            " WHERE document_id = :document"
            " AND (:at IS NULL OR coalesce(received_at, imported_at) <= :at)"
            " GROUP BY path, external_id, meta ORDER BY path, external_id, meta",
            {"document": self._database.document_id(uid), "at": as_of},
        )
        return tuple(
            DocumentSource(path, external_id, from_json(meta), imported_at)
            for path, external_id, meta, imported_at in rows
        )

    def sentences(self, uid: str) -> tuple[Span, ...]:
        """The current sentences of a document, in order: people join and split them."""
        return tuple(self._sentences.current(self._database.document_id(uid)))

    def titles(self, uid: str) -> tuple[Span, ...]:
        """The titles in a document's text, in order, also those that nobody steps through.

        Events may be recorded under them in either case.
        """
        return tuple(self._sentences.titles(self._database.document_id(uid)))

    def has_headlines(self) -> bool:
        """Return True if the project steps through titles."""
        return self._sentences.has_headlines()

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
            f"SELECT uid, title, sentence_count, {_PROGRESS}"  # noqa: S608 - a constant
            " FROM documents INDEXED BY documents_listed ORDER BY id",
            (self._database.find_annotator(annotator),) * 2,
        )
        return [DocumentSummary(*row) for row in rows]

    def all_titles(self) -> dict[str, str]:
        """The titles of all documents, by uid."""
        return dict(self._database.execute("SELECT uid, title FROM documents"))

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
            f"SELECT uid, title, sentence_count, {_PROGRESS} {found}"
            " ORDER BY substr(title, 1, ?) <> ? COLLATE NOCASE, id LIMIT ?",
            (*(self._database.find_annotator(annotator),) * 2, *values, len(first), first, limit),
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

    def of_original(self, data: bytes) -> str | None:
        """The uid of the document that was extracted from exactly these bytes; None if none was."""
        row = self._database.execute(
            "SELECT d.uid FROM originals o JOIN documents d ON d.id = o.document_id"
            " WHERE o.digest = ? ORDER BY d.id LIMIT 1",
            (_digest(data),),
        ).fetchone()
        return None if row is None else str(row[0])

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


def fill_text_uids(database: Database, report: Report) -> None:
    """Hash the texts of documents that were added before version 7.

    report: gets messages if there are very many.
    """
    from annotator.documents import document_uid  # noqa: PLC0415 - loads all readers

    rows = database.execute("SELECT id FROM documents WHERE text_uid IS NULL ORDER BY id")
    ids = [document_id for (document_id,) in rows]
    if len(ids) >= REPORT_EVERY:
        report(f"hashing the texts of {len(ids):,} documents, this once")
    for number, document_id in enumerate(ids, 1):
        (text,) = database.execute(
            "SELECT text FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        database.execute(
            "UPDATE documents SET text_uid = ? WHERE id = ?", (document_uid(text), document_id)
        )
        if number % REPORT_EVERY == 0:
            report(f"  {number:,} of {len(ids):,}")


def _without_boilerplate(text: str, blocks: str) -> str:
    """The blocks that are not boilerplate; the whole text if it has no blocks."""
    found = blocks_from_json(blocks)
    kept = [one.span.of(text) for one in found if one.kind is not BlockKind.BOILERPLATE]
    return "\n".join(kept) if found else text


def title_sentences(document: Document) -> Iterator[Span]:
    """The sentences inside title blocks; a block without one is a sentence as a whole."""
    for block in document.blocks:
        if block.kind is not BlockKind.TITLE:
            continue
        inside = [one for one in document.sentences if block.span.contains(one)]
        quote = block.span.of(document.text)
        if inside:
            yield from inside
        elif quote.strip():
            start = block.span.start + len(quote) - len(quote.lstrip())
            yield Span(start, start + len(quote.strip()))


def _like_pattern(word: str) -> str:
    return "%" + "".join(f"!{char}" if char in "!%_" else char for char in word) + "%"


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
