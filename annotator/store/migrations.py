"""The tables, as numbered migrations. After a release migrations are only appended.

Written as DDL because STRICT tables, checks, partial indexes and triggers need it. Imported only
to create or migrate a database, because sqlite-utils is slow to import.

Inside the file rows refer to each other by small integers, which never leave it. Everything that
leaves it is portable: content ids of documents, names of annotators, spans, uids of events.
"""

from __future__ import annotations

from sqlite3 import complete_statement

from sqlite_utils import Database, Migrations

from annotator.store import sql_views

migrations = Migrations("annotator")


def _execute(db: Database, script: str) -> None:
    """Run statements, each of which ends at the end of a line, within the open transaction.

    `sqlite3` would commit first, and sqlite-utils looks for the end of a statement after each
    character, which takes most of the time in which a database is made.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.partition("--")[0].rstrip().endswith(";") and complete_statement(statement):
            db.execute(statement)
            statement = ""
    if statement.strip():
        raise ValueError(f"a statement does not end with its line: {statement}")


DOCUMENTS = """
CREATE TABLE label_sets (             -- one immutable row per version of labels.yaml
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  source         TEXT NOT NULL        -- the file as it was, so that old annotations stay readable
) STRICT;
CREATE TRIGGER label_sets_no_update BEFORE UPDATE ON label_sets
  BEGIN SELECT RAISE(ABORT, 'a label set never changes'); END;
CREATE TRIGGER label_sets_no_delete BEFORE DELETE ON label_sets
  BEGIN SELECT RAISE(ABORT, 'a label set never goes'); END;

CREATE TABLE documents (
  id             INTEGER PRIMARY KEY, -- grows in the order of import
  uid            TEXT NOT NULL UNIQUE,
  title          TEXT NOT NULL,
  sentence_count INTEGER NOT NULL,
  label_set_id   INTEGER REFERENCES label_sets(id),     -- whose suggestions are stored
  imported_at    TEXT NOT NULL,
  meta           TEXT NOT NULL CHECK (json_valid(meta)),
  blocks         TEXT NOT NULL CHECK (json_valid(blocks)),
  characters     INTEGER NOT NULL CHECK (characters = length(text)),   -- refuses U+0000 too
  text           TEXT NOT NULL        -- last, so that a scan of the rest need not read it
) STRICT;
CREATE INDEX documents_label_set ON documents(label_set_id, uid);
CREATE INDEX documents_stepped ON documents(id, uid) WHERE sentence_count > 0;
CREATE TRIGGER documents_keep_text BEFORE UPDATE OF uid, text ON documents
  BEGIN SELECT RAISE(ABORT, 'the text of a document never changes'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents
  BEGIN SELECT RAISE(ABORT, 'a document never goes'); END;

CREATE TABLE sentences (
  id             INTEGER PRIMARY KEY,
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  start          INTEGER NOT NULL,    -- code points of documents.text, end exclusive
  "end"          INTEGER NOT NULL,
  UNIQUE (document_id, start, "end"),
  CHECK (0 <= start AND start < "end")
) STRICT;
CREATE VIEW sentences_text AS         -- for people with a SQL prompt
  SELECT s.id, d.uid AS document, s.start, s."end",
         substr(d.text, s.start + 1, s."end" - s.start) AS text
  FROM sentences s JOIN documents d ON d.id = s.document_id;

CREATE TABLE suggestions (            -- a document's are replaced as a whole
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  label          TEXT NOT NULL,
  rule           TEXT NOT NULL,       -- id@version
  tier           TEXT NOT NULL,
  voice          TEXT NOT NULL,
  triggers       TEXT NOT NULL CHECK (json_valid(triggers)),
  attributes     TEXT NOT NULL CHECK (json_valid(attributes)),
  PRIMARY KEY (document_id, start, "end", label),
  CHECK (0 <= start AND start < "end")
) STRICT, WITHOUT ROWID;
"""

ANNOTATORS = """
CREATE TABLE annotators (             -- queued, finished: counts of their sentences
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  role           TEXT NOT NULL CHECK (role IN ('annotator', 'lead', 'gold', 'import')),
  queued         INTEGER NOT NULL DEFAULT 0,
  finished       INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE assignments (            -- the queue
  annotator_id   INTEGER NOT NULL REFERENCES annotators(id),
  sentence_id    INTEGER NOT NULL REFERENCES sentences(id),
  position       INTEGER NOT NULL,    -- order of import, then of the text
  status         TEXT NOT NULL CHECK (status IN ('todo', 'finished')),
  PRIMARY KEY (annotator_id, sentence_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_todo ON assignments(annotator_id, position) WHERE status = 'todo';
CREATE TRIGGER assignments_count AFTER UPDATE OF status ON assignments
  BEGIN
    UPDATE annotators
    SET finished = finished + (new.status = 'finished') - (old.status = 'finished')
    WHERE id = new.annotator_id;
  END;

CREATE TABLE settings (               -- values that the program remembers about the project
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE places (                 -- bookmarks: where an annotator stopped
  annotator_id   INTEGER PRIMARY KEY REFERENCES annotators(id),
  sentence_id    INTEGER NOT NULL REFERENCES sentences(id)
) STRICT;
"""

EVENTS = """
CREATE TABLE events (                 -- judgements are derived from these
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,-- sorts by time, strictly increasing for one annotator
  "group"        TEXT NOT NULL,       -- uid of the first event of the same key press
  annotator_id   INTEGER NOT NULL REFERENCES annotators(id),
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  sentence_id    INTEGER REFERENCES sentences(id),      -- NULL: the document as a whole
  at             TEXT NOT NULL,
  milliseconds   INTEGER,
  kind           TEXT NOT NULL,
  payload        TEXT NOT NULL CHECK (json_valid(payload))   -- names, spans and uids only
) STRICT;
CREATE INDEX events_home ON events(annotator_id, document_id, sentence_id, uid);
CREATE INDEX events_time ON events(annotator_id, uid);
CREATE INDEX events_group ON events("group");
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END;
"""

JUDGEMENTS = """
CREATE TABLE judgements (             -- derived from events, and can be rebuilt from them
  id             INTEGER PRIMARY KEY,
  annotator_id   INTEGER NOT NULL REFERENCES annotators(id),
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  sentence_id    INTEGER REFERENCES sentences(id),      -- NULL: the document as a whole
  note           TEXT NOT NULL,
  flagged        INTEGER NOT NULL,
  finished       INTEGER NOT NULL,
  shown          INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX judgements_home
  ON judgements(annotator_id, document_id, ifnull(sentence_id, 0));
CREATE INDEX judgements_finished ON judgements(annotator_id, document_id)
  WHERE finished = 1 AND sentence_id IS NOT NULL;

CREATE TABLE annotations (
  judgement_id   INTEGER NOT NULL REFERENCES judgements(id) ON DELETE CASCADE,
  uid            TEXT NOT NULL,
  label          TEXT NOT NULL,
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  fragments      TEXT NOT NULL CHECK (json_valid(fragments)),
  attributes     TEXT NOT NULL CHECK (json_valid(attributes)),
  origin         TEXT NOT NULL,
  rule           TEXT NOT NULL,
  label_set      TEXT NOT NULL,
  PRIMARY KEY (judgement_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE relations (
  judgement_id   INTEGER NOT NULL REFERENCES judgements(id) ON DELETE CASCADE,
  uid            TEXT NOT NULL,
  kind           TEXT NOT NULL,
  head           TEXT NOT NULL,
  tail           TEXT NOT NULL,
  PRIMARY KEY (judgement_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  judgement_id   INTEGER NOT NULL REFERENCES judgements(id) ON DELETE CASCADE,
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  label          TEXT NOT NULL,
  verdict        TEXT NOT NULL,
  PRIMARY KEY (judgement_id, start, "end", label)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m001_initial(db: Database) -> None:
    """Documents, annotators, events, and the judgements derived from them."""
    _execute(db, DOCUMENTS + ANNOTATORS + EVENTS + JUDGEMENTS)


EDITED_SENTENCES = """
ALTER TABLE suggestions ADD COLUMN    -- the suggestion [start, end, label] that it frames
  frames TEXT CHECK (frames IS NULL OR json_valid(frames));

-- People merge and split sentences. A row is never deleted, as events refer to it: annotators step
-- through those that are current. Imported are those that the splitter found.
ALTER TABLE sentences ADD COLUMN imported INTEGER NOT NULL DEFAULT 1;
ALTER TABLE sentences ADD COLUMN current INTEGER NOT NULL DEFAULT 1;
CREATE INDEX sentences_changed ON sentences(document_id) WHERE imported = 0;
DROP VIEW sentences_text;
CREATE VIEW sentences_text AS         -- for people with a SQL prompt
  SELECT s.id, d.uid AS document, s.start, s."end",
         substr(d.text, s.start + 1, s."end" - s.start) AS text
  FROM sentences s JOIN documents d ON d.id = s.document_id WHERE s.current = 1;
CREATE INDEX events_segments ON events(document_id, uid)
  WHERE kind IN ('merge', 'split', 'undo', 'redo');

-- A position in the queue is derived from document and offset, so that new sentences have one.
ALTER TABLE annotators ADD COLUMN     -- documents up to this row are in the queue
  queued_to INTEGER NOT NULL DEFAULT 0;
UPDATE annotators SET queued_to = ifnull(
  (SELECT max(s.document_id) FROM assignments q JOIN sentences s ON s.id = q.sentence_id
   WHERE q.annotator_id = annotators.id), 0);
UPDATE assignments SET position =
  (SELECT (s.document_id << 32) + s.start FROM sentences s WHERE s.id = assignments.sentence_id);
"""


@migrations()
def m002_segments(db: Database) -> None:
    """Sentences that people merge and split; suggestions that frame another one."""
    _execute(db, EDITED_SENTENCES)


ORIGINALS = """
CREATE TABLE originals (              -- the file that the text of a document was extracted from
  document_id    INTEGER PRIMARY KEY REFERENCES documents(id),
  digest         TEXT NOT NULL,       -- of the bytes, so that a file is not read twice
  media_type     TEXT NOT NULL,
  extractor      TEXT NOT NULL,       -- program and version; '' where the text was given
  packed         BLOB NOT NULL        -- the bytes, by zlib
) STRICT;
CREATE INDEX originals_digest ON originals(digest);
CREATE TRIGGER originals_no_update BEFORE UPDATE ON originals
  BEGIN SELECT RAISE(ABORT, 'an original never changes'); END;
CREATE TRIGGER originals_no_delete BEFORE DELETE ON originals
  BEGIN SELECT RAISE(ABORT, 'an original never goes'); END;
"""


@migrations()
def m003_originals(db: Database) -> None:
    """The files that texts were extracted from, byte for byte."""
    _execute(db, ORIGINALS)


SEARCH = """
-- The current sentences, by position (document_id << 32) + start; filled by fulltext.py.
CREATE VIRTUAL TABLE words USING fts5(
  text, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE INDEX documents_listed         -- to scan titles without reading texts
  ON documents(title, uid, sentence_count);
ALTER TABLE places ADD COLUMN         -- the selected mark [start, end, label, uid]
  mark TEXT CHECK (mark IS NULL OR json_valid(mark));
"""


@migrations()
def m004_finding(db: Database) -> None:
    """Indexes of words and of titles; bookmarks with the selected mark."""
    _execute(db, SEARCH)


RULE_HISTORY = """
-- The decisions of each person on a rule, whatever its version, the last first.
CREATE INDEX events_rule ON events(
  substr(json_extract(payload, '$.rule'), 1, instr(json_extract(payload, '$.rule'), '@') - 1),
  annotator_id, uid) WHERE kind IN ('accept', 'reject');
"""


@migrations()
def m005_records(db: Database) -> None:
    """An index of the decisions on a rule's suggestions."""
    _execute(db, RULE_HISTORY)


@migrations()
def m006_boilerplate(db: Database) -> None:
    """The kind of block that was stored as 'furniture' is stored as 'boilerplate' from now on.

    Nothing is rewritten: blocks stored before are read by annotator.old_words. But a program of
    version 5 cannot read the new word, so it has to refuse the file.
    """


LABEL_FILES = """
-- labels.yaml has two ids: of the guideline, and of the rules. Comments and formatting change
-- neither. label_sets keeps one file for each pair of them.
CREATE TABLE guidelines (             -- groups, labels, attributes and definitions
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,-- hash of the definition
  name           TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  definition     TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;
CREATE TABLE rule_sets (
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,-- hash of the definition
  created_at     TEXT NOT NULL,
  definition     TEXT NOT NULL CHECK (json_valid(definition))
) STRICT;
ALTER TABLE label_sets ADD COLUMN guideline TEXT;     -- uids; NULL until a program that knows
ALTER TABLE label_sets ADD COLUMN rules TEXT;         -- them has read the file
DROP TRIGGER label_sets_no_update;
CREATE TRIGGER label_sets_no_update BEFORE UPDATE ON label_sets
  WHEN old.guideline IS NOT NULL OR old.uid IS NOT new.uid OR old.source IS NOT new.source
  BEGIN SELECT RAISE(ABORT, 'a label set never changes'); END;
CREATE TABLE parsed_label_files (     -- a cache: what was read from label files, so as not to
  path           TEXT PRIMARY KEY,    -- read them again at each start
  program        TEXT NOT NULL,       -- another program may read them differently
  files          TEXT NOT NULL CHECK (json_valid(files)),       -- [[path, name], ...]
  appearance     TEXT NOT NULL CHECK (json_valid(appearance)),  -- what the two ids do not cover
  guideline      TEXT NOT NULL,       -- uids
  rules          TEXT NOT NULL,
  hash           TEXT NOT NULL        -- of the other columns
) STRICT, WITHOUT ROWID;
"""

SITTINGS = """
CREATE TABLE sittings (               -- one time that a program was at work for one person
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,
  actor          TEXT NOT NULL,       -- a name
  started_at     TEXT NOT NULL,
  program        TEXT NOT NULL,       -- its version
  file           TEXT NOT NULL,       -- the id of the database in which it was
  settings       TEXT NOT NULL CHECK (json_valid(settings))   -- in force: blind share, masks ...
) STRICT;

-- NULL in events of version 6 and earlier: they are never rewritten.
ALTER TABLE events ADD COLUMN actor_id INTEGER REFERENCES annotators(id);   -- who did it
ALTER TABLE events ADD COLUMN pass INTEGER NOT NULL DEFAULT 0;   -- 1 and up: silent repeats
ALTER TABLE events ADD COLUMN guideline TEXT;                    -- the uid of the one in force
ALTER TABLE events ADD COLUMN sitting_id INTEGER REFERENCES sittings(id);
ALTER TABLE events ADD COLUMN received_at TEXT;                  -- NULL: when it was made
ALTER TABLE events ADD COLUMN hash TEXT;                         -- of its content
DROP INDEX documents_label_set;       -- of a column that is not used any more
DROP INDEX events_segments;
CREATE INDEX events_segments ON events(document_id, uid)
  WHERE kind IN ('join_sentences', 'split_sentence', 'merge', 'split', 'undo', 'redo', 'revoke');

-- Derived: filled by a rebuild after the migration.
ALTER TABLE annotations ADD COLUMN on_show TEXT NOT NULL DEFAULT 'unknown';
ALTER TABLE annotations ADD COLUMN created_at TEXT NOT NULL DEFAULT '';
ALTER TABLE annotations ADD COLUMN modified_at TEXT NOT NULL DEFAULT '';
ALTER TABLE judgements ADD COLUMN finished_at TEXT NOT NULL DEFAULT '';
"""

PROJECT_EVENTS = """
CREATE TABLE project_events (         -- what the project decided
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,-- sorts by time
  actor          TEXT NOT NULL,       -- a name; '' for the program itself
  at             TEXT NOT NULL,
  sitting        TEXT NOT NULL,       -- the uid of a sitting, '' for none
  kind           TEXT NOT NULL,
  payload        TEXT NOT NULL CHECK (json_valid(payload)),
  received_at    TEXT,                -- NULL: when it was made
  hash           TEXT NOT NULL
) STRICT;

-- Derived from project events, as are annotators.role and the settings that bind everybody.
CREATE TABLE document_assignments (
  annotator      TEXT NOT NULL,
  document       TEXT NOT NULL,
  batch          TEXT NOT NULL,
  PRIMARY KEY (annotator, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE label_migrations (
  event          TEXT PRIMARY KEY,    -- its uid: the order in which migrations count
  old            TEXT NOT NULL,       -- uid of a guideline
  new            TEXT NOT NULL,
  labels         TEXT NOT NULL CHECK (json_valid(labels))   -- {old label: [new labels]}
) STRICT, WITHOUT ROWID;
CREATE TABLE document_links (         -- versions of one document
  document       TEXT NOT NULL,
  earlier        TEXT NOT NULL,
  PRIMARY KEY (document, earlier)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (              -- sets of events, fixed by the hash of their hashes
  name           TEXT PRIMARY KEY,
  created_at     TEXT NOT NULL,
  hash           TEXT NOT NULL,
  events         TEXT NOT NULL        -- hashes, sorted, one in a line
) STRICT, WITHOUT ROWID;
"""

ROLES = """
DROP TRIGGER assignments_count;
CREATE TABLE new_annotators (         -- queued, finished: counts of their sentences
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  role           TEXT NOT NULL CHECK (role IN ('annotator', 'lead', 'gold', 'machine', 'import')),
  queued         INTEGER NOT NULL DEFAULT 0,
  finished       INTEGER NOT NULL DEFAULT 0,
  queued_to      INTEGER NOT NULL DEFAULT 0             -- documents up to this row are queued
) STRICT;
INSERT INTO new_annotators SELECT id, name, role, queued, finished, queued_to FROM annotators;
DROP TABLE annotators;
ALTER TABLE new_annotators RENAME TO annotators;
CREATE TRIGGER assignments_count AFTER UPDATE OF status ON assignments
  BEGIN
    UPDATE annotators
    SET finished = finished + (new.status = 'finished') - (old.status = 'finished')
    WHERE id = new.annotator_id;
  END;
"""

DOCUMENT_SOURCES = """
ALTER TABLE documents ADD COLUMN splitter TEXT NOT NULL DEFAULT '';    -- name@version; '' unknown
ALTER TABLE documents ADD COLUMN text_uid TEXT;       -- the content id of the text alone
CREATE INDEX documents_text ON documents(text_uid);
CREATE TABLE document_sources (       -- where a text was read from
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  path           TEXT NOT NULL,       -- relative to the project where it lies inside
  external_id    TEXT NOT NULL,       -- the id that the file gives it, '' for none
  meta           TEXT NOT NULL CHECK (json_valid(meta)),
  imported_at    TEXT NOT NULL,
  PRIMARY KEY (document_id, path, external_id, meta)
) STRICT, WITHOUT ROWID;

-- Every title block has a row. Titles are current if the project steps through headlines.
ALTER TABLE sentences ADD COLUMN is_title INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sentences_titles ON sentences(document_id) WHERE is_title = 1;
INSERT INTO sentences (document_id, start, "end", imported, current, is_title)
  SELECT b.document_id, b.start, b."end", 1, 0, 1
  FROM (SELECT d.id AS document_id, json_extract(j.value, '$[0]') AS start,
          json_extract(j.value, '$[1]') AS "end"
        FROM documents d CROSS JOIN json_each(d.blocks) j
        WHERE json_extract(j.value, '$[2]') = 'title') b
  WHERE NOT EXISTS (SELECT 1 FROM sentences s WHERE s.document_id = b.document_id
                    AND s.start < b."end" AND s."end" > b.start)
  ORDER BY b.document_id, b.start;
"""

SUGGESTION_RUNS = """
-- Suggestions are append-only: each run of a suggester adds what is new, and lists what vanished.
CREATE TABLE runs (
  id             INTEGER PRIMARY KEY,
  uid            TEXT NOT NULL UNIQUE,
  suggester      TEXT NOT NULL,
  version        TEXT NOT NULL,       -- of the suggester; for the rules, the uid of the rule set
  guideline      TEXT NOT NULL,       -- uid
  program        TEXT NOT NULL,       -- version
  started_at     TEXT NOT NULL
) STRICT;
INSERT INTO runs (id, uid, suggester, version, guideline, program, started_at)
  SELECT id, 'version 6: ' || uid, 'rules', uid, uid, '', created_at FROM label_sets;
INSERT INTO runs (uid, suggester, version, guideline, program, started_at)
  SELECT 'version 6', 'rules', '', '', '', '' FROM documents
  WHERE label_set_id IS NULL LIMIT 1;  -- documents with edited sentences

ALTER TABLE suggestions RENAME TO old_suggestions;     -- moved by _move_suggestions
CREATE TABLE suggestions (
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  label          TEXT NOT NULL,
  run_id         INTEGER NOT NULL REFERENCES runs(id),
  rule           TEXT NOT NULL,       -- id@version
  tier           TEXT NOT NULL,
  voice          TEXT NOT NULL,
  triggers       TEXT NOT NULL CHECK (json_valid(triggers)),
  attributes     TEXT NOT NULL CHECK (json_valid(attributes)),
  frames         TEXT CHECK (frames IS NULL OR json_valid(frames)),   -- [start, end, label]
  PRIMARY KEY (document_id, start, "end", label, run_id),
  CHECK (0 <= start AND start < "end")
) STRICT, WITHOUT ROWID;

CREATE TABLE vanished_suggestions (   -- by the run that did not find them any more
  document_id    INTEGER NOT NULL,
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  label          TEXT NOT NULL,
  run_id         INTEGER NOT NULL,    -- that had found it
  vanished_in    INTEGER NOT NULL REFERENCES runs(id),
  PRIMARY KEY (document_id, start, "end", label, run_id)
) STRICT, WITHOUT ROWID;
CREATE VIEW current_suggestions AS
  SELECT s.document_id, s.start, s."end", s.label, s.run_id, s.rule, s.tier, s.voice, s.triggers,
    s.attributes, s.frames
  FROM suggestions s WHERE NOT EXISTS (
    SELECT 1 FROM vanished_suggestions v WHERE v.document_id = s.document_id
    AND v.start = s.start AND v."end" = s."end" AND v.label = s.label AND v.run_id = s.run_id);

CREATE TABLE suggested_documents (    -- the last run of each suggester over each document
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  suggester      TEXT NOT NULL,
  run_id         INTEGER NOT NULL REFERENCES runs(id),
  PRIMARY KEY (document_id, suggester)  -- no row: the document needs a run
) STRICT, WITHOUT ROWID;
CREATE TABLE suggested_counts (       -- rows of suggested_documents, counted by triggers: to know
  suggester      TEXT NOT NULL,       -- without a scan that no document needs a run
  version        TEXT NOT NULL,
  documents      INTEGER NOT NULL,
  PRIMARY KEY (suggester, version)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER suggested_documents_insert AFTER INSERT ON suggested_documents
  BEGIN
    INSERT INTO suggested_counts SELECT suggester, version, 1 FROM runs WHERE id = new.run_id
      ON CONFLICT (suggester, version) DO UPDATE SET documents = documents + 1;
  END;
CREATE TRIGGER suggested_documents_delete AFTER DELETE ON suggested_documents
  BEGIN
    UPDATE suggested_counts SET documents = documents - 1 WHERE suggester = old.suggester
      AND version = (SELECT version FROM runs WHERE id = old.run_id);
  END;
CREATE TRIGGER suggested_documents_no_update BEFORE UPDATE ON suggested_documents
  BEGIN SELECT RAISE(ABORT, 'delete a row and insert another, for suggested_counts'); END;
INSERT INTO suggested_documents (document_id, suggester, run_id)
  SELECT id, 'rules', label_set_id FROM documents WHERE label_set_id IS NOT NULL;
CREATE INDEX label_sets_rules ON label_sets(rules, uid);      -- runs of version 6 name label sets
"""

_MOVES = 50
"""Steps of _move_suggestions: pages that one frees are filled by the next."""


def _move_suggestions(db: Database) -> None:
    """Move the suggestions of version 6 into the new table, in order; the file hardly grows."""
    last = db.execute("SELECT ifnull(max(id), 0) FROM documents").fetchone()[0]
    count = last // _MOVES + 1
    for low in range(0, last + 1, count):
        documents = (low, low + count - 1)
        db.execute(
            'INSERT INTO suggestions (document_id, start, "end", label, run_id, rule, tier, voice,'
            " triggers, attributes, frames)"
            ' SELECT s.document_id, s.start, s."end", s.label,'
            " ifnull(d.label_set_id, (SELECT id FROM runs WHERE uid = 'version 6')),"
            " s.rule, s.tier, s.voice, s.triggers, s.attributes, s.frames"
            " FROM old_suggestions s JOIN documents d ON d.id = s.document_id"
            " WHERE s.document_id BETWEEN ? AND ?"
            ' ORDER BY s.document_id, s.start, s."end", s.label',
            documents,
        )
        db.execute("DELETE FROM old_suggestions WHERE document_id BETWEEN ? AND ?", documents)
    db.execute("DROP TABLE old_suggestions")


_APPEND_ONLY = (
    "guidelines",
    "rule_sets",
    "sittings",
    "project_events",
    "runs",
    "suggestions",
    "vanished_suggestions",
    "snapshots",
)
"""Tables of version 7 that are only ever appended to."""


def _append_only(table: str) -> str:
    """Triggers that refuse every change and deletion in a table."""
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is only ever appended to'); END;\n"
        for verb in ("UPDATE", "DELETE")
    )


@migrations()
def m007_record(db: Database) -> None:
    """A record that lasts: who did what, under which guideline, in which sitting and pass.

    Project events, append-only suggestions, sources of documents, snapshots.
    """
    _execute(
        db, LABEL_FILES + SITTINGS + PROJECT_EVENTS + ROLES + DOCUMENT_SOURCES + SUGGESTION_RUNS
    )
    _move_suggestions(db)
    _execute(db, "".join(map(_append_only, _APPEND_ONLY)))


MARKED_BLOCKS = """
ALTER TABLE documents ADD COLUMN      -- with the kinds that people gave; NULL: as in blocks
  edited_blocks TEXT CHECK (edited_blocks IS NULL OR json_valid(edited_blocks));
DROP INDEX events_segments;
CREATE INDEX events_segments ON events(document_id, uid) WHERE kind IN ('join_sentences',
  'split_sentence', 'mark_block', 'merge', 'split', 'undo', 'redo', 'revoke');
"""


@migrations()
def m008_marked_blocks(db: Database) -> None:
    """People mark blocks as text or boilerplate; judgements are imported from files."""
    _execute(db, MARKED_BLOCKS)


CANNOT_JUDGE = """
ALTER TABLE judgements ADD COLUMN     -- the reason; '' for all others
  cannot_judge TEXT NOT NULL DEFAULT '';
CREATE INDEX judgements_cannot_judge ON judgements(annotator_id, document_id)
  WHERE cannot_judge <> '' AND sentence_id IS NOT NULL;
ALTER TABLE assignments ADD COLUMN    -- of those with the status 'finished'
  cannot_judge INTEGER NOT NULL DEFAULT 0;
ALTER TABLE annotators ADD COLUMN     -- a part of finished
  cannot_judge INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER assignments_count;
CREATE TRIGGER assignments_count AFTER UPDATE OF status, cannot_judge ON assignments
  BEGIN
    UPDATE annotators
    SET finished = finished + (new.status = 'finished') - (old.status = 'finished'),
        cannot_judge = cannot_judge + new.cannot_judge - old.cannot_judge
    WHERE id = new.annotator_id;
  END;
"""


@migrations()
def m009_cannot_judge(db: Database) -> None:
    """A sentence that cannot be judged leaves the queue and is counted apart."""
    _execute(db, CANNOT_JUDGE)


@migrations()
def m010_block_forms(db: Database) -> None:
    """Blocks may have a form, a fourth value in documents.blocks: earlier programs expect three."""
    del db


ADJUDICATION = """
CREATE TABLE adjudication_queue (     -- sentences that several people finished, or gold settled;
  sentence_id    INTEGER PRIMARY KEY, -- derived when somebody adjudicates: AdjudicationQueue
  document_id    INTEGER NOT NULL,
  state          TEXT NOT NULL,       -- open, settled, changed, leads, agreed
  is_open        INTEGER NOT NULL,    -- 1: something is left to settle
  score          REAL NOT NULL,       -- how much people differ; 0 for not at all
  left_to_settle INTEGER NOT NULL,    -- disagreements
  disagreements  INTEGER NOT NULL,
  labels         TEXT NOT NULL CHECK (json_valid(labels)),   -- in dispute
  kinds          TEXT NOT NULL CHECK (json_valid(kinds)),    -- of the disagreements
  pairs          TEXT NOT NULL CHECK (json_valid(pairs))     -- annotators who differ
) STRICT;
CREATE INDEX adjudication_queue_open ON adjudication_queue(is_open, score DESC, sentence_id);
CREATE INDEX adjudication_queue_document ON adjudication_queue(document_id);

CREATE TABLE comments (               -- derived from project events
  event          TEXT PRIMARY KEY,
  author         TEXT NOT NULL,
  recipient      TEXT NOT NULL,
  document       TEXT NOT NULL,
  start          INTEGER NOT NULL,
  "end"          INTEGER NOT NULL,
  text           TEXT NOT NULL,
  sent_back      INTEGER NOT NULL,    -- 1: the recipient is asked to judge the sentence again
  at             TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX comments_document ON comments(document, start);

CREATE TABLE released_documents (     -- derived: whose annotators see what became of their work
  document       TEXT PRIMARY KEY,
  event          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m011_adjudication(db: Database) -> None:
    """The queue of disagreements, comments of leads and annotators, and what leads released."""
    _execute(db, ADJUDICATION)


MERGED_FILES = """
-- What another file brought has a time at which it was received; NULL: it was made here.
ALTER TABLE documents ADD COLUMN received_at TEXT;
ALTER TABLE runs ADD COLUMN received_at TEXT;
CREATE TABLE document_imports (       -- of texts that several files imported: DocumentImports
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  hash           TEXT NOT NULL,       -- of what was imported
  imported_at    TEXT NOT NULL,
  received_at    TEXT,
  meta           TEXT NOT NULL CHECK (json_valid(meta)),
  splitter       TEXT NOT NULL,
  blocks         TEXT NOT NULL CHECK (json_valid(blocks)),
  sentences      TEXT NOT NULL CHECK (json_valid(sentences)),   -- [[start, end, is_title], ...]
  PRIMARY KEY (document_id, hash)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER document_imports_no_update BEFORE UPDATE ON document_imports
  BEGIN SELECT RAISE(ABORT, 'document_imports is only ever appended to'); END;
CREATE TRIGGER document_imports_no_delete BEFORE DELETE ON document_imports
  BEGIN SELECT RAISE(ABORT, 'document_imports is only ever appended to'); END;

-- The same place may have been read at several times, by several files: the first one counts.
CREATE TABLE new_document_sources (
  document_id    INTEGER NOT NULL REFERENCES documents(id),
  path           TEXT NOT NULL,       -- relative to the project where it lies inside
  external_id    TEXT NOT NULL,       -- the id that the file gives it, '' for none
  meta           TEXT NOT NULL CHECK (json_valid(meta)),
  imported_at    TEXT NOT NULL,
  received_at    TEXT,
  PRIMARY KEY (document_id, path, external_id, meta, imported_at)
) STRICT, WITHOUT ROWID;
INSERT INTO new_document_sources
  SELECT document_id, path, external_id, meta, imported_at, NULL FROM document_sources;
DROP TABLE document_sources;
ALTER TABLE new_document_sources RENAME TO document_sources;
"""


@migrations()
def m012_merged_files(db: Database) -> None:
    """Files are merged: what each of them imported, and when this one received it."""
    _execute(db, MERGED_FILES)


@migrations()
def m013_views(db: Database) -> None:
    """Views with plain names, for people with a SQL prompt."""
    db.execute("DROP VIEW sentences_text")  # view_sentences has the same, and more
    _execute(db, sql_views.CREATE)
