"""Suggestions for a data frame, for engines that distribute batches over machines.

Ray Data (`map_batches`) and Dask (`map_partitions`) can call `suggest_batch` directly; see
docs/reference/batch.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from annotator.batch.suggestion_rows import (
    COLUMNS,
    META,
    NamedArticle,
    Row,
    as_text,
    label_set_of,
    shortened,
    storable,
    suggester_for,
)
from annotator.documents import article_from_fields
from annotator.documents.jsonl_reader import HTML_KEY
from annotator.errors import AnnotatorError, DataError, Problem, did_you_mean
from annotator.model import LabelSet

_PLACE = Path("batch")


def suggest_batch(
    batch: Any,
    *,
    labels: str | Path | LabelSet,
    text_column: str = "text",
    id_column: str = "id",
    keep_good: bool = False,
) -> Any:
    """Return the suggestions for the texts of a batch, with the columns annotator.batch.COLUMNS.

    There is a row for each suggestion, in the order of the texts and within each text. The result
    has the type of the batch; for a mapping it is a dict of numpy arrays.

    batch: a pandas DataFrame, a pyarrow Table, or a mapping of column names to lists or arrays.
    labels: a labels.yaml, read once in each process and again when it changes; or a label set
        (annotator.labels.loader), which travels to other machines by itself.
    text_column: the texts. Where a text is missing, it is extracted from the column `html`.
    id_column: the ids of texts in the result; without it, their row in the batch, from 1.
    keep_good: a text that cannot be read becomes a row with the reason in `problem`.
    Raises DataError with every text that cannot be read, unless keep_good.
    """
    columns = _columns(batch)
    if not {text_column, HTML_KEY} & columns.keys():
        raise AnnotatorError(
            f"the batch has no column {text_column!r}. {did_you_mean(text_column, list(columns))}"
        )
    named = list(_named_articles(columns, text_column, id_column))
    result = suggester_for(label_set_of(labels)).suggest(named)
    if result.problems and not keep_good:
        raise DataError(*shortened(result.problems, len(result.problems), _PLACE))
    return _like(batch, result.rows)


def empty_frame() -> Any:
    """Return a DataFrame without rows and with the dtypes of a result: the `meta` of Dask."""
    import pandas as pd  # noqa: PLC0415 - optional

    return _frame(pd, [])


def _columns(batch: Any) -> dict[str, list[Any]]:
    """Return the columns as lists; missing values of any library are None."""
    if _is(batch, "pyarrow", "Table"):
        return {name: batch.column(name).to_pylist() for name in batch.column_names}
    if _is(batch, "pandas", "DataFrame"):
        found = {str(name): batch[name] for name in batch.columns}
        return {
            name: [
                None if missing else value for value, missing in zip(one, one.isna(), strict=True)
            ]
            for name, one in found.items()
        }
    if not isinstance(batch, Mapping):
        kind = type(batch).__name__
        raise AnnotatorError(f"expected a DataFrame, a Table or a mapping of columns, got a {kind}")
    return {
        name: [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
        for name, values in batch.items()
    }


def _named_articles(
    columns: Mapping[str, list[Any]], text_column: str, id_column: str
) -> Iterator[NamedArticle]:
    """Yield the article of each text, with its id."""
    length = max(map(len, columns.values()), default=0)
    absent = [None] * length
    texts, pages = columns.get(text_column, absent), columns.get(HTML_KEY, absent)
    names = columns.get(id_column, list(range(1, length + 1)))
    meta = {key: columns[key] for key in META if key in columns and key != text_column}
    for number, (text, page, name) in enumerate(zip(texts, pages, names, strict=True)):
        identifier = storable(as_text(name) or str(number + 1))
        problem = _type_problem(text) or _type_problem(page)
        if problem:
            yield NamedArticle(
                identifier, Problem(_PLACE, number + 1, problem, "Convert it to a string.")
            )
            continue
        given = {key: as_text(values[number]) for key, values in meta.items()}
        given = {key: value for key, value in given.items() if value}
        yield NamedArticle(
            identifier, article_from_fields(text, page, given, path=_PLACE, line=number + 1)
        )


def _type_problem(value: object) -> str:
    """Return the problem of a cell that should be a text; "" for a string or None."""
    if value is None or isinstance(value, str):
        return ""
    return f"expected a string, found {type(value).__name__}"


def _like(batch: Any, rows: list[Row]) -> Any:
    """Return rows as a table of the type of the batch."""
    if _is(batch, "pyarrow", "Table"):
        from annotator.batch.parquet import table  # noqa: PLC0415 - pyarrow is there

        return table(rows)
    if _is(batch, "pandas", "DataFrame"):
        return _frame(sys.modules["pandas"], rows)
    types = {str: object, int: np.int64}
    return {
        name: np.array([row[name] for row in rows], dtype=types[kind])
        for name, kind in COLUMNS.items()
    }


def _frame(pandas: Any, rows: list[Row]) -> Any:
    dtypes = {str: "string", int: "int64"}
    return pandas.DataFrame(
        {
            name: pandas.array([row[name] for row in rows], dtype=dtypes[kind])
            for name, kind in COLUMNS.items()
        }
    )


def _is(value: object, package: str, name: str) -> bool:
    """Return True if value is of this class of this package, without loading the package."""
    known = getattr(sys.modules.get(package), name, None)
    return known is not None and isinstance(value, known)
