"""Read what a page of the documentation shows: its blocks of code and its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LEFT_OUT = "..."


@dataclass(frozen=True)
class Block:
    """A block of code of a page. kind: the word after its fence."""

    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    """The blocks of code of a page, in its order."""
    return [Block(*found.groups()) for found in _BLOCK.finditer(page)]


def missing_lines(shown: str, printed: str) -> list[str]:
    """The lines of a block that are not in what was printed, in this order.

    Spaces at the ends of lines do not count, and a line `...` stands for any number of lines.
    """
    rest = iter([line.strip() for line in printed.splitlines()])
    wanted = [line.strip() for line in shown.splitlines()]
    return [line for line in wanted if line not in ("", _LEFT_OUT) and line not in rest]


def rows(page: str, first: str) -> list[dict[str, str]]:
    """The rows of the table whose first column has this head, by head."""
    (table,) = re.findall(rf"^\| {first} \|.*?(?:\n\n|\Z)", page, re.DOTALL | re.MULTILINE)
    head, _, *lines = [_cells(line) for line in table.splitlines() if line]
    return [dict(zip(head, line, strict=True)) for line in lines]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split(" | ")]
