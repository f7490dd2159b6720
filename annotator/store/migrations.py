"""The tables, as numbered migrations. After a release migrations are only appended.

Written as DDL because STRICT tables, checks, partial indexes and triggers need it. Imported only
to create or migrate a database, because sqlite-utils is slow to import.

Inside the file rows refer to each other by small integers, which never leave it. Everything that
leaves it is portable: content ids of documents, names of annotators, spans, uids of events.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("annotator")

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
    db.executescript(DOCUMENTS + ANNOTATORS + EVENTS + JUDGEMENTS)


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
    db.executescript(EDITED_SENTENCES)


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
    db.executescript(ORIGINALS)


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
    db.executescript(SEARCH)


RULE_HISTORY = """
-- The decisions of each person on a rule, whatever its version, the last first.
CREATE INDEX events_rule ON events(
  substr(json_extract(payload, '$.rule'), 1, instr(json_extract(payload, '$.rule'), '@') - 1),
  annotator_id, uid) WHERE kind IN ('accept', 'reject');
"""


@migrations()
def m005_records(db: Database) -> None:
    """An index of the decisions on a rule's suggestions."""
    db.executescript(RULE_HISTORY)


@migrations()
def m006_boilerplate(db: Database) -> None:
    """The kind of block that was stored as 'furniture' is stored as 'boilerplate' from now on.

    Nothing is rewritten: blocks stored before are read by annotator.old_words. But a program of
    version 5 cannot read the new word, so it has to refuse the file.
    """
