"""Units of offsets: code points inside, UTF-16 units or bytes in the files of some other tools.

Which unit a file uses is found by its quotes: the one unit in which every quote is the text between
its offsets. Where two units fit, they give the same spans.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from annotator.formats.protocols import OffsetUnit

Quote = tuple[int, int, str]
"""Start, end and the words between them, as a file has them."""


class Offsets:
    """Converts offsets of one text between code points and another unit."""

    def __init__(self, text: str, unit: OffsetUnit) -> None:
        self.text = text
        self._unit = unit
        self._length = len(text)
        self._sizes: Sequence[int] | None = None
        if unit is OffsetUnit.UTF16 and any(sign > "\uffff" for sign in text):
            self._sizes = [0, *accumulate(2 if sign > "\uffff" else 1 for sign in text)]
        elif unit is OffsetUnit.BYTE and not text.isascii():
            self._sizes = [0, *accumulate(map(_bytes, text))]

    def from_code_points(self, offset: int) -> int:
        """Return the offset in the other unit."""
        return offset if self._sizes is None else self._sizes[offset]

    def to_code_points(self, offset: int) -> int | None:
        """Return the offset in code points; None inside a character or outside of the text."""
        if self._sizes is None:
            return offset if 0 <= offset <= self._length else None
        found = bisect_left(self._sizes, offset)
        if found > self._length or self._sizes[found] != offset:
            return None
        return found


def _bytes(sign: str) -> int:
    code = ord(sign)
    return 1 + (code > 0x7F) + (code > 0x7FF) + (code > 0xFFFF)


def fits(text: str, quotes: Iterable[Quote], unit: OffsetUnit) -> bool:
    """Return True if every quote is the text between its offsets."""
    offsets = Offsets(text, unit)
    for start, end, words in quotes:
        first, last = offsets.to_code_points(start), offsets.to_code_points(end)
        if first is None or last is None or text[first:last] != words:
            return False
    return True


def unit_of(
    pairs: Iterable[tuple[str, Sequence[Quote]]],
    units: Sequence[OffsetUnit] = (OffsetUnit.CODE_POINT, OffsetUnit.UTF16, OffsetUnit.BYTE),
) -> OffsetUnit | None:
    """Return the first unit in which most quotes of some texts fit; None if none fits in any.

    pairs: texts, each with its quotes. Quotes that fit in no unit do not count.
    """
    counts = dict.fromkeys(units, 0)
    for text, quotes in pairs:
        for unit in units:
            counts[unit] += sum(fits(text, (one,), unit) for one in quotes)
    best = max(units, key=lambda unit: counts[unit])
    return best if counts[best] else None
