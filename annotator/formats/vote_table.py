"""Votes in a table: a CSV or TSV file, or JSON Lines, of any program.

*Long*: a row for each vote, with a column for the unit, one for the coder and one for the value.
*Wide*: a row for each unit, with a column of values for each coder. An empty cell is missing,
except where values are sets of labels: there it is a set without labels.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from annotator.agreement.metrics import Votes
from annotator.documents.encoding import NotTextError, decode
from annotator.errors import AnnotatorError, DataError, Problem, did_you_mean

_DELIMITERS = ",\t;|"
_MOST_PROBLEMS = 20
_CELLS = "Correct the row: cells that hold a delimiter or a line end are put in double quotes."

_Row = tuple[int, dict[str, str]]
"""A line, counted from 1, and its cells by column."""


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """The columns of a table of votes.

    unit: those that name a unit together; () if each row is one. coder: '' in a wide table.
    value: one, or in a wide table one for each coder. document: '' if each unit is its own.
    """

    value: tuple[str, ...]
    unit: tuple[str, ...] = ()
    coder: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.coder and len(self.value) != 1:
            raise AnnotatorError("give one --value column with --coder, or several without it")
        if not self.coder and len(self.value) < 2:
            raise AnnotatorError(
                "give --coder, or a --value column for each coder: agreement needs two"
            )
        if self.coder and not self.unit:
            raise AnnotatorError("give --unit, the column that names what was judged")

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        others = (self.coder, self.document)
        return (*self.unit, *self.value, *(name for name in others if name))


def read_votes(
    path: Path,
    columns: VoteColumns,
    *,
    missing: Sequence[str] = (),
    empty_is_missing: bool = True,
    encoding: str | None = None,
) -> Votes:
    """Read the votes of a table. Votes of one coder on one unit that are equal count once.

    missing: values that mean that there is none.
    Raises DataError with every row that is wrong, such as the second of two votes of a coder on a
    unit that differ; AnnotatorError if the file cannot be read or lacks a column.
    """
    collected = _Collected(path)
    without = {*missing, ""} if empty_is_missing else set(missing)
    for line, row in _rows(path, columns, encoding, collected.problems):
        unit = tuple(row[name] for name in columns.unit) or (str(line),)
        document = row[columns.document] if columns.document else ""
        for name in columns.value:
            coder = row[columns.coder].strip() if columns.coder else name
            value = row[name].strip()
            if value not in without:
                collected.add(line, unit, coder, value, document)
    return collected.votes(by_document=bool(columns.document))


@dataclass(slots=True)
class _Collected:
    """Votes while they are read."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    held: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    units: dict[tuple[str, ...], int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    of_unit: list[int] = field(default_factory=list)
    coders: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)

    def add(self, line: int, unit: tuple[str, ...], coder: str, value: str, document: str) -> None:
        """Add a vote, or a problem with it."""
        if not coder:
            fix = "Name the coder, or remove the row."
            self._refuse(line, "expected the name of a coder, found an empty cell", fix)
            return
        place = self.units.setdefault(unit, len(self.units))
        where = self.documents.setdefault(document, len(self.documents))
        if place == len(self.of_unit):
            self.of_unit.append(where)
        elif self.of_unit[place] != where:
            fix = "Give it to one document, or name another --unit column as well."
            self._refuse(line, f"the unit {_short(unit)} is in two documents", fix)
            return
        key = (place, self.coders.setdefault(coder, len(self.coders)))
        code = self.values.setdefault(value, len(self.values))
        before = self.held.setdefault(key, (code, line))
        if before[0] != code:
            first = next(name for name, one in self.values.items() if one == before[0])
            self._refuse(
                line,
                f"{coder!r} gave the unit {_short(unit)} the value {first!r} in line {before[1]},"
                f" and {value!r} here",
                "Remove one of the rows, or name a --unit column that keeps them apart.",
            )

    def _refuse(self, line: int, problem: str, fix: str) -> None:
        self.problems.append(Problem(self.path, line, problem, fix))

    def votes(self, *, by_document: bool) -> Votes:
        """Return the votes, with coders and values in alphabetical order."""
        if self.problems:
            raise DataError(*self.problems[:_MOST_PROBLEMS])
        coders, values = sorted(self.coders), sorted(self.values)
        coder_of = np.argsort(np.argsort(np.array(list(self.coders), dtype=object)))
        value_of = np.argsort(np.argsort(np.array(list(self.values), dtype=object)))
        keys = np.array(list(self.held), np.int64).reshape(-1, 2)
        codes = np.fromiter((code for code, _ in self.held.values()), np.int64, len(self.held))
        documents = np.array(self.of_unit, np.int64)
        return Votes(
            coders=tuple(coders),
            values=tuple(values),
            units=tuple(self.units),
            documents=documents if by_document else np.arange(len(documents)),
            coder=coder_of[keys[:, 1]] if len(keys) else keys[:, 1],
            unit=keys[:, 0],
            value=value_of[codes] if len(codes) else codes,
        )


def _short(unit: tuple[str, ...]) -> str:
    text = ", ".join(unit)
    return repr(text if len(text) <= 60 else text[:59] + "…")


# -------------------------------------------------------------------------------- reading


def _rows(
    path: Path, columns: VoteColumns, encoding: str | None, problems: list[Problem]
) -> Iterator[_Row]:
    """Yield the rows of a table, and collect what is wrong with others."""
    try:
        text = decode(path.read_bytes(), encoding).text
    except NotTextError as error:
        raise DataError(Problem(path, 0, str(error), error.fix)) from None
    if not text.strip():
        raise AnnotatorError(f"{path}: expected a table of votes, found an empty file")
    is_json = text.lstrip()[0] in "[{"
    yield from (_objects if is_json else _table)(path, text, columns, problems)


def _table(path: Path, text: str, columns: VoteColumns, problems: list[Problem]) -> Iterator[_Row]:
    delimiter = _delimiter(text, columns.names)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first = 1
    names: list[str] = []
    try:
        for row in reader:
            line, first = first, reader.line_num + 1
            if not names:
                names = [name.strip() for name in row]
                _check_columns(path, columns, names)
            elif len(row) == len(names):
                yield line, dict(zip(names, row, strict=True))
            elif any(map(str.strip, row)):
                problem = f"expected {len(names)} cells, as in the first row, found {len(row)}"
                problems.append(Problem(path, line, problem, _CELLS))
    except csv.Error as error:
        problems.append(Problem(path, first, f"expected a row of a table: {error}", _CELLS))


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """Return the delimiter that gives most of the wanted columns; a comma if none does."""
    lines = list(islice(io.StringIO(text, newline=""), 20))

    def known(delimiter: str) -> int:
        try:
            names = next(csv.reader(lines, delimiter=delimiter), [])
        except csv.Error:
            return 0
        return len({name.strip() for name in names} & set(wanted))

    return max(_DELIMITERS, key=known)


def _objects(
    path: Path, text: str, columns: VoteColumns, problems: list[Problem]
) -> Iterator[_Row]:
    """Yield the objects of JSON Lines, or of an array."""
    first = True
    for line, value in _json_values(path, text, problems):
        if not isinstance(value, dict):
            fix = "Write an object for each vote, one a line."
            problems.append(Problem(path, line, "expected an object", fix))
            continue
        if first:
            _check_columns(path, columns, list(value), line)
            first = False
        yield line, {name: _cell(value.get(name)) for name in columns.names}


def _json_values(path: Path, text: str, problems: list[Problem]) -> Iterable[tuple[int, Any]]:
    fix = "Correct the line."
    try:
        if text.lstrip().startswith("["):
            yield from ((0, value) for value in json.loads(text))
            return
    except ValueError as error:
        raise DataError(Problem(path, 0, f"expected JSON: {error}", fix)) from None
    for line, one in enumerate(text.split("\n"), 1):
        if one.strip():
            try:
                yield line, json.loads(one)
            except ValueError as error:
                problems.append(Problem(path, line, f"expected JSON: {error}", fix))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(_cell, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _check_columns(path: Path, columns: VoteColumns, names: Sequence[str], line: int = 1) -> None:
    for name in columns.names:
        if name not in names:
            raise DataError(
                Problem(path, line, f"there is no column {name!r}", did_you_mean(name, names)[:300])
            )
        if list(names).count(name) > 1:
            fix = "Rename one of them."
            raise DataError(Problem(path, line, f"two columns are called {name!r}", fix))
