"""Text of a project as Markdown in which nothing is markup by accident."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$])")
_MOST = 4_000


def plain(text: object) -> str:
    """Return a text in one line, in which no sign is markup."""
    return _MARKUP.sub(r"\\\1", _one_line(text))


def code(text: object) -> str:
    """Return a name as code, also in a table."""
    return f"`{_one_line(text).replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def _one_line(text: object) -> str:
    line = "".join(one if one.isprintable() else " " for one in str(text))
    return " ".join(line.split())[:_MOST]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table. Cells are Markdown; the first column is to the left."""
    yield _row(head)
    yield _row(["---", *["---:"] * (len(head) - 1)])
    for row in rows:
        yield _row([str(cell) for cell in row])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def many(number: int, noun: str) -> str:
    """'1 document', '2,000 documents'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def numbers(*values: int) -> tuple[str, ...]:
    """Numbers with separators of thousands."""
    return tuple(f"{value:,}" for value in values)


def share(part: int, whole: int) -> str:
    """A part of a whole in percent."""
    return f"{part / whole:.1%}" if whole else "none"
