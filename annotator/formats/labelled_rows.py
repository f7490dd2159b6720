"""Tables of other programs: rows with a text, labels and perhaps offsets, made into documents.

Rows with the same document, or where no column names it with the same text, are one document. The
texts of a document are its sentences, joined by line ends; offsets count in the text of their row.
A label without offsets is of the document as a whole, or where documents of the file have several
texts of its sentence. All rows are in memory at once, for they may be in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import DataError, Problem
from annotator.formats.annotated_text import Work, article_of, assemble
from annotator.formats.offset_units import Offsets, Quote, unit_of
from annotator.formats.protocols import DocumentLine, OffsetUnit
from annotator.model import Annotation, Dataset, DocumentSource, Origin, Span
from annotator.sentences import RULES, Splitter, load_splitter

_CORRECT = "Correct the row, or leave it out."


@dataclass(frozen=True, slots=True)
class GivenLabel:
    """A label of a row. start, end: in its text; None is all of it. quote: '' if unknown."""

    name: str
    start: int | None = None
    end: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row. document: '' if no column names it. labels: () is annotated with nothing."""

    path: Path
    line: int
    text: str
    annotator: str
    labels: tuple[GivenLabel, ...] = ()
    document: str = ""
    meta: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _RowsOfText:
    """The rows of a document. places: of its texts, in the order of the rows."""

    rows: list[LabelledRow] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    length: int = 0

    def add(self, row: LabelledRow) -> None:
        self.rows.append(row)
        if row.text not in self.places:
            self.places[row.text] = self.length
            self.length += len(row.text) + 1

    @property
    def text(self) -> str:
        return "\n".join(self.places)


def documents_of(
    place: Path, rows: Iterable[LabelledRow | Problem]
) -> tuple[Dataset, Iterator[DocumentLine]]:
    """Return a dataset without documents, and an iterator over the documents that rows make.

    place: the file, or the folder of all files. Problems come first. Raises DataError if there is
        no row at all.
    """
    groups: dict[str, _RowsOfText] = {}
    problems: list[Problem] = []
    for row in rows:
        if isinstance(row, Problem):
            problems.append(row)
        else:
            groups.setdefault(row.document or row.text, _RowsOfText()).add(row)
    if not groups and not problems:
        fix = "Name another file."
        raise DataError(Problem(place, 0, "expected rows with annotations, found none", fix))
    names = sorted({row.annotator for group in groups.values() for row in group.rows})
    dataset = Dataset(annotators=dict.fromkeys(names, "annotator"))
    return dataset, _lines(groups, problems)


def _lines(groups: dict[str, _RowsOfText], problems: Sequence[Problem]) -> Iterator[DocumentLine]:
    for problem in problems:
        yield DocumentLine(problem.line, None, (problem,))
    of_sentences = any(len(group.places) > 1 for group in groups.values())
    splitter = _BY_ROW if of_sentences else load_splitter(RULES)
    unit = _unit(groups.values())
    for group in groups.values():
        yield _line(group, unit, splitter, of_sentences=of_sentences)


_BY_ROW = Splitter("rows@1", lambda _text, paragraph, _language: (paragraph,))
"""A paragraph is a sentence: texts of rows are joined by line ends."""


def _unit(groups: Iterable[_RowsOfText]) -> OffsetUnit:
    """Return the unit in which most quotes fit; code points if there is none."""
    pairs: list[tuple[str, list[Quote]]] = [
        (
            row.text,
            [
                (one.start, one.end, one.quote)
                for one in row.labels
                if one.quote and one.start is not None and one.end is not None
            ],
        )
        for group in groups
        for row in group.rows
        if not row.text.isascii()
    ]
    return unit_of(pair for pair in pairs if pair[1]) or OffsetUnit.CODE_POINT


def _line(
    group: _RowsOfText, unit: OffsetUnit, splitter: Splitter, *, of_sentences: bool
) -> DocumentLine:
    first = group.rows[0]
    spans: dict[str, list[Annotation]] = {}
    wholes: dict[str, list[Annotation]] = {}
    seen: set[tuple[str, str, int, int]] = set()
    problems: list[Problem] = []
    repeated = 0
    for row in group.rows:
        spans.setdefault(row.annotator, [])
        for label in row.labels:
            span = _span(row, label, group.places[row.text], unit)
            if isinstance(span, str):
                problems.append(Problem(row.path, row.line, span, _CORRECT))
                continue
            key = (row.annotator, label.name, span.start, span.end)
            repeated += key in seen
            if key not in seen:
                is_whole = label.start is None and not of_sentences
                target = wholes if is_whole else spans
                target.setdefault(row.annotator, []).append(_annotation(label.name, span))
            seen.add(key)
    if problems:
        return DocumentLine(first.line, None, tuple(problems))
    works = [Work(name, held, wholes.get(name, ())) for name, held in spans.items()]
    article = article_of(group.text, dict(first.meta), first.path, first.line)
    source = DocumentSource(first.path.name, first.document) if first.document else None
    document = assemble(article, works, splitter=splitter, source=source)
    left_out = {"label that is there twice": repeated} if repeated else {}
    return DocumentLine(first.line, document, left_out=left_out)


def _span(row: LabelledRow, label: GivenLabel, base: int, unit: OffsetUnit) -> Span | str:
    """Return where a label is in the document, or what is wrong with it."""
    if label.start is None or label.end is None:
        return Span(base, base + len(row.text))
    offsets = Offsets(row.text, unit)
    start, end = offsets.to_code_points(label.start), offsets.to_code_points(label.end)
    if start is None or end is None or start >= end:
        return (
            f"expected offsets of words in a text of {len(row.text)} characters,"
            f" found {label.start} and {label.end}"
        )
    if label.quote and row.text[start:end] != label.quote:
        return (
            f"expected {label.quote[:60]!r} at {start}, the text has {row.text[start:end][:60]!r}"
        )
    return Span(base + start, base + end)


def _annotation(name: str, span: Span) -> Annotation:
    return Annotation(f"{name} {span.start} {span.end}", name, (span,), {}, Origin.MANUAL)
