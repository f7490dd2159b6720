"""An annotator's latest events, as far as pace is concerned: read by their uid, which is a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from annotator.annotations.active_time import Deed
from annotator.model import EventKind

_DEEDS = """
SELECT uid, "group", kind, sentence_id, milliseconds,
    coalesce(json_extract(payload, '$.annotation'), json_extract(payload, '$.group'), ''),
    json_extract(payload, '$.finished')
FROM events WHERE annotator_id = ? AND uid >= ? ORDER BY uid
"""


def deeds(connection: sqlite3.Connection, annotator_id: int, since: float) -> Iterator[Deed]:
    """What an annotator did from a moment on (seconds since 1970), in order."""
    first = f"{max(0, int(since * 1000)):012x}"
    for uid, group, kind, place, spent, subject, finished in connection.execute(
        _DEEDS, (annotator_id, first)
    ):
        yield Deed(
            at=int(uid[:12], 16) / 1000,
            group=group,
            kind=EventKind(kind),
            place=place,
            spent=None if spent is None else spent / 1000,
            subject=subject,
            finished=bool(finished),
        )
