"""The versions of labels.yaml, of guidelines and of rules; and what was read from label files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.canonical_json import content_id, text_id
from annotator.labels.label_set_cache import CachedLabelSet
from annotator.labels.label_set_json import appearance_json, guideline_json, rules_json
from annotator.model import Guideline, LabelSet
from annotator.store.codec import from_json, iso_time, to_json
from annotator.store.connection import Database

_PUT_FILE = """
INSERT INTO label_sets (uid, name, created_at, source, guideline, rules)
SELECT :uid, :name, :at, :source, :guideline, :rules
WHERE NOT EXISTS (SELECT 1 FROM label_sets WHERE rules = :rules AND guideline = :guideline)
ON CONFLICT (uid) DO NOTHING
"""

_RECALL = """
SELECT p.path, p.program, p.files, p.appearance, p.guideline, p.rules, p.hash,
  g.definition, r.definition
FROM parsed_label_files p
JOIN guidelines g ON g.uid = p.guideline JOIN rule_sets r ON r.uid = p.rules
WHERE p.path = ?
"""


class LabelSets:
    """Every version of the guideline and of the rules, and one labels.yaml for each pair of them.

    Also a cache of the label files that were read last (annotator.labels.label_set_cache).
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    def put(self, label_set: LabelSet) -> None:
        """Keep a version of labels.yaml, of its guideline and of its rules.

        Nothing changes if they are there already; a file that an earlier version of the program
        stored gets the two ids. A label set without ids, which is from no file, is kept too.
        """
        row = {
            "uid": label_set.uid,
            "name": label_set.name,
            "at": iso_time(self._clock()),
            "source": label_set.source,
            "guideline": label_set.guideline or None,
            "rules": label_set.rules_uid or None,
        }
        with self._database.transaction():
            if label_set.guideline:
                self._put_definitions(label_set, row)
            self._database.execute(_PUT_FILE, row)

    def guideline(self, uid: str) -> Guideline | None:
        """A version of the guideline; None if this file does not have it."""
        row = self._database.execute(
            "SELECT name, definition FROM guidelines WHERE uid = ?", (uid,)
        ).fetchone()
        return None if row is None else Guideline(row[0], from_json(row[1]))

    def put_guideline(self, guideline: Guideline) -> str:
        """Keep a version of the guideline, such as one from a file, and return its uid."""
        uid = content_id(guideline.definition)
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO guidelines (uid, name, created_at, definition)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (uid, guideline.name, iso_time(self._clock()), to_json(guideline.definition)),
            )
        return uid

    def _put_definitions(self, label_set: LabelSet, row: dict[str, str | None]) -> None:
        """Keep the guideline and the rules, and give a file without ids its ids."""
        if not self._has("SELECT 1 FROM guidelines WHERE uid = :guideline", row):
            self._database.execute(
                "INSERT INTO guidelines (uid, name, created_at, definition)"
                " VALUES (:guideline, :name, :at, :definition)",
                {**row, "definition": to_json(guideline_json(label_set))},
            )
        if not self._has("SELECT 1 FROM rule_sets WHERE uid = :rules", row):
            self._database.execute(
                "INSERT INTO rule_sets (uid, created_at, definition)"
                " VALUES (:rules, :at, :definition)",
                {**row, "definition": to_json(rules_json(label_set))},
            )
        self._database.execute(
            "UPDATE label_sets SET guideline = :guideline, rules = :rules"
            " WHERE uid = :uid AND guideline IS NULL",
            row,
        )

    def _has(self, sql: str, row: dict[str, str | None]) -> bool:
        return self._database.execute(sql, row).fetchone() is not None

    # ------------------------------------------------------------------------ cache

    def recall(self, path: str) -> CachedLabelSet | None:
        """Return what was last read from a label file, None if there is nothing or it is damaged.

        path: as in remember.
        """
        row = self._database.execute(_RECALL, (path,)).fetchone()
        if row is None:
            return None
        *columns, stored, guideline, rules = row
        uids = columns[-2:]
        if [text_id(guideline), text_id(rules)] != uids or content_id(columns) != stored:
            return None
        _, program, files, appearance, *_ = columns
        return CachedLabelSet(program, *map(from_json, (files, guideline, rules, appearance)))

    def remember(
        self, path: str, label_set: LabelSet, program: str, files: Sequence[tuple[str, str]]
    ) -> None:
        """Keep what was read from a label file, in place of what was read before.

        path: names the label file in the folder of the database.
        program, files: see CachedLabelSet.
        Raises ValueError if the label set has no ids.
        """
        if not label_set.guideline:
            raise ValueError(f"the label set {label_set.uid} has no ids")
        columns = [path, program, to_json(files), to_json(appearance_json(label_set))]
        columns += [label_set.guideline, label_set.rules_uid]
        with self._database.transaction(durable=False):
            self.put(label_set)
            self._database.execute(
                "INSERT OR REPLACE INTO parsed_label_files"
                " (path, program, files, appearance, guideline, rules, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*columns, content_id(columns)),
            )
