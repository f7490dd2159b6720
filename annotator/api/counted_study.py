"""The agreement of a project, counted document by document, and kept beside its database.

What a document adds is counted once, and again when something was recorded in it. The counts are
kept in a file, the cache, so that the next start need not count either; it can be deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from annotator.agreement.differences import (
    DifferenceKind,
    SentenceDifferences,
    sentence_differences,
)
from annotator.agreement.document_tables import DIFFERENCE_KINDS, Counting
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.team_figures import TeamFigures
from annotator.agreement.team_reasons import TeamReasons, team_reasons
from annotator.annotations.visibility import Shown, view_of
from annotator.api.project_agreement import barred_labels, labels_of_groups, labels_of_spans
from annotator.errors import AnnotatorError
from annotator.model import AnnotatedDocument, LabelSet, Reading, Span
from annotator.store import Store
from annotator.store.cache_file import CacheFile, write_cache

_VERSION = 1
"""Of the counts: raised when a document would be counted differently."""
_WORTH_SAVING = 20
"""Documents that were counted, from which on the cache is written again."""

Progress = Callable[[int, int], None]
"""Called with the documents that are counted, and of how many."""


def cache_path(database: Path) -> Path:
    """The cache of a database."""
    return database.with_name(f"{database.name}.agreement")


class CountedStudy:
    """The counts of a project, of some labels, as they were last brought up to date.

    Uses the store that it is given each time, so that it may outlive one. changed: uids of the
    documents that the last `update` counted again.
    """

    def __init__(self, store: Store, label_set: LabelSet, labels: list[str]) -> None:
        self._label_set = label_set
        self._labels = labels_of_spans(label_set, labels)
        self._groups = labels_of_groups(label_set, self._labels)
        self._about = self._read_about(store)
        self._project = _project_state(store)
        self._event = (0, "")
        self._suggestions: list[Any] = []
        self._counted = 0  # since the cache was written
        self.tables = self._new_tables()
        self._read_cache(store)

    def _new_tables(self) -> StudyTables:
        return StudyTables(self._labels, self._groups)

    def _read_about(self, store: Store) -> list[Any]:
        """What counts hold for: with anything else, every document would be counted differently."""
        people, gold = store.annotators.people(), store.annotators.names("gold")
        migrations = [repr(one) for one in store.project.state().migrations]
        about = [
            people,
            gold,
            migrations,
            sorted(_training(store)),
            store.documents.imports.count(),
        ]
        fixed = [_VERSION, self._labels, self._groups, self._label_set.guideline]
        return list(json.loads(json.dumps([*fixed, *about])))  # as it is in the cache

    # ------------------------------------------------------------------------- cache

    def _read_cache(self, store: Store) -> None:
        found = CacheFile.open(cache_path(store.path))
        try:
            if found is None or found.about["counts"] != self._about:
                return
            number, uid = found.about["event"]
            event, suggestions = (int(number), str(uid)), found.about["suggestions"]
            tables = self._new_tables()
            tables.read(found.part)
        except (AnnotatorError, ValueError, TypeError, KeyError, IndexError):
            return
        self._event, self._suggestions, self.tables = event, suggestions, tables

    def save(self, store: Store) -> None:
        """Write the cache, if that is worth while. Raises OSError."""
        if self._counted < _WORTH_SAVING:
            return
        about = {"counts": self._about, "event": self._event, "suggestions": self._suggestions}
        write_cache(cache_path(store.path), store.path, about, self.tables.parts())
        self._counted = 0

    def fits(self, store: Store, label_set: LabelSet) -> bool:
        """True if the counts can be brought up to date for a store, with these labels."""
        if label_set != self._label_set:
            return False
        now = _project_state(store)
        if now != self._project and self._read_about(store) != self._about:
            return False
        self._project = now
        return True

    # -------------------------------------------------------------------- bringing up to date

    def update_figures(self, store: Store, progress: Progress = lambda _done, _of: None) -> None:
        """Count the documents in which something was recorded since, for the figures."""
        changed = store.documents_with_events_after(self._event)
        if changed is None:  # the counts are of another database
            self.tables = self._new_tables()
            changed = store.documents_with_events_after((0, "")) or []
        self._event = store.last_event()
        self.tables.figures.difference_update(changed)
        self.tables.reasons.difference_update(changed)
        self._count(store, sorted(changed), Counting.figures, progress)
        self._counted += len(changed)

    def update_reasons(self, store: Store, progress: Progress = lambda _done, _of: None) -> None:
        """Count the documents whose reasons are not known."""
        hidden = store.settings.hidden_suggestions()
        seen = json.loads(json.dumps([hidden, store.suggestions.count()]))
        if seen != self._suggestions:
            self._suggestions = seen
            self.tables.reasons.clear()
        missing = sorted(self.tables.figures - self.tables.reasons)
        self._count(store, missing, Counting.reasons, progress)
        self._counted += len(missing)

    def _count(
        self,
        store: Store,
        uids: list[str],
        count: Callable[[Counting, AnnotatedDocument], Any],
        progress: Progress,
    ) -> None:
        people, gold = store.annotators.people(), store.annotators.names("gold")
        hidden = store.settings.hidden_suggestions()
        view = view_of("", Shown.DEFAULT, hidden["hide"], hidden["hide_always"], self._label_set)
        counting = Counting(
            self.tables.vocabulary,
            people=frozenset(people),
            gold=frozenset(gold) - frozenset(people),
            labels=self._labels,
            on_show=view.shows,
        )
        rows, training = [], _training(store)
        for number, uid in enumerate(uids):
            progress(number, len(uids))
            barred = barred_labels(store, self._label_set, self._labels, uid)
            names = [name for name in (*people, *gold) if (name, uid) not in training]
            document = _read_document(store, uid, names)
            rows.append(count(replace(counting, barred=barred), document))
        if uids:
            self.tables.put(uids, rows)

    # ------------------------------------------------------------------------ results

    def figures(self) -> TeamFigures:
        """Return the figures."""
        return self.tables.sums.figures()

    def figures_of_pair(self, one: str, other: str) -> TeamFigures:
        """Return the figures of two annotators alone."""
        return self.tables.pair(one, other).figures()

    def reasons(self, figures: TeamFigures) -> TeamReasons:
        """Return where and why people differ."""
        return team_reasons(self.tables, figures)

    def sentences(self) -> list[DifferingSentence]:
        """Return the sentences in which people differ, most differences first."""
        names, people = self.tables.vocabulary, self.tables.vocabulary.people.names
        labels = [*names.labels.names, ""]  # NO_NAME is the last
        found: dict[tuple[int, int, int], list[SentenceDifference]] = {}
        for document, start, end, one, other, kind, mine, theirs in self.tables.rows(
            "differences"
        ).tolist():
            found.setdefault((document, start, end), []).append(
                SentenceDifference(
                    DIFFERENCE_KINDS[kind],
                    (people[one], people[other]),
                    (labels[mine], labels[theirs]),
                )
            )
        uids = names.documents.names
        sentences = (
            DifferingSentence(uids[document], Span(start, end), tuple(held))
            for (document, start, end), held in found.items()
        )
        return sorted(
            sentences, key=lambda one: (-len(one.differences), one.document, one.sentence)
        )


class SentenceDifference(NamedTuple):
    """A difference between two annotators; a label is '' where one has none."""

    kind: DifferenceKind
    annotators: tuple[str, str]
    labels: tuple[str, str]


class DifferingSentence(NamedTuple):
    """A sentence of a document, given by its uid, and the differences that are filed under it."""

    document: str
    sentence: Span
    differences: tuple[SentenceDifference, ...]


def differing_sentence(
    store: Store, label_set: LabelSet, labels: Sequence[str], document: str, sentence: Span
) -> SentenceDifferences:
    """Read what people marked in a sentence, as it is now, and how they differ."""
    training = _training(store)
    people = [name for name in store.annotators.people() if (name, document) not in training]
    readings = _read_document(store, document, people).readings
    found = sentence_differences([readings], labels_of_spans(label_set, labels))
    for one in found:
        if one.span == sentence:
            return one
    read = store.documents.get(document)
    return SentenceDifferences(read.title, sentence.of(read.text), sentence, {}, ())


def _project_state(store: Store) -> tuple[object, ...]:
    """What stays the same as long as what counts hold for does; quick to read."""
    return store.last_recorded()[1], store.annotators.people(), store.questions.training_batch()


def _training(store: Store) -> set[tuple[str, str]]:
    """The annotators and documents that are training, which is not compared."""
    batch = store.questions.training_batch()
    return {place for place, name in store.questions.batches().items() if name == batch}


def _read_document(store: Store, uid: str, names: Sequence[str]) -> AnnotatedDocument:
    document = store.documents.get(uid)
    found = (Reading(document, one, store.judgements.of_document(one, uid)) for one in names)
    readings = tuple(
        sorted((one for one in found if one.judgements), key=lambda one: one.annotator)
    )
    suggestions = store.suggestions.of_document(uid)
    return AnnotatedDocument(document, suggestions=suggestions, readings=readings)
