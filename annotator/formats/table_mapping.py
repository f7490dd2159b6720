"""Which column of a table holds what: as options name it, or as the table itself shows it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError, DataError, Problem, did_you_mean
from annotator.formats.labelled_rows import GivenLabel, LabelledRow
from annotator.formats.table_files import Cells, TableFile

TEXT, LABEL, ANNOTATOR, START, END, QUOTE, DOCUMENT = KEYS = (
    *("text", "label", "annotator", "start", "end", "quote", "document"),
)
TOKENS, TAGS = "tokens", "tags"
META = ("title", "source", "url", "date")
_ALL = (*KEYS, TOKENS, TAGS, *META)

_GUESSES: Mapping[str, Sequence[str]] = {
    TEXT: ("text", "sentence", "content", "document", "claim"),
    LABEL: ("label", "labels", "class", "category"),
    TOKENS: ("tokens", "words"),
    TAGS: ("ner_tags", "tags", "ner", "labels"),
    ANNOTATOR: ("annotator", "annotator_id", "coder"),
    **{name: (name,) for name in META},
}
_FIX = "Correct the row, or leave it out."


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Columns by what they hold. names: of the labels that a column has as numbers."""

    columns: Mapping[str, str]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


def column_map(
    table: TableFile,
    given: Mapping[str, str],
    names: Mapping[str, Sequence[str]] | None = None,
    *,
    guess: bool = False,
) -> ColumnMap:
    """Return the map of a table. guess: find by their names what was not given.

    Raises AnnotatorError for a kind of column that there is not, DataError if a column is missing.
    """
    for key in given:
        if key not in _ALL:
            raise AnnotatorError(f"--column: there is no {key!r}. {did_you_mean(key, _ALL)}")
    for key, column in given.items():
        if column not in table.columns:
            fix = did_you_mean(column, list(table.columns))[:300]
            raise DataError(Problem(table.path, 1, f"there is no column {column!r} ({key})", fix))
    found = {**(_guessed(table.columns, given) if guess else {}), **given}
    if not {TEXT, TOKENS} & found.keys() or not {LABEL, TAGS} & found.keys():
        columns = ", ".join(table.columns)[:200]
        fix = f"Name them: --column text=NAME --column label=NAME (columns: {columns})."
        raise DataError(Problem(table.path, 1, "expected columns of texts and of labels", fix))
    if (START in found) != (END in found):
        raise AnnotatorError("--column: name start and end, or neither")
    return ColumnMap(found, names or {})


def _guessed(columns: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): name for name in columns}
    found = {
        key: lower[name]
        for key, likely in _GUESSES.items()
        if key not in given
        for name in likely[::-1]
        if name in lower
    }
    has_tokens = {TOKENS, TAGS} <= found.keys() and TEXT not in given and LABEL not in given
    left_out = (TEXT, LABEL) if has_tokens else (TOKENS, TAGS)
    return {key: name for key, name in found.items() if key not in left_out}


class _CellError(ValueError):
    """A cell that is wrong; the message says what was expected."""


def labelled_rows(
    table: TableFile, mapped: ColumnMap, author: str
) -> Iterator[LabelledRow | Problem]:
    """Yield the rows of a table. author: the annotator where no column names one."""
    for line, cells in table.rows():
        if isinstance(cells, Problem):
            yield cells
            continue
        try:
            yield _row(table.path, line, cells, mapped, author)
        except _CellError as error:
            yield Problem(table.path, line, str(error), _FIX)


def _row(path: Path, line: int, cells: Cells, mapped: ColumnMap, author: str) -> LabelledRow:
    columns = mapped.columns
    text, labels = _tagged(cells, mapped) if TAGS in columns else _labelled(cells, mapped)
    if not text.strip():
        raise _CellError(
            f"expected a text in {columns.get(TEXT, columns.get(TOKENS))!r}, found none"
        )
    annotator = _text(cells, columns, ANNOTATOR).strip() if ANNOTATOR in columns else author
    if not annotator:
        raise _CellError(f"expected a name in {columns[ANNOTATOR]!r}, found none")
    meta = ((name, _text(cells, columns, name)) for name in META if name in columns)
    return LabelledRow(
        path,
        line,
        text,
        annotator,
        labels,
        _text(cells, columns, DOCUMENT),
        tuple(pair for pair in meta if pair[1]),
    )


def _text(cells: Cells, columns: Mapping[str, str], key: str) -> str:
    """Return a cell as text; '' if there is no such column, or the cell is empty."""
    return _as_text(cells.get(columns[key])) if key in columns else ""


def _as_text(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    return cell if isinstance(cell, str) else str(cell)


# -------------------------------------------------------------------------------- labels


def _labelled(cells: Cells, mapped: ColumnMap) -> tuple[str, tuple[GivenLabel, ...]]:
    """Return the text of a row and its labels, one or a list of some."""
    columns = mapped.columns
    cell = cells.get(columns[LABEL])
    names = [
        _name(one, columns[LABEL], mapped) for one in (cell if isinstance(cell, list) else [cell])
    ]
    place: tuple[int | None, int | None] = (None, None)
    if START in columns and (_text(cells, columns, START) or _text(cells, columns, END)):
        place = (_integer(cells, columns[START]), _integer(cells, columns[END]))
    quote = _text(cells, columns, QUOTE)
    labels = tuple(GivenLabel(name, *place, quote) for name in names if name)
    return _text(cells, columns, TEXT), labels


def _name(cell: Any, column: str, mapped: ColumnMap) -> str:
    """Return a label; '' for none. Where a column has numbers for names, their name."""
    names = mapped.names.get(column)
    if names is None or not isinstance(cell, int) or isinstance(cell, bool):
        return _as_text(cell).strip()
    if cell == -1:
        return ""
    if not 0 <= cell < len(names):
        raise _CellError(f"expected a number under {len(names)} in {column!r}, found {cell}")
    return str(names[cell])


def _integer(cells: Cells, column: str) -> int:
    found = _as_text(cells.get(column)).strip().removesuffix(".0")
    if not found.isdecimal() or len(found) > 15:
        raise _CellError(f"expected a whole number in {column!r}, found {found[:60]!r}")
    return int(found)


# ---------------------------------------------------------------------------------- tags


def _tagged(cells: Cells, mapped: ColumnMap) -> tuple[str, tuple[GivenLabel, ...]]:
    """Return tokens, joined by spaces, and the spans of their tags."""
    tokens, tags = cells.get(mapped.columns[TOKENS]), cells.get(mapped.columns[TAGS])
    if not isinstance(tokens, list) or not isinstance(tags, list) or len(tokens) != len(tags):
        raise _CellError("expected a tag for each token")
    words = [_as_text(one) for one in tokens]
    names = [_name(one, mapped.columns[TAGS], mapped) for one in tags]
    return " ".join(words), tuple(_spans(words, names))


def _spans(words: Sequence[str], tags: Sequence[str]) -> Iterator[GivenLabel]:
    """Yield the spans of tags in the scheme BIO, of either kind: I- after another type begins one.

    A tag without B- or I- is a label of its token.
    """
    at, start, label = 0, 0, ""
    for word, tag in zip((*words, ""), (*tags, "O"), strict=True):
        mark, hyphen, name = tag.partition("-")
        if not hyphen or mark not in {"B", "I"}:
            mark, name = ("B", tag) if tag not in {"O", ""} else ("O", "")
        if label and (mark != "I" or name != label):
            yield GivenLabel(label, start, at - 1)
            label = ""
        if name and not label:
            start, label = at, name
        at += len(word) + 1
