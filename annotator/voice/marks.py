"""Marks of quotation: which of them open, which close, and which are apostrophes.

A mark's direction is read from its neighbours, and only where they leave it open from what is
open already. A lost closing mark costs no more than its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.model import Span
from annotator.voice.quotation import Quotation, QuotationKind

_DOUBLE = frozenset('"“”„«»')
_MARK = re.compile("''|``|[\"“”„«»‘’']")
_OPENS_AFTER = frozenset("([{—–-/…")  # what may stand between a blank and an opening mark
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/…")
_ELISION = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n|round|cuz|neath)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[sz]$")
_SINGLE_CLOSES = re.compile(r"[^\r\n\"“”]{0,400}?[\w.,!?…]['’](?!\w)")


def read(text: str, paragraph: Span, *, opens_next: bool) -> list[Quotation]:
    """The quotations of one paragraph, outer before inner; their kinds are yet to be told.

    opens_next: whether the next paragraph opens with a mark.
    """
    return _with_depths(_Reader(text, paragraph).read(opens_next))


def opens_with_mark(text: str, paragraph: Span) -> bool:
    """Whether a paragraph begins with a mark that opens a double quotation."""
    opening = text[paragraph.start : min(paragraph.start + 80, paragraph.end)]
    return opening.lstrip()[:1] in {'"', "“", "„", "«"}


def _with_depths(read: Iterable[Quotation]) -> list[Quotation]:
    """Each quotation with the number of those it is inside of, itself counted."""
    found = []
    around: list[int] = []
    for quotation in read:
        while around and around[-1] <= quotation.span.start:
            around.pop()
        around.append(quotation.span.end)
        found.append(replace(quotation, depth=len(around)))
    return found


@dataclass(slots=True)
class _Open:
    """A quotation whose closing mark is still to come."""

    start: int
    double: bool


class _Reader:
    """Reads the marks of one paragraph from left to right."""

    def __init__(self, text: str, paragraph: Span) -> None:
        self.text = text
        self.start, self.end = paragraph.start, paragraph.end
        self.open: list[_Open] = []
        self.found: list[Quotation] = []

    def read(self, opens_next: bool) -> list[Quotation]:
        """The quotations of the paragraph, outer before inner; kinds and depths are to be told.

        opens_next: whether the next paragraph opens with a mark.
        """
        for match in _MARK.finditer(self.text, self.start, self.end):
            if match.group() in _DOUBLE:
                self._double(match.start(), match.group())
            else:
                self._single(match.start(), match.group())
        self._end(opens_next)
        return sorted(self.found, key=lambda found: (found.span.start, -found.span.end))

    def _double(self, at: int, mark: str) -> None:
        inside = any(quotation.double for quotation in self.open)
        if self._opening(at, mark, inside):
            if inside and not self.open[-1].double and mark == '"':
                pass  # a double quotation inside a single one inside a double one
            elif inside:
                self._lose(at)
            self.open.append(_Open(at, double=True))
        elif inside:
            self._close(at, double=True)

    def _opening(self, at: int, mark: str, inside: bool) -> bool:
        """Whether a double mark opens a quotation."""
        after_blank, before_blank = self._blanks(at)
        if mark in "”»":
            return not inside and after_blank and not before_blank
        if mark in "“„«":
            return not (inside and before_blank and not after_blank)
        if after_blank == before_blank:
            return not inside
        if not inside or before_blank:
            return after_blank
        nested = not self.open[-1].double
        return nested or self._reopens(at)

    def _reopens(self, at: int) -> bool:
        """Whether a straight mark opens anew because the one before was never closed."""
        closing = self.text.find('"', at + 1, min(at + 400, self.end))
        return closing >= 0 and self._beside(at - 1).isspace()

    def _single(self, at: int, mark: str) -> None:
        before, after = self._beside(at - 1), self._beside(at + 1)
        if before.isalnum() and after.isalnum():
            return  # don't
        inside = any(not quotation.double for quotation in self.open)
        if inside and mark != "‘" and not self.open[-1].double and not before.isspace():
            if not self._possessive(at):
                self._close(at, double=False)
        elif self._opens_single(at, mark):
            if inside and mark == "‘" and not self.open[-1].double:
                self.open.pop()  # that one was an apostrophe
            if mark == "‘" or not inside:
                self.open.append(_Open(at, double=False))

    def _opens_single(self, at: int, mark: str) -> bool:
        """Whether a single mark opens a quotation, and is no apostrophe: ’90s, ’em."""
        after_blank, before_blank = self._blanks(at)
        if mark == "’" or not after_blank or before_blank or _ELISION.match(self.text, at + 1):
            return False
        closing = _SINGLE_CLOSES.match(self.text, at + 1, min(at + 420, self.end))
        return mark == "‘" or closing is not None

    def _possessive(self, at: int) -> bool:
        """Whether a mark after a plural belongs to it: ‘the leaders’ plan’."""
        if self._beside(at + 1) != " " or not _PLURAL.search(self._beside(at - 1)):
            return False
        closing = _SINGLE_CLOSES.match(self.text, at + 1, min(at + 160, self.end))
        return closing is not None and "‘" not in closing.group()

    def _beside(self, at: int) -> str:
        """The character there, or a blank beyond the paragraph's edges."""
        return self.text[at] if self.start <= at < self.end else " "

    def _blanks(self, at: int) -> tuple[bool, bool]:
        """Whether a blank, or what may stand for one, comes before and after a mark."""
        before, mark, after = (self._beside(place) for place in (at - 1, at, at + 1))
        opens = before.isspace() or before in _OPENS_AFTER or (before in "“‘\"'" and before != mark)
        closes = after.isspace() or after in _CLOSES_BEFORE or (after in "”’\"'" and after != mark)
        return opens, closes

    def _close(self, at: int, *, double: bool) -> None:
        """Close the innermost quotation of this sort; what was open inside it was none."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double == double:
                self._add(quotation, at + 1)
                return

    def _lose(self, at: int) -> None:
        """Another double quotation opens: the one before lost its closing mark."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double:
                self._add(quotation, at, closed=False)
                return

    def _end(self, opens_next: bool) -> None:
        """The paragraph ends: it runs on, or lost a mark. A single mark was an apostrophe."""
        doubles = [quotation for quotation in self.open if quotation.double]
        self.open = []
        for quotation in doubles[:1]:
            self._add(quotation, self.end, closed=opens_next, runs_on=opens_next)

    def _add(
        self, quotation: _Open, end: int, *, closed: bool = True, runs_on: bool = False
    ) -> None:
        end = quotation.start + len(self.text[quotation.start : end].rstrip())
        span = Span(quotation.start, end)
        self.found.append(Quotation(span, QuotationKind.PARTIAL, 1, closed, runs_on))
