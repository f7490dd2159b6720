"""Suggestions of the current rules, and the versions of labels.yaml that they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotator.model import LabelSet, Span, Suggestion, SuggestionKey, Tier, Voice
from annotator.store.codec import from_json, iso_time, spans_from_json, spans_to_json, to_json
from annotator.store.connection import Database

# Two searches of the index instead of one scan, so that nothing pending costs nothing.
_PENDING = """
SELECT uid FROM (
  SELECT id, uid FROM documents WHERE label_set_id IS NULL
  UNION ALL SELECT id, uid FROM documents WHERE label_set_id < :current
  UNION ALL SELECT id, uid FROM documents WHERE label_set_id > :current
) ORDER BY id
"""


class Suggestions:
    """The suggestions of each document: those of one label set, replaced as a whole."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def put_label_set(self, label_set: LabelSet) -> None:
        """Keep one version of labels.yaml; nothing changes if it is there already."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO label_sets (uid, name, created_at, source) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (uid) DO NOTHING",
                (label_set.uid, label_set.name, iso_time(self._clock()), label_set.source),
            )

    def pending(self, label_set_uid: str) -> list[str]:
        """The documents without suggestions of this label set, in the order of import."""
        current = self._label_set_id(label_set_uid)
        rows = self._database.execute(_PENDING, {"current": 0 if current is None else current})
        return [uid for (uid,) in rows]

    def put(self, document_uid: str, label_set_uid: str, suggestions: Iterable[Suggestion]) -> None:
        """Replace all suggestions of a document.

        Raises ValueError if the label set is unknown, or two suggestions share a span and a label.
        """
        document_id = self._database.document_id(document_uid)
        new = list(suggestions)
        rows = {one.key: _row(document_id, one) for one in new}
        if len(rows) < len(new):
            raise ValueError(f"two suggestions share span and label in document {document_uid}")
        label_set_id = self._label_set_id(label_set_uid)
        if label_set_id is None:
            raise ValueError(f"no label set has the uid {label_set_uid!r}")
        with self._database.transaction():
            self._database.execute("DELETE FROM suggestions WHERE document_id = ?", (document_id,))
            self._database.executemany(
                'INSERT INTO suggestions (document_id, start, "end", label, rule, tier, voice,'
                " triggers, attributes, frames) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows.values(),
            )
            self._database.execute(
                "UPDATE documents SET label_set_id = ? WHERE id = ?", (label_set_id, document_id)
            )

    def of_document(self, document_uid: str) -> tuple[Suggestion, ...]:
        """The suggestions of a document, by start, longer spans first, then by label."""
        rows = self._database.execute(
            'SELECT start, "end", label, rule, tier, voice, triggers, attributes, frames'
            " FROM suggestions"
            ' WHERE document_id = ? ORDER BY start, "end" DESC, label',
            (self._database.document_id(document_uid),),
        )
        return tuple(
            Suggestion(
                span=Span(start, end),
                label=label,
                rule=rule,
                tier=Tier(tier),
                voice=Voice(voice),
                triggers=spans_from_json(triggers),
                attributes=from_json(attributes),
                frames=None if frames is None else SuggestionKey(*from_json(frames)),
            )
            for start, end, label, rule, tier, voice, triggers, attributes, frames in rows
        )

    def _label_set_id(self, uid: str) -> int | None:
        row = self._database.execute("SELECT id FROM label_sets WHERE uid = ?", (uid,)).fetchone()
        return None if row is None else int(row[0])


def _row(document_id: int, one: Suggestion) -> tuple[object, ...]:
    where = (document_id, one.span.start, one.span.end, one.label)
    why = (one.rule, one.tier, one.voice, spans_to_json(one.triggers))
    frames = None if one.frames is None else to_json(one.frames)
    return (*where, *why, to_json(dict(one.attributes)), frames)
