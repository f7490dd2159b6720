"""The agreement of a project, counted document by document, and kept beside its database.

What a document adds is counted once, and again when something was recorded in it. The counts are
kept in a file, the cache, so that the next start need not count either; it can be deleted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from annotator.agreement.counted_report import CountedReport
from annotator.agreement.counted_work import WhatIsCompared
from annotator.agreement.detail_rows import detail_rows
from annotator.agreement.differences import (
    DifferenceKind,
    DifferentSentence,
    SentenceDifferences,
    marks_in,
    sentence_differences,
)
from annotator.agreement.document_tables import DIFFERENCE_KINDS, Counting
from annotator.agreement.figure import Ints
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.team_figures import TeamFigures
from annotator.agreement.team_reasons import TeamReasons, team_reasons
from annotator.annotations.visibility import Shown, view_of
from annotator.api.compared_labels import (
    barred_labels,
    compared_labels,
    labels_of_groups,
    labels_of_spans,
)
from annotator.api.text_import import ProgressBar
from annotator.errors import AnnotatorError
from annotator.model import AnnotatedDocument, LabelSet, Reading, Span
from annotator.store import Store
from annotator.store.cache_file import CacheFile, write_cache

_VERSION = 2
"""Of the counts: raised when a document would be counted differently."""
_WORTH_SAVING = 20
"""Documents that were counted, from which on the cache is written again."""

PURPOSES: dict[str, Callable[[Counting, AnnotatedDocument], Mapping[str, Ints]]] = {
    "figures": Counting.figures,
    "reasons": Counting.reasons,
    "details": detail_rows,
}
"""What the documents are counted for: the figures of the screen first, the reports last."""

Progress = Callable[[int, int], None]
"""Called with the documents that are counted, and of how many."""


def cache_path(database: Path) -> Path:
    """The cache of a database."""
    return database.with_name(f"{database.name}.agreement")


class CountedStudy:
    """The counts of a project, of some labels and people, as they were last brought up to date.

    Uses the store that it is given each time, so that it may outlive one. The counts of all people
    and all labels are kept beside the database.
    """

    def __init__(
        self, store: Store, label_set: LabelSet, labels: Sequence[str], by: Sequence[str] = ()
    ) -> None:
        """by: the people to compare, instead of all. Nobody is then compared apart from them."""
        self._label_set = label_set
        self._by = list(by)
        self._is_kept = not by and list(labels) == compared_labels(label_set)
        self._labels = labels_of_spans(label_set, labels)
        self._groups = labels_of_groups(label_set, self._labels)
        self._document_labels = [name for name in labels if name not in self._labels]
        self._about = self._read_about(store)
        self._project = _project_state(store)
        self._event = (0, "")
        self._suggestions: list[Any] = []
        self._counted = 0  # since the cache was written
        self._uids: set[str] = set()
        self.tables = self._new_tables()
        if self._is_kept:
            self._read_cache(store)

    def _new_tables(self) -> StudyTables:
        return StudyTables(self._labels, self._groups)

    def _read_about(self, store: Store) -> list[Any]:
        """What counts hold for: with anything else, every document would be counted differently."""
        people, gold = store.annotators.people(), store.annotators.names("gold")
        migrations = [repr(one) for one in store.project.state().migrations]
        about = [people, gold, store.annotators.names(), migrations, sorted(_training(store))]
        about.append(store.documents.imports.count())
        labels = [self._labels, self._groups, self._document_labels]
        fixed = [_VERSION, *labels, self._label_set.guideline, store.documents.has_headlines()]
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
        if not self._is_kept or self._counted < _WORTH_SAVING:
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

    def update(
        self, store: Store, progress: ProgressBar, purposes: Collection[str] = tuple(PURPOSES)
    ) -> None:
        """Count the documents in which something was recorded since, for some of the purposes."""
        self._forget_changed(store)
        missing = {purpose: self._missing(purpose) for purpose in PURPOSES if purpose in purposes}
        self._count(store, missing, lambda uids: progress(uids, "Counting documents"))

    def update_figures(self, store: Store, progress: Progress = lambda _done, _of: None) -> None:
        """Count the documents in which something was recorded since, for the figures."""
        self._forget_changed(store)
        self._count(store, {"figures": self._missing("figures")}, partial(_steps, progress))

    def update_reasons(self, store: Store, progress: Progress = lambda _done, _of: None) -> None:
        """Count the documents whose reasons are not known."""
        self._forget_reasons(store)
        self._count(store, {"reasons": self._missing("reasons")}, partial(_steps, progress))

    def _forget_changed(self, store: Store) -> None:
        """Forget what is known of documents in which something was recorded since."""
        changed = store.documents_with_events_after(self._event)
        if changed is None:  # the counts are of another database
            self.tables = self._new_tables()
            changed = store.documents_with_events_after((0, "")) or []
        self._event = store.last_event()
        self._uids = {*self.tables.counted["figures"], *changed}
        for purpose in PURPOSES:
            self.tables.counted[purpose].difference_update(changed)
        self._forget_reasons(store)

    def _forget_reasons(self, store: Store) -> None:
        """Forget the reasons if other suggestions are on show."""
        hidden = store.settings.hidden_suggestions()
        seen = json.loads(json.dumps([hidden, store.suggestions.count()]))
        if seen != self._suggestions:
            self._suggestions = seen
            self.tables.counted["reasons"].clear()

    def _missing(self, purpose: str) -> list[str]:
        return sorted(self._uids - self.tables.counted[purpose])

    def _count(
        self,
        store: Store,
        missing: Mapping[str, Sequence[str]],
        progress: Callable[[Sequence[str]], Iterable[str]],
    ) -> None:
        """Count documents. missing: by purpose their uids. Each is read once."""
        uids = sorted({uid for held in missing.values() for uid in held})
        if not uids:
            return
        wanted = {purpose: set(held) for purpose, held in missing.items()}
        rows: dict[str, list[Mapping[str, Ints]]] = {purpose: [] for purpose in missing}
        counting, training = self._counting(store), _training(store)
        repeats = store.datasets.repeats()
        for uid in progress(uids):
            passes = [(name, 0) for name in (*counting.people, *counting.others)]
            passes += [one for one in repeats.get(uid, ()) if one[0] in counting.people]
            document = _read_document(
                store, uid, [x for x in passes if (x[0], uid) not in training]
            )
            of_document = self._for_document(store, counting, uid)
            for purpose, held in wanted.items():
                if uid in held:
                    rows[purpose].append(PURPOSES[purpose](of_document, document))
        for purpose, held_uids in missing.items():
            if held_uids:
                self.tables.put(held_uids, rows[purpose])
        self._counted += len(uids)

    def _counting(self, store: Store) -> Counting:
        people = self._by or store.annotators.people()
        others = [name for name in store.annotators.names() if name not in people]
        gold = store.annotators.names("gold")
        hidden = store.settings.hidden_suggestions()
        view = view_of("", Shown.DEFAULT, hidden["hide"], hidden["hide_always"], self._label_set)
        return Counting(
            self.tables.vocabulary,
            people=frozenset(people),
            gold=frozenset(gold) - frozenset(people),
            labels=self._labels,
            on_show=view.shows,
            groups=self._groups,
            document_labels=self._document_labels,
            others=frozenset(() if self._by else others),
        )

    def _for_document(self, store: Store, counting: Counting, uid: str) -> Counting:
        finished = store.judgements.finished_before(self._label_set.guideline, uid)
        return replace(
            counting,
            barred=barred_labels(store, self._label_set, self._labels, finished),
            version=lambda *place: finished.get(place, ""),
        )

    # ------------------------------------------------------------------------ results

    def figures(self) -> TeamFigures:
        """Return the figures."""
        return self.tables.sums.figures()

    def figures_of_pair(self, one: str, other: str) -> TeamFigures:
        """Return the figures of two annotators alone."""
        return self.tables.pair(one, other).figures()

    def reasons(self, figures: TeamFigures) -> TeamReasons:
        """Return where and why people differ."""
        return team_reasons(self.tables, figures, self._label_set.titles())

    def report(self, confidence: float) -> CountedReport:
        """Return what computes the reports. The purpose of details must be counted."""
        what = WhatIsCompared(self._labels, self._groups, self._document_labels)
        return CountedReport(self.tables, what, confidence=confidence)

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
    people = [(name, 0) for name in store.annotators.people() if (name, document) not in training]
    readings = _read_document(store, document, people).readings
    found = sentence_differences([readings], labels_of_spans(label_set, labels))
    for one in found:
        if one.span == sentence:
            return one
    read = store.documents.get(document)
    return SentenceDifferences(read.title, sentence.of(read.text), sentence, {}, ())


def _steps(progress: Progress, uids: Sequence[str]) -> Iterator[str]:
    for number, uid in enumerate(uids):
        progress(number, len(uids))
        yield uid


def _project_state(store: Store) -> tuple[object, ...]:
    """What stays the same as long as what counts hold for does; quick to read."""
    return (
        store.last_recorded()[1],
        store.annotators.names(),
        store.annotators.people(),
        store.questions.training_batch(),
    )


def _training(store: Store) -> set[tuple[str, str]]:
    """The annotators and documents that are training, which is not compared."""
    batch = store.questions.training_batch()
    return {place for place, name in store.questions.batches().items() if name == batch}


def _read_document(store: Store, uid: str, passes: Iterable[tuple[str, int]]) -> AnnotatedDocument:
    """Read a document with the readings of some annotators, each of a pass; empty ones are not."""
    document = store.documents.get(uid)
    found = (
        Reading(document, name, store.judgements.of_document(name, uid, pass_number=number), number)
        for name, number in sorted(passes)
    )
    readings = tuple(one for one in found if one.judgements)
    suggestions = store.suggestions.of_document(uid)
    return AnnotatedDocument(document, suggestions=suggestions, readings=readings)


def read_sentences(
    store: Store,
    label_set: LabelSet,
    labels: Sequence[str],
    by: Sequence[str],
    sentences: Iterable[DifferingSentence],
) -> list[DifferentSentence]:
    """Read what people, or those of `by`, marked in sentences, as it is now, in the same order."""
    listed = list(sentences)
    inside, training = labels_of_spans(label_set, labels), _training(store)
    people = list(by) or store.annotators.people()
    found: dict[tuple[str, Span], DifferentSentence] = {}
    by_document: dict[str, list[DifferingSentence]] = {}
    for one in listed:
        by_document.setdefault(one.document, []).append(one)
    for uid, held in by_document.items():
        names = [(name, 0) for name in people if (name, uid) not in training]
        document = _read_document(store, uid, names)
        for one in held:
            text, title = one.sentence.of(document.document.text), document.document.title
            made = marks_in(document.readings, one.sentence, inside)
            found[uid, one.sentence] = DifferentSentence(
                title, text, one.sentence, made, one.differences
            )
    return [found[one.document, one.sentence] for one in listed]
