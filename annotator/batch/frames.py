"""One function over batches, for engines that spread batches over many machines.

Ray Data (`map_batches`) and Dask (`map_partitions`) call it as it is; see docs/bulk.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from annotator.batch.rows import COLUMNS, Row
from annotator.batch.worker import META, Named, label_set_of, shortened, storable, suggester, words
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
    """What the rules suggest for the texts of a batch, as columns (see annotator.batch.COLUMNS).

    batch: a pandas DataFrame, a pyarrow Table, or a mapping of column names to lists or arrays.
        The answer is of the same kind: a mapping comes back as a dict of numpy arrays. It has a
        row for each suggestion, in the order of the texts and of each text.
    labels: a labels.yaml, read once in each process and again when it changes; or a label set
        (annotator.labels.loader), which travels to other machines by itself.
    text_column: the texts; where there is none, `html` holds pages to take them out of.
    id_column: what each text is called in the answer; without it, its row in the batch, from 1.
    keep_good: a text that cannot be read becomes a row that says why in `problem`.
    Raises DataError, naming every text that cannot be read, otherwise.
    """
    columns = _columns(batch)
    if not {text_column, HTML_KEY} & columns.keys():
        raise AnnotatorError(
            f"the batch has no column {text_column!r}. {did_you_mean(text_column, list(columns))}"
        )
    named = list(_named(columns, text_column, id_column))
    answer = suggester(label_set_of(labels)).answer(named)
    if answer.problems and not keep_good:
        raise DataError(*shortened(answer.problems, len(answer.problems), _PLACE))
    return _like(batch, answer.rows)


def empty_frame() -> Any:
    """A pandas DataFrame without rows and with the dtypes of an answer: the `meta` of Dask."""
    import pandas as pd  # noqa: PLC0415 - only who has data frames needs it

    return _frame(pd, [])


def _columns(batch: Any) -> dict[str, list[Any]]:
    """The columns as lists; missing values of any library are None."""
    if _is(batch, "pyarrow", "Table"):
        return {name: batch.column(name).to_pylist() for name in batch.column_names}
    if _is(batch, "pandas", "DataFrame"):
        found = {str(name): batch[name] for name in batch.columns}
        return {
            name: [None if gone else value for value, gone in zip(one, one.isna(), strict=True)]
            for name, one in found.items()
        }
    if not isinstance(batch, Mapping):
        kind = type(batch).__name__
        raise AnnotatorError(f"expected a DataFrame, a Table or a mapping of columns, got a {kind}")
    return {
        name: [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
        for name, values in batch.items()
    }


def _named(columns: Mapping[str, list[Any]], text_column: str, id_column: str) -> Iterator[Named]:
    """Each text under its name."""
    length = max(map(len, columns.values()), default=0)
    absent = [None] * length
    texts, pages = columns.get(text_column, absent), columns.get(HTML_KEY, absent)
    names = columns.get(id_column, list(range(1, length + 1)))
    meta = {key: columns[key] for key in META if key in columns and key != text_column}
    for number, (text, page, name) in enumerate(zip(texts, pages, names, strict=True)):
        called = storable(words(name) or str(number + 1))
        flaw = _flaw(text) or _flaw(page)
        if flaw:
            yield Named(called, Problem(_PLACE, number + 1, flaw, "Make a string of it."))
            continue
        told = {key: words(values[number]) for key, values in meta.items()}
        told = {key: value for key, value in told.items() if value}
        yield Named(called, article_from_fields(text, page, told, path=_PLACE, line=number + 1))


def _flaw(value: object) -> str:
    """What is wrong with a cell that should be a text, "" if it is one or none is there."""
    if value is None or isinstance(value, str):
        return ""
    return f"expected a string, found {type(value).__name__}"


def _like(batch: Any, rows: list[Row]) -> Any:
    """Rows as a table of the kind that batch is of."""
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
    """Whether value is of a class of a package, which is then loaded already."""
    known = getattr(sys.modules.get(package), name, None)
    return known is not None and isinstance(value, known)
