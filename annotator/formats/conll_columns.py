"""The columns of a CoNLL file: what divides them, where tokens are, and which ones have tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.formats.conll_writer import START

_COMMENT = re.compile(r"#(?! O$)\s*(?:\S+(?: \S+)? ?=|new(?:doc|par)\b|$)")
_TAG = re.compile(r"([BIESLUM])-(\S.*)")
_NUMBER = re.compile(r"\d+(?:[-.]\d+)?")
_OUTSIDE = frozenset({"O", "_", "-", "*", ""})
_HEADS = frozenset({"token", "tokens", "word", "words", "form", "id"})
_MOST_OTHERS = 0.1  # of the cells of a column with tags: mistakes


@dataclass(frozen=True, slots=True)
class TagColumns:
    """The columns of a file, counted from 0.

    separator: None for white space. size: the number of cells that most lines have.
    tags: those with tags, in order. names: of all, by the first line, or their numbers from 1.
    has_head: whether the first line has names. has_spans: whether a tag is any but O.
    """

    separator: str | None
    size: int
    token: int
    tags: tuple[int, ...]
    names: tuple[str, ...]
    has_head: bool
    has_spans: bool

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line. Raises ValueError if it has too few, or too many."""
        cells = _cells(line, self.separator)
        if len(cells) == self.size:
            return cells
        if self.separator is None or len(cells) <= max(self.token, *self.tags):
            divided = "tabs" if self.separator else "blanks"
            found = f"found {len(cells)} in {line[:60]!r}"
            raise ValueError(f"expected {self.size} columns, divided by {divided}, {found}")
        return cells


def is_comment(line: str) -> bool:
    """Return True for a line such as '# newdoc id = 1'; a token # has a tab after it."""
    return line.startswith("#") and _COMMENT.match(line) is not None and line[1:2] != "\t"


def is_start(line: str) -> bool:
    """Return True for the line that begins a document."""
    return line.startswith(START)


def is_word_line(cells: Sequence[str]) -> bool:
    """Return False for the lines of CoNLL-U that are no words: 1-2 and 1.1."""
    return _NUMBER.fullmatch(cells[0]) is None or cells[0].isdigit()


def tag_parts(cell: str) -> tuple[str, str] | None:
    """Return the prefix and the label of a tag, two empty ones outside; None for no tag."""
    if cell in _OUTSIDE:
        return "", ""
    match = _TAG.fullmatch(cell)
    return (match[1], match[2]) if match else None


def find_columns(lines: Iterable[str]) -> TagColumns | None:
    """Return the columns of a file by its lines; None if none has tags. Holds no lines."""
    with_tabs, with_blanks = _Survey("\t"), _Survey(None)
    for line in _content(lines):
        (with_tabs if "\t" in line else with_blanks).add(line)
    return (with_tabs if with_tabs.sizes else with_blanks).columns()


def _content(lines: Iterable[str]) -> Iterator[str]:
    for one in lines:
        is_other = one[:1] in {"#", "-"} and (is_comment(one) or is_start(one))
        if not is_other and one.strip():
            yield one


def _cells(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return line.split()
    cells = line.split(separator)
    return cells[:-1] if len(cells) > 2 and not cells[-1].strip() else cells


def _is_head(cells: Sequence[str]) -> bool:
    """Return True for names of columns."""
    is_word = any(_TAG.fullmatch(cell) or cell == "O" for cell in cells)
    return cells[0].lower() in _HEADS and not is_word


class _Survey:
    """Counts of the cells of all lines, by column."""

    def __init__(self, separator: str | None) -> None:
        self._separator = separator
        self._head: Sequence[str] = ()
        self.sizes: Counter[int] = Counter()
        self._tags: Counter[int] = Counter()
        self._plain: Counter[int] = Counter()
        self._others: Counter[int] = Counter()
        self._is_numbered = True

    def add(self, line: str) -> None:
        cells = [cell.strip() for cell in _cells(line, self._separator)]
        if not self.sizes and not self._head and _is_head(cells):
            self._head = cells
            return
        self.sizes[len(cells)] += 1
        self._is_numbered = self._is_numbered and _NUMBER.fullmatch(cells[0]) is not None
        for nth, cell in enumerate(cells[1:], 1):
            if cell in _OUTSIDE:
                self._plain[nth] += 1
            else:
                (self._tags if _TAG.fullmatch(cell) else self._others)[nth] += 1

    def columns(self) -> TagColumns | None:
        if not self.sizes:
            return None
        size = max(self.sizes, key=lambda one: (self.sizes[one], one))
        token = 1 if self._is_numbered and size > 2 else 0
        every = range(token + 1, size)
        tags = tuple(nth for nth in every if self._tags[nth] and self._fits(nth))
        if not tags and size > 1 and self._plain[size - 1] and self._fits(size - 1):
            tags = (size - 1,)
        names = (
            tuple(self._head) if len(self._head) == size else tuple(map(str, range(1, size + 1)))
        )
        if not tags:
            return None
        spans = any(self._tags.values())
        return TagColumns(self._separator, size, token, tags, names, bool(self._head), spans)

    def _fits(self, nth: int) -> bool:
        every = self._tags[nth] + self._plain[nth] + self._others[nth]
        return self._others[nth] <= max(1, _MOST_OTHERS * every)
