"""Rows of a wide table: one for each sentence that anybody finished.

With a column for each annotator: the labels of a sentence, joined by BETWEEN, an empty cell for
none, and NOT_JUDGED where the annotator did not finish the sentence, or cannot judge it. Or with a
column for each label: the share of annotators who gave it. What counts is as in table_votes. A
label of documents is in a row without a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.errors import AnnotatorError
from annotator.formats.canonical_form import check_document
from annotator.formats.protocols import Rows, WriteOptions
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
from annotator.formats.table_votes import LabelNames, LabelSets, label_sets
from annotator.model import AnnotatedDocument, Dataset

BETWEEN = "|"
"""Between the labels of a cell; no blanks around it."""
NOT_JUDGED = "NA"

_PLACE = (*DOCUMENT_COLUMNS, *SENTENCE_COLUMNS)
_ANNOTATORS = "annotators"
_INSTEAD = "export it as csv, or rename the label"


class WideTable:
    """A row for each sentence.

    Raises AnnotatorError for labels that could not be read again, and for an annotator or a label
    without a column: those of a dataset have one, and the labels of its current guideline.
    """

    def __init__(self, dataset: Dataset, options: WriteOptions, cells: CellStyle) -> None:
        self._options = options
        self._cells = cells
        self._is_soft = options.rows is Rows.SOFT
        self._has_document_labels = any(one.whole for one in label_facts(dataset).values())
        if self._is_soft:
            labels = LabelNames(dataset)
            self._names: Sequence[str] = sorted({*labels.of_sentences, *labels.of_documents})
            own = [Column(_ANNOTATORS, CellType.INTEGER)]
        else:
            self._names, own = sorted(dataset.annotators), []
        columns = (*_PLACE, *own, *_columns(self._names, [*_PLACE, *own], soft=self._is_soft))
        self.columns, self._select = without_texts(columns, options)

    def rows_of(self, document: AnnotatedDocument) -> Iterator[Row]:
        """Yield the rows of a document, in the order of its sentences."""
        check_document(document)
        places = places_of(document.document, self._options, self._cells)
        head = document_cells(document.document)
        for sentence, given in label_sets(document):
            if sentence is None and not (self._has_document_labels or any(given.values())):
                continue
            values = self._shares(given) if self._is_soft else self._sets(given)
            row = (*head, *places.sentence(sentence), *values)
            yield row if self._select is None else self._select(row)

    def _sets(self, given: LabelSets) -> Iterator[object]:
        self._require(given)
        for name in self._names:
            held = given.get(name)
            yield NOT_JUDGED if held is None else _cell(sorted(held))

    def _shares(self, given: LabelSets) -> Iterator[object]:
        self._require(frozenset().union(*given.values()))
        yield self._cells.integer(len(given))
        for name in self._names:
            yield sum(name in held for held in given.values()) / len(given)

    def _require(self, found: LabelSets | frozenset[str]) -> None:
        """Raise AnnotatorError for a name without a column."""
        missing = sorted(set(found).difference(self._names))
        if missing and self._is_soft:
            raise AnnotatorError(
                f"the label {missing[0]!r} is not in the current guideline, so that it has no"
                " column: export the shares as csv"
            )
        if missing:
            raise AnnotatorError(
                f"{missing[0]!r} is not among the annotators of the dataset: name them all"
            )


def _columns(names: Sequence[str], others: Sequence[Column], *, soft: bool) -> Iterator[Column]:
    """Yield a column for each name, in other words if another column has it."""
    taken = {one.name for one in others}
    what, kind = ("label", CellType.NUMBER) if soft else ("annotator", CellType.TEXT)
    for name in names:
        shown = name
        while shown in taken:
            shown = f"{what}:{shown}"
        taken.add(shown)
        yield Column(shown, kind)


def _cell(labels: Sequence[str]) -> str:
    for label in labels:
        if BETWEEN in label or label == NOT_JUDGED or label != label.strip() or not label:
            raise AnnotatorError(
                f"a wide table cannot hold the label {label!r}: it has {BETWEEN} or blanks around"
                f" it, or is {NOT_JUDGED}; {_INSTEAD}"
            )
    return BETWEEN.join(labels)
