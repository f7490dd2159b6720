"""Judgements: what annotators hold of sentences, kept in tables equal to the fold of the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annotator.annotations.events import BoundaryChange
from annotator.annotations.fold import fold
from annotator.annotations.sentence_edits import fold_document
from annotator.model import (
    Annotation,
    Document,
    Judgement,
    OnShow,
    Origin,
    Reading,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)
from annotator.store.codec import (
    from_json,
    span_or_none,
    spans_from_json,
    spans_to_json,
    to_json,
)
from annotator.store.connection import Database
from annotator.store.documents import Documents
from annotator.store.event_log import EventLog
from annotator.store.project_record import is_training
from annotator.store.sentence_table import SentenceRow, SentenceTable
from annotator.store.visibility_sql import SUGGESTIONS_SEEN
from annotator.store.work_queue import WorkQueue

JudgementsBySentence = dict[Span | None, Judgement]
"""Judgements of one annotator in one document, by sentence; None is the document as a whole."""

_PUT = """
INSERT INTO judgements (annotator_id, document_id, sentence_id, note, flagged, finished, shown,
  finished_at, cannot_judge)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (annotator_id, document_id, ifnull(sentence_id, 0)) DO UPDATE SET
  note = excluded.note, flagged = excluded.flagged, finished = excluded.finished,
  shown = excluded.shown, finished_at = excluded.finished_at,
  cannot_judge = excluded.cannot_judge
RETURNING id
"""

_DELETE = """
DELETE FROM judgements
WHERE annotator_id = ? AND document_id = ? AND ifnull(sentence_id, 0) = ?
"""

_CHILDREN = ("annotations", "relations", "verdicts")

_OF_DOCUMENT = """
 FROM judgements j CROSS JOIN {table} x ON x.judgement_id = j.id
 WHERE j.annotator_id = ? AND j.document_id = ?
"""

_SEEN = f"""
SELECT o.start, o."end" FROM sentences o WHERE o.document_id = :document AND {SUGGESTIONS_SEEN}
"""  # noqa: S608 - a constant

_TOUCHED = f"""
SELECT d.uid, a.name
FROM (SELECT DISTINCT annotator_id, document_id FROM judgements) t
JOIN documents d ON d.id = t.document_id JOIN annotators a ON a.id = t.annotator_id
WHERE NOT {is_training("a.name", "d.uid")}
ORDER BY d.uid, a.name
"""  # noqa: S608 - names of columns


class Judgements:
    """The judgements of all annotators, as read by others and as projected from the log.

    Unknown documents are a ValueError; unknown annotators hold nothing.
    """

    def __init__(
        self,
        database: Database,
        documents: Documents,
        sentences: SentenceTable,
        log: EventLog,
        queue: WorkQueue,
    ) -> None:
        self._database = database
        self._documents = documents
        self._sentences = sentences
        self._log = log
        self._queue = queue

    # ------------------------------------------------------------------------ reading

    def of_document(
        self, annotator: str, document_uid: str, *, pass_number: int = 0
    ) -> JudgementsBySentence:
        """The judgements of one annotator in a document, in the order of the text.

        Sentences that the annotator never touched are absent. pass_number: 1 and up for those of
        silent repeats.
        """
        document_id = self._database.document_id(document_uid)
        annotator_id = self._database.find_annotator(annotator)
        if annotator_id is None:
            return {}
        if pass_number:
            return self.of_pass(annotator_id, document_id, pass_number)
        return self._read(annotator_id, document_id)

    def of_pass(
        self, annotator_id: int, document_id: int, pass_number: int
    ) -> JudgementsBySentence:
        """The judgements of one pass, folded from the log: the tables hold pass 0 only."""
        events = self._log.of_document(annotator_id, document_id, pass_number)
        (uid,) = self._database.execute(
            "SELECT uid FROM documents WHERE id = ?", (document_id,)
        ).fetchone()
        held = fold_document(events, self._documents.get(uid))
        return {sentence: _in_table_order(one) for sentence, one in held.items()}

    def reading(self, annotator: str, document_uid: str) -> Reading:
        """A document with the judgements of one annotator."""
        judgements = self.of_document(annotator, document_uid)
        return Reading(self._documents.get(document_uid), annotator, judgements)

    def readings(self, annotators: Sequence[str] | None = None) -> Iterator[Reading]:
        """A reading for every document and annotator with a judgement, by document uid, then name.

        Training is left out.
        annotators: only these; None is all of them.
        """
        document = None
        for uid, annotator in self._database.execute(_TOUCHED).fetchall():
            if annotators is not None and annotator not in annotators:
                continue
            if document is None or document.uid != uid:
                document = self._documents.get(uid)
            yield Reading(document, annotator, self.of_document(annotator, uid))

    def source_sentences(self, annotator: str, document_uid: str) -> dict[str, Span | None]:
        """The source sentence of each annotation, which may not be a current sentence any more.

        Empty if no sentence of the document was ever joined or split.
        """
        document_id = self._database.document_id(document_uid)
        annotator_id = self._database.find_annotator(annotator)
        if annotator_id is None or not self._sentences.were_edited(document_id):
            return {}
        return self._log.source_sentences(annotator_id, document_id)

    def finished_before(
        self, guideline: str, document: str | None = None
    ) -> dict[tuple[str, str, Span], str]:
        """The guideline under which sentences were finished, where it was another one.

        By annotator, uid of the document and sentence. Unknown guidelines are left out.
        document: only this one.
        """
        return self._log.finished_before(guideline, document)

    def seen(self, annotator: str, document_uid: str) -> frozenset[Span]:
        """Sentences, current or not, whose suggestions an annotator may have seen."""
        document_id = self._database.document_id(document_uid)
        annotator_id = self._database.find_annotator(annotator)
        if annotator_id is None:
            return frozenset()
        rows = self._database.execute(_SEEN, {"document": document_id, "me": annotator_id})
        return frozenset(Span(start, end) for start, end in rows)

    def _read(self, annotator_id: int, document_id: int) -> JudgementsBySentence:
        which = (annotator_id, document_id)
        rows = self._database.execute(
            'SELECT j.id, s.start, s."end", j.note, j.flagged, j.finished, j.shown, j.finished_at,'
            " j.cannot_judge"
            " FROM judgements j LEFT JOIN sentences s ON s.id = j.sentence_id"
            " WHERE j.annotator_id = ? AND j.document_id = ? ORDER BY s.start",
            which,
        ).fetchall()
        if not rows:
            return {}
        annotations = self._read_annotations(which)
        relations = self._read_relations(which)
        verdicts = self._read_verdicts(which)
        return {
            span_or_none(start, end): Judgement(
                annotations=annotations.get(parent, {}),
                relations=relations.get(parent, {}),
                verdicts=verdicts.get(parent, {}),
                note=note,
                flagged=bool(flagged),
                finished=bool(finished),
                shown=bool(shown),
                finished_at=finished_at,
                cannot_judge=reason,
            )
            for parent, start, end, note, flagged, finished, shown, finished_at, reason in rows
        }

    def _read_annotations(self, which: tuple[int, int]) -> dict[int, dict[str, Annotation]]:
        found: dict[int, dict[str, Annotation]] = defaultdict(dict)
        rows = self._database.execute(
            "SELECT j.id, x.uid, x.label, x.fragments, x.attributes, x.origin, x.rule, x.label_set,"
            " x.on_show, x.created_at, x.modified_at"
            + _OF_DOCUMENT.format(table="annotations")
            + ' ORDER BY x.start, x."end" DESC, x.label, x.uid',
            which,
        )
        for parent, uid, label, fragments, attributes, origin, rule, *rest in rows:
            guideline, on_show, created_at, modified_at = rest
            found[parent][uid] = Annotation(
                uid=uid,
                label=label,
                fragments=spans_from_json(fragments),
                attributes=from_json(attributes),
                origin=Origin(origin),
                rule=rule,
                guideline=guideline,
                on_show=OnShow(on_show),
                created_at=created_at,
                modified_at=modified_at,
            )
        return found

    def _read_relations(self, which: tuple[int, int]) -> dict[int, dict[str, Relation]]:
        found: dict[int, dict[str, Relation]] = defaultdict(dict)
        rows = self._database.execute(
            "SELECT j.id, x.uid, x.kind, x.head, x.tail" + _OF_DOCUMENT.format(table="relations"),
            which,
        )
        for parent, uid, kind, head, tail in rows:
            found[parent][uid] = Relation(uid, kind, head, tail)
        return found

    def _read_verdicts(self, which: tuple[int, int]) -> dict[int, dict[SuggestionKey, Verdict]]:
        found: dict[int, dict[SuggestionKey, Verdict]] = defaultdict(dict)
        rows = self._database.execute(
            'SELECT j.id, x.start, x."end", x.label, x.verdict'
            + _OF_DOCUMENT.format(table="verdicts"),
            which,
        )
        for parent, start, end, label, verdict in rows:
            found[parent][SuggestionKey(start, end, label)] = Verdict(verdict)
        return found

    # --------------------------------------------------------------------- projecting

    def project(
        self, annotator_id: int, document_id: int, sentence_ids: Iterable[int | None]
    ) -> JudgementsBySentence:
        """Fold one annotator's events on some sentences again; keep and return the judgements.

        Sentences that were joined or split are folded with those that overlap them.
        """
        edited = self._sentences.were_edited(document_id)
        judgements: JudgementsBySentence = {}
        projected: set[int] = set()
        for sentence_id in dict.fromkeys(sentence_ids):
            if sentence_id in projected:
                continue
            group: list[SentenceRow] = []
            if edited and sentence_id is not None:
                group = self._sentences.overlapping(document_id, sentence_id)
            projected.update(row.id for row in group)
            if len(group) > 1 and any(row.is_current for row in group):
                judgements |= self._project_group(annotator_id, document_id, group)
                continue
            # Where no sentence is current, each keeps what was made in it.
            alone: list[int | None] = [row.id for row in group]
            for one in alone or [sentence_id]:
                judgements |= self._project_sentence(annotator_id, document_id, one)
        return judgements

    def sentence_row(self, document_id: int, sentence: Span) -> int:
        """The row of a sentence; see SentenceTable.row."""
        return self._sentences.row(document_id, sentence)

    def project_boundaries(
        self,
        annotator_id: int,
        document_id: int,
        sentence_ids: Sequence[int | None],
        offsets: Iterable[int] | None,
    ) -> JudgementsBySentence:
        """Derive the sentences at changed boundaries, and everybody's judgements of them.

        Returns the judgements of one annotator. sentence_ids: others to fold for that annotator.
        offsets: None derives all sentences and the kinds of blocks.
        """
        changed = self._sentences.follow_boundaries(document_id, offsets)
        for other in self._log.annotators_of(document_id):
            if other != annotator_id:
                self.project(other, document_id, changed)
        return self.project(annotator_id, document_id, [*changed, *sentence_ids])

    def follow_headlines(self) -> None:
        """Derive the sentences in titles, and the judgements of them, after a change of setting."""
        with self._database.transaction():
            for document_id, changed in self._sentences.follow_headlines():
                for annotator_id in self._log.annotators_of(document_id):
                    self.project(annotator_id, document_id, changed)

    def rebuild(self) -> None:
        """Derive all current sentences and all judgements from the log."""
        with self._database.transaction():
            self._database.execute("DELETE FROM judgements")
            self._queue.reset()
            self.follow_headlines()
            for document_id in self._log.documents_with_changed_boundaries():
                self._sentences.follow_boundaries(document_id)
            touched: dict[tuple[int, int], list[int | None]] = defaultdict(list)
            for annotator_id, document_id, sentence_id in self._log.touched_sentences():
                touched[annotator_id, document_id].append(sentence_id)
            for (annotator_id, document_id), sentence_ids in touched.items():
                self.project(annotator_id, document_id, sentence_ids)

    def rebuild_document(self, document_id: int) -> None:
        """Derive the current sentences of a document, and everybody's judgements in it."""
        with self._database.transaction():
            self._database.execute("DELETE FROM judgements WHERE document_id = ?", (document_id,))
            self._queue.reset(document_id)
            self._sentences.follow_boundaries(document_id)
            for annotator_id in self._log.annotators_of(document_id):
                places = self._log.sentences_of(annotator_id, document_id)
                self.project(annotator_id, document_id, places)

    def _project_sentence(
        self, annotator_id: int, document_id: int, sentence_id: int | None
    ) -> JudgementsBySentence:
        events = self._log.of_sentence(annotator_id, document_id, sentence_id)
        if all(isinstance(event.change, BoundaryChange) for event in events):
            if sentence_id is not None:  # a part of a title may have had what was made in another
                self._delete(annotator_id, document_id, sentence_id)
            return {}
        judgement = _in_table_order(fold(events))
        self._put(annotator_id, document_id, sentence_id, judgement)
        return {events[0].sentence: judgement}

    def _project_group(
        self, annotator_id: int, document_id: int, group: Sequence[SentenceRow]
    ) -> JudgementsBySentence:
        ids = [row.id for row in group]
        events = self._log.of_sentences(annotator_id, document_id, ids)
        current = tuple(row.span for row in group if row.is_current)
        text = self._sentences.padded_text(document_id, current[0].start, current[-1].end)
        held = fold_document(events, Document(uid="", text=text, sentences=current))
        changed: JudgementsBySentence = {}
        for row in group:
            judgement = held.get(row.span) if row.is_current else None
            if judgement is None:
                self._delete(annotator_id, document_id, row.id)
            else:
                self._put(annotator_id, document_id, row.id, judgement)
            if row.is_current:
                changed[row.span] = _in_table_order(judgement or Judgement())
        return changed

    def _put(
        self,
        annotator_id: int,
        document_id: int,
        sentence_id: int | None,
        judgement: Judgement,
    ) -> None:
        state = (judgement.note, judgement.flagged, judgement.finished, judgement.shown)
        row = self._database.execute(
            _PUT,
            (
                *(annotator_id, document_id, sentence_id, *state),
                *(judgement.finished_at, judgement.cannot_judge),
            ),
        ).fetchone()
        self._put_children(row[0], judgement)
        if sentence_id is not None:
            self._queue.set_state(annotator_id, sentence_id, judgement)

    def _delete(self, annotator_id: int, document_id: int, sentence_id: int) -> None:
        self._database.execute(_DELETE, (annotator_id, document_id, sentence_id))
        self._queue.set_state(annotator_id, sentence_id, Judgement())

    def _put_children(self, parent: int, judgement: Judgement) -> None:
        for table in _CHILDREN:
            self._database.execute(f"DELETE FROM {table} WHERE judgement_id = ?", (parent,))  # noqa: S608
        self._database.executemany(
            "INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_annotation_row(parent, one) for one in judgement.annotations.values()],
        )
        self._database.executemany(
            "INSERT INTO relations VALUES (?, ?, ?, ?, ?)",
            [
                (parent, one.uid, one.kind, one.head, one.tail)
                for one in judgement.relations.values()
            ],
        )
        self._database.executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?)",
            [(parent, *key, verdict) for key, verdict in judgement.verdicts.items()],
        )


def _annotation_row(parent: int, one: Annotation) -> tuple[object, ...]:
    what = (one.uid, one.label, one.span.start, one.span.end, spans_to_json(one.fragments))
    how = (to_json(dict(one.attributes)), one.origin, one.rule, one.guideline)
    return (parent, *what, *how, one.on_show, one.created_at, one.modified_at)


def _in_table_order(judgement: Judgement) -> Judgement:
    """The same judgement, in the order in which it will be read from the tables."""
    annotations = sorted(
        judgement.annotations.values(),
        key=lambda one: (one.span.start, -one.span.end, one.label, one.uid),
    )
    return Judgement(
        annotations={one.uid: one for one in annotations},
        relations=dict(sorted(judgement.relations.items())),
        verdicts=dict(sorted(judgement.verdicts.items())),
        note=judgement.note,
        flagged=judgement.flagged,
        finished=judgement.finished,
        shown=judgement.shown,
        finished_at=judgement.finished_at,
        cannot_judge=judgement.cannot_judge,
    )
