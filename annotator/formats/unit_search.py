"""Find the unit of the offsets of a file by its quotes, or without quotes by its spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from annotator.formats.offset_units import Offsets
from annotator.formats.protocols import OffsetUnit

Place = tuple[object, object, str | None]
"""Start and end as a file has them, and the words between them if it quotes them."""

_NO_BLANKS_BETWEEN_WORDS = (
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7a3"),
    ("\uf900", "\ufaff"),
)
"""Scripts such as Thai and Chinese: first and last character."""
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class UnitSearch:
    """Counts which units fit, text by text. Only texts in which units differ say something."""

    def __init__(self, units: Sequence[OffsetUnit]) -> None:
        """units: that are possible, the usual one first."""
        self._units = units
        self._fitting: Counter[OffsetUnit] = Counter()
        self._faults: Counter[OffsetUnit] = Counter()

    def add(self, text: str, places: Sequence[Place]) -> None:
        """Count the places of a text."""
        if not places or text.isascii():
            return
        astral = _ASTRAL.search(text)
        first = astral.start() if astral else len(text)
        for unit in self._units:
            offsets = Offsets(text, unit)
            for start, end, words in places:
                if type(start) is not int or type(end) is not int:
                    continue
                low, high = offsets.to_code_points(start), offsets.to_code_points(end)
                if low is None or high is None or low >= high:
                    self._faults[unit] += words is None
                elif words is None:
                    self._faults[unit] += low > first and _cuts_a_word(text, low, high)
                else:
                    self._fitting[unit] += text[low:high] == words

    @property
    def unit(self) -> OffsetUnit:
        """The unit that most quotes fit in.

        Without quotes, the first but bytes in which all offsets are inside of the texts and no span
        cuts a word in half after the first character outside of the basic plane, such as an emoji.
        The usual unit if there is none.
        """
        best = max(self._units, key=lambda one: self._fitting[one])
        if self._fitting[best]:
            return best
        possible = (one for one in self._units if one is not OffsetUnit.BYTE)
        return next((one for one in possible if not self._faults[one]), self._units[0])


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    return any(
        0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])
        for at in (start, end)
    )


def _is_letter(sign: str) -> bool:
    """Return True for a letter or a digit of a script that has blanks between words."""
    if not sign.isalnum():
        return False
    return not any(low <= sign <= high for low, high in _NO_BLANKS_BETWEEN_WORDS)
