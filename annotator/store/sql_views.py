"""Views for people with a SQL prompt: what the project holds at present, in plain words.

docs/reference/sql.md describes them. The program itself uses none of them. A migration that changes
a table that they name drops them first (`DROP`) and makes them again.
"""

from __future__ import annotations

# ruff: noqa: S608 - names of columns

_ROLE = "CASE a.role WHEN 'import' THEN 'machine' ELSE a.role END AS role"

_SENTENCE = """s.start AS sentence_start, s."end" AS sentence_end,
    substr(d.text, s.start + 1, s."end" - s.start) AS sentence"""

_VIEWS = {
    "view_documents": """
  SELECT d.uid AS document, d.title, json_extract(d.meta, '$.source') AS source,
    json_extract(d.meta, '$.url') AS url, json_extract(d.meta, '$.date') AS date, d.meta,
    d.sentence_count AS sentences, d.characters, d.imported_at, d.text
  FROM documents d""",
    "view_sentences": f"""
  SELECT d.uid AS document, d.title, {_SENTENCE}, s.is_title
  FROM sentences s JOIN documents d ON d.id = s.document_id WHERE s.current = 1""",
    "view_judgements": f"""
  SELECT d.uid AS document, d.title, {_SENTENCE}, a.name AS annotator, {_ROLE},
    j.finished, j.finished_at, j.cannot_judge, j.shown, j.flagged, j.note,
    (SELECT count(*) FROM annotations x WHERE x.judgement_id = j.id) AS annotations
  FROM judgements j JOIN documents d ON d.id = j.document_id
  JOIN annotators a ON a.id = j.annotator_id LEFT JOIN sentences s ON s.id = j.sentence_id""",
    "view_annotations": f"""
  SELECT x.uid AS annotation, d.uid AS document, d.title, {_SENTENCE},
    a.name AS annotator, {_ROLE}, x.label, x.start, x."end",
    substr(d.text, x.start + 1, x."end" - x.start) AS quote, x.fragments, x.attributes,
    x.origin, x.rule, x.label_set AS guideline, x.on_show, j.finished, x.created_at, x.modified_at
  FROM annotations x JOIN judgements j ON j.id = x.judgement_id
  JOIN documents d ON d.id = j.document_id JOIN annotators a ON a.id = j.annotator_id
  LEFT JOIN sentences s ON s.id = j.sentence_id""",
    "view_relations": """
  SELECT x.uid AS relation, d.uid AS document, a.name AS annotator, x.kind, x.head, x.tail
  FROM relations x JOIN judgements j ON j.id = x.judgement_id
  JOIN documents d ON d.id = j.document_id JOIN annotators a ON a.id = j.annotator_id""",
    "view_suggestions": """
  SELECT d.uid AS document, x.label, x.start, x."end",
    substr(d.text, x.start + 1, x."end" - x.start) AS quote, x.rule, x.tier, x.voice,
    x.attributes, r.suggester, r.version AS suggester_version
  FROM current_suggestions x JOIN documents d ON d.id = x.document_id
  JOIN runs r ON r.id = x.run_id""",
    "view_progress": f"""
  SELECT a.name AS annotator, {_ROLE}, a.queued AS sentences,
    a.finished - a.cannot_judge AS finished, a.cannot_judge, a.queued - a.finished AS "left"
  FROM annotators a""",
}

NAMES = tuple(_VIEWS)

CREATE = "".join(f"CREATE VIEW {name} AS{select};\n" for name, select in _VIEWS.items())
DROP = "".join(f"DROP VIEW {name};\n" for name in _VIEWS)
