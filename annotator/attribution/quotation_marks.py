"""Marks of quotation: which of them open, which close, and which are apostrophes.

A mark's direction is read from its neighbours, and only where they leave it open from what is
open already. A lost closing mark costs no more than its paragraph. Two single marks, as
typewriters wrote them (``so''), are a double one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from annotator.attribution.quotation_types import Quotation, QuotationKind
from annotator.model import Span


class Opening(Enum):
    """What a paragraph opens with: whether it may go on with a quotation of the one before."""

    NO_MARK = auto()
    SINGLE = auto()
    DOUBLE = auto()


_DOUBLE = frozenset('"“”„«»')
_WRITTEN = {"''": '"', "``": "“"}
_MARK = re.compile(  # none inside a word, as in don't
    "[\"“”„«»‘’'`](?:(?<=')'|(?<=`)`|(?<!`))(?<![^\\W_]['’](?=[^\\W_]))"
)
_OPENS = re.compile("\\s{0,80}(?:(?P<double>[\"“„«]|''|``)|(?P<single>[‘'])(?=[^\\W_]))")
_OPENS_AFTER = frozenset("([{—–-/…")  # what may stand between a blank and an opening mark
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/…")
_ELISION = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n|round|cuz|neath)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[sz]$")
_SINGLE_CLOSES = re.compile(
    r"(?:[^\r\n\"“”]|\"[^\r\n\"“”]*\"|“[^\r\n\"“”]*”){0,400}?[\w.,!?…\"”]['’](?!\w)"
)


def read(text: str, paragraph: Span, *, opens_next: Opening) -> list[Quotation]:
    """The quotations of one paragraph, outer before inner; their kinds are yet to be told.

    opens_next: what the next paragraph opens with.
    """
    if _MARK.search(text, paragraph.start, paragraph.end) is None:
        return []
    return _with_depths(_Reader(text, paragraph, opens_next).read())


def opening(text: str, paragraph: Span) -> Opening:
    """What a paragraph opens with; an apostrophe ('90s) is no mark."""
    found = _OPENS.match(text, paragraph.start, paragraph.end)
    if found is None:
        return Opening.NO_MARK
    if found["double"]:
        return Opening.DOUBLE
    return Opening.NO_MARK if _ELISION.match(text, found.end()) else Opening.SINGLE


def _with_depths(read: Iterable[_Closed]) -> list[Quotation]:
    """Each quotation with the number of those it is inside of, itself counted."""
    found = []
    around: list[int] = []
    for each in read:
        while around and around[-1] <= each.span.start:
            around.pop()
        around.append(each.span.end)
        found.append(
            Quotation(each.span, QuotationKind.PARTIAL, len(around), each.closed, each.runs_on)
        )
    return found


@dataclass(slots=True)
class _Open:
    """A quotation whose closing mark is still to come."""

    start: int
    double: bool


@dataclass(slots=True)
class _Closed:
    """A quotation whose end is known."""

    span: Span
    closed: bool
    runs_on: bool


class _Reader:
    """Reads the marks of one paragraph from left to right."""

    def __init__(self, text: str, paragraph: Span, opens_next: Opening) -> None:
        self.text, self.opens_next = text, opens_next
        self.start, self.end = paragraph.start, paragraph.end
        self.open: list[_Open] = []
        self.found: list[_Closed] = []

    def read(self) -> list[_Closed]:
        """The quotations of the paragraph, outer before inner."""
        for match in _MARK.finditer(self.text, self.start, self.end):
            written = match.group()
            mark = _WRITTEN.get(written, written)
            if mark in _DOUBLE:
                self._double(match.start(), match.end(), mark)
            else:
                self._single(match.start(), mark)
        self._end()
        return sorted(self.found, key=lambda found: (found.span.start, -found.span.end))

    def _double(self, at: int, end: int, mark: str) -> None:
        inside = any(quotation.double for quotation in self.open)
        if self._opening(at, end, mark, inside):
            if inside and not self.open[-1].double and mark == '"':
                pass  # a double quotation inside a single one inside a double one
            elif inside:
                self._lose(at)
            self.open.append(_Open(at, double=True))
        elif inside:
            self._close(end, double=True)

    def _opening(self, at: int, end: int, mark: str, inside: bool) -> bool:
        """Whether a double mark opens a quotation."""
        after_blank, before_blank = self._blanks(at, end)
        if mark in "”»":
            return not inside and after_blank and not before_blank
        if mark in "“„«":
            return not (inside and before_blank and not after_blank)
        if after_blank == before_blank:
            return not inside
        if not inside or before_blank:
            return after_blank
        nested = not self.open[-1].double
        return nested or self._reopens(at, end)

    def _reopens(self, at: int, end: int) -> bool:
        """Whether a straight mark opens anew because the one before was never closed."""
        closing = self.text.find(self.text[at:end], end, min(at + 400, self.end))
        return closing >= 0 and self._beside(at - 1).isspace()

    def _single(self, at: int, mark: str) -> None:
        inside = any(not quotation.double for quotation in self.open)
        before = self._beside(at - 1)
        if inside and mark != "‘" and not self.open[-1].double and not before.isspace():
            if not self._possessive(at):
                self._close(at + 1, double=False)
        elif self._opens_single(at, mark):
            if inside and mark == "‘" and not self.open[-1].double:
                self.open.pop()  # that one was an apostrophe
            if mark == "‘" or not inside:
                self.open.append(_Open(at, double=False))

    def _opens_single(self, at: int, mark: str) -> bool:
        """Whether a single mark opens a quotation, and is no apostrophe: ’90s, ’em."""
        after_blank, before_blank = self._blanks(at, at + 1)
        if mark == "’" or not after_blank or before_blank or _ELISION.match(self.text, at + 1):
            return False
        if mark == "‘" or self._goes_on(at):
            return True
        return _SINGLE_CLOSES.match(self.text, at + 1, min(at + 420, self.end)) is not None

    def _goes_on(self, at: int) -> bool:
        """Whether a single mark opens its paragraph and the next one opens with one too."""
        return self.opens_next is Opening.SINGLE and not self.text[self.start : at].strip()

    def _possessive(self, at: int) -> bool:
        """Whether a mark after a plural belongs to it: ‘the leaders’ plan’."""
        if self._beside(at + 1) != " " or not _PLURAL.search(self._beside(at - 1)):
            return False
        closing = _SINGLE_CLOSES.match(self.text, at + 1, min(at + 160, self.end))
        if closing is not None:
            return "‘" not in closing.group()
        return self._goes_on(self.open[-1].start)

    def _beside(self, at: int) -> str:
        """The character there, or a blank beyond the paragraph's edges."""
        return self.text[at] if self.start <= at < self.end else " "

    def _blanks(self, at: int, end: int) -> tuple[bool, bool]:
        """Whether a blank, or what may stand for one, comes before and after a mark."""
        before, mark, after = self._beside(at - 1), self.text[at], self._beside(end)
        opens = before.isspace() or before in _OPENS_AFTER or (before in "“‘\"'" and before != mark)
        closes = after.isspace() or after in _CLOSES_BEFORE or (after in "”’\"'" and after != mark)
        return opens, closes

    def _close(self, end: int, *, double: bool) -> None:
        """Close the innermost quotation of this sort; what was open inside it was none."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double == double:
                self._add(quotation, end)
                return

    def _lose(self, at: int) -> None:
        """Another double quotation opens: the one before lost its closing mark."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double:
                self._add(quotation, at, closed=False)
                return

    def _end(self) -> None:
        """The paragraph ends: what is open runs on, or lost a mark.

        A single mark was an apostrophe, unless it opens its paragraph and another the next.
        """
        singles = [one for one in self.open if not one.double and self._goes_on(one.start)]
        doubles = [one for one in self.open if one.double]
        self.open = []
        if singles:
            self._add(singles[0], self.end, runs_on=True)
        elif doubles:
            runs_on = self.opens_next is Opening.DOUBLE
            self._add(doubles[0], self.end, closed=runs_on, runs_on=runs_on)

    def _add(
        self, quotation: _Open, end: int, *, closed: bool = True, runs_on: bool = False
    ) -> None:
        end = quotation.start + len(self.text[quotation.start : end].rstrip())
        self.found.append(_Closed(Span(quotation.start, end), closed, runs_on))
