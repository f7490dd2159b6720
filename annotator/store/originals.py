"""What texts were taken out of: pages, byte for byte; packed, as a page is many times its text."""

from __future__ import annotations

import sqlite3
import zlib
from hashlib import blake2b

from annotator.model import Original
from annotator.store.documents import id_of


def add(connection: sqlite3.Connection, document_uid: str, original: Original) -> None:
    """Keep the original of a document that has none. Raises ValueError if there is no such."""
    connection.execute(
        "INSERT INTO originals (document_id, digest, media_type, extractor, packed)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            id_of(connection, document_uid),
            _digest(original.data),
            original.media_type,
            original.extractor,
            zlib.compress(original.data),
        ),
    )


def get(connection: sqlite3.Connection, document_uid: str) -> Original | None:
    """The original of a document; None if its text was given as one. ValueError as in add."""
    row = connection.execute(
        "SELECT packed, media_type, extractor FROM originals WHERE document_id = ?",
        (id_of(connection, document_uid),),
    ).fetchone()
    return None if row is None else Original(zlib.decompress(row[0]), row[1], row[2])


def has(connection: sqlite3.Connection, data: bytes) -> bool:
    """Whether these bytes are the original of a document."""
    found = connection.execute("SELECT 1 FROM originals WHERE digest = ?", (_digest(data),))
    return found.fetchone() is not None


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
