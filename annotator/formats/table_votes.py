"""Rows of votes: which labels each annotator gave to each sentence, one by one or as shares.

As for agreement: an annotation counts for every finished sentence that it has a character of,
wherever it is filed; a sentence that an annotator did not finish, or cannot judge, has no vote. A
label of documents has a vote of everybody who finished all sentences or gave such a label, in a row
without a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from annotator.errors import AnnotatorError
from annotator.formats.canonical_form import check_document, sentence_order
from annotator.formats.protocols import WriteOptions
from annotator.formats.table_rows import (
    DOCUMENT_COLUMNS,
    SENTENCE_COLUMNS,
    CellStyle,
    CellType,
    Column,
    Row,
    document_cells,
    label_facts,
    places_of,
    without_texts,
)
from annotator.model import AnnotatedDocument, Annotation, Dataset, Judgement, Reading, Span

LabelSets = Mapping[str, frozenset[str]]
"""By annotator, in alphabetical order, the labels given."""

_PLACE = (*DOCUMENT_COLUMNS, *SENTENCE_COLUMNS)
_LABEL = (Column("label"), Column("group"))
VOTE_COLUMNS = (
    *_PLACE,
    Column("annotator"),
    Column("role"),
    *_LABEL,
    Column("vote", CellType.INTEGER),
)
SHARE_COLUMNS = (
    *_PLACE,
    *_LABEL,
    Column("votes", CellType.INTEGER),
    Column("annotators", CellType.INTEGER),
    Column("share", CellType.NUMBER),
)


class LabelNames:
    """The labels that sentences, and documents as a whole, have rows for.

    Those that a dataset was reduced to, else those of the current guideline. Another label is among
    them where somebody gave it. Raises AnnotatorError if it is not known which could be given.
    """

    def __init__(self, dataset: Dataset) -> None:
        facts = label_facts(dataset)
        if dataset.labels is None and not facts:
            raise AnnotatorError(
                "votes need the labels that could be given, and no guideline is known: name them"
                " with --label"
            )
        kept = sorted(facts if dataset.labels is None else dataset.labels)
        self.groups = {name: one.group for name, one in facts.items()}
        self.of_documents = tuple(one for one in kept if one in facts and facts[one].whole)
        self.of_sentences = tuple(one for one in kept if one not in self.of_documents)

    def at(self, sentence: Span | None, given: LabelSets) -> list[tuple[str, str]]:
        """Return the labels of a place in alphabetical order, each with its group."""
        known = self.of_documents if sentence is None else self.of_sentences
        others = frozenset(chain(*given.values())).difference(known)
        names = sorted({*known, *others}) if others else known
        return [(name, self.groups.get(name, "")) for name in names]


def label_sets(one: AnnotatedDocument) -> Iterator[tuple[Span | None, LabelSets]]:
    """Yield the labels of each annotator who judged a place: the document, then its sentences."""
    readings = sorted(
        (reading for reading in one.readings if not reading.pass_number),
        key=lambda each: each.annotator,
    )
    found: dict[Span | None, dict[str, frozenset[str]]] = {}
    for reading in readings:
        whole = reading.judgements.get(None)
        given = _labels(whole.annotations.values()) if whole else frozenset()
        if given or (whole and whole.finished) or _is_finished(reading):
            found.setdefault(None, {})[reading.annotator] = given
        for sentence, labels in _of_sentences(reading).items():
            found.setdefault(sentence, {})[reading.annotator] = frozenset(labels)
    yield from sorted(found.items(), key=lambda each: sentence_order(each[0]))


def _labels(annotations: Iterable[Annotation]) -> frozenset[str]:
    return frozenset(one.label for one in annotations)


def _is_finished(reading: Reading) -> bool:
    """Return True if nothing is left to do in any sentence."""
    sentences = reading.document.sentences
    held = reading.judgements
    return bool(sentences) and all(one in held and held[one].is_done for one in sentences)


def _of_sentences(reading: Reading) -> dict[Span, set[str]]:
    finished: dict[Span, Judgement] = {
        sentence: judgement
        for sentence, judgement in reading.judgements.items()
        if sentence is not None and judgement.finished
    }
    found: dict[Span, set[str]] = {sentence: set() for sentence in finished}
    for sentence, judgement in finished.items():
        for one in judgement.annotations.values():
            for touched in _touched(one, sentence, finished):
                found[touched].add(one.label)
    return found


def _touched(annotation: Annotation, filed: Span, finished: Iterable[Span]) -> list[Span]:
    """Return the finished sentences that an annotation has a character of."""
    if filed.start <= annotation.fragments[0].start and annotation.fragments[-1].end <= filed.end:
        return [filed]
    return [one for one in finished if any(map(one.overlaps, annotation.fragments))] or [filed]


class _LabelTable:
    """What both tables have in common: places with label sets."""

    def __init__(
        self, dataset: Dataset, options: WriteOptions, cells: CellStyle, columns: tuple[Column, ...]
    ) -> None:
        self._options = options
        self._cells = cells
        self._names = LabelNames(dataset)
        self.columns, self._select = without_texts(columns, options)

    def rows_of(self, document: AnnotatedDocument) -> Iterator[Row]:
        """Yield the rows of a document, by sentence."""
        check_document(document)
        places = places_of(document.document, self._options, self._cells)
        head = document_cells(document.document)
        rows = chain.from_iterable(
            self._at((*head, *places.sentence(sentence)), self._names.at(sentence, given), given)
            for sentence, given in label_sets(document)
        )
        return rows if self._select is None else map(self._select, rows)

    def _at(self, place: Row, labels: list[tuple[str, str]], given: LabelSets) -> Iterator[Row]:
        raise NotImplementedError


class VoteTable(_LabelTable):
    """A row for each sentence, annotator who finished it, and label: 1 if it was given, or 0."""

    def __init__(self, dataset: Dataset, options: WriteOptions, cells: CellStyle) -> None:
        super().__init__(dataset, options, cells, VOTE_COLUMNS)
        self._roles = dataset.annotators

    def _at(self, place: Row, labels: list[tuple[str, str]], given: LabelSets) -> Iterator[Row]:
        integer = self._cells.integer
        for annotator, held in given.items():
            who = (annotator, self._roles.get(annotator, ""))
            for label, group in labels:
                yield (*place, *who, label, group, integer(int(label in held)))


class ShareTable(_LabelTable):
    """A row for each sentence that anybody finished, and label: the share of who gave it."""

    def __init__(self, dataset: Dataset, options: WriteOptions, cells: CellStyle) -> None:
        super().__init__(dataset, options, cells, SHARE_COLUMNS)

    def _at(self, place: Row, labels: list[tuple[str, str]], given: LabelSets) -> Iterator[Row]:
        integer = self._cells.integer
        everybody = integer(len(given))
        for label, group in labels:
            votes = sum(label in held for held in given.values())
            yield (*place, label, group, integer(votes), everybody, votes / len(given))
