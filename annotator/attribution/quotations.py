"""Find the quotations of a text, paragraph by paragraph: which marks open, and which close.

The direction of a mark depends on its neighbours and, if these do not decide, on the quotations
that are open. A missing closing mark affects its own paragraph only. Two single marks, as on
typewriters (``so''), are one double mark. An apostrophe is no mark. A quotation that runs over
several paragraphs opens each of them with a mark and closes only the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from annotator.attribution.quotation_types import Quotation, QuotationClassifier, QuotationKind
from annotator.model import Span


class ParagraphOpening(Enum):
    """The mark that a paragraph opens with, with which it may continue a quotation."""

    NO_MARK = auto()
    SINGLE = auto()
    DOUBLE = auto()


_DOUBLE_MARKS = frozenset('"“”„«»')
_WRITTEN = {"''": '"', "``": "“"}
_MARK = re.compile(  # not inside a word, as in don't
    "[\"“”„«»‘’'`](?:(?<=')'|(?<=`)`|(?<!`))(?<![^\\W_]['’](?=[^\\W_]))"
)
_PARAGRAPH_OPENING = re.compile(
    "\\s{0,80}(?:(?P<double>[\"“„«]|''|``)|(?P<single>[‘'])(?=[^\\W_]))"
)
_OPENS_AFTER = frozenset("([{—–-/…")  # may come between a blank and an opening mark
_CLOSES_BEFORE = frozenset(".,;:!?)]}—–-/…")
_ELISION = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n|round|cuz|neath)\b", re.IGNORECASE)
_PLURAL = re.compile(r"[sz]$")
_SINGLE_CLOSES = re.compile(
    r"(?:[^\r\n\"“”]|\"[^\r\n\"“”]*\"|“[^\r\n\"“”]*”){0,400}?[\w.,!?…\"”]['’](?!\w)"
)


def quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """Find every quotation in the paragraphs, in order of their starts, outer before inner.

    A quotation that runs over several paragraphs gives one Quotation in each.

    paragraphs: in the order of the text. Boilerplate between them does not interrupt a quotation.
    """
    found: list[Quotation] = []
    running = False
    opens = [paragraph_opening(text, paragraph) for paragraph in paragraphs[1:]]
    for paragraph, opens_next in zip(paragraphs, [*opens, ParagraphOpening.NO_MARK], strict=False):
        marked = read_quotations(text, paragraph, opens_next=opens_next)
        if marked:
            found += _with_kinds(text, paragraph, marked, running=running)
        running = any(quotation.runs_on for quotation in marked)
    return tuple(found)


def may_continue_quotation(text: str, paragraph: Span) -> bool:
    """Return True if a paragraph opens with a mark, so that it may continue a quotation."""
    return paragraph_opening(text, paragraph) is not ParagraphOpening.NO_MARK


def _with_kinds(
    text: str, paragraph: Span, marked: list[Quotation], *, running: bool
) -> Iterator[Quotation]:
    """The quotations of a paragraph with their kinds. running: the first continues another."""
    classifier = QuotationClassifier(text, paragraph, marked)
    for number, one in enumerate(marked):
        continues = running and number == 0
        kind = QuotationKind.FULL if continues else classifier.kind_of(one)
        yield Quotation(one.span, kind, one.depth, one.closed, one.runs_on)


def read_quotations(text: str, paragraph: Span, *, opens_next: ParagraphOpening) -> list[Quotation]:
    """Read the quotations of one paragraph, outer before inner, without their kinds.

    opens_next: the mark that the next paragraph opens with.
    """
    if _MARK.search(text, paragraph.start, paragraph.end) is None:
        return []
    return _with_depths(_MarkReader(text, paragraph, opens_next).read())


def paragraph_opening(text: str, paragraph: Span) -> ParagraphOpening:
    """The mark that a paragraph opens with. An apostrophe ('90s) is not a mark."""
    found = _PARAGRAPH_OPENING.match(text, paragraph.start, paragraph.end)
    if found is None:
        return ParagraphOpening.NO_MARK
    if found["double"]:
        return ParagraphOpening.DOUBLE
    return (
        ParagraphOpening.NO_MARK if _ELISION.match(text, found.end()) else ParagraphOpening.SINGLE
    )


def _with_depths(read: Iterable[_ClosedQuotation]) -> list[Quotation]:
    """The quotations with their depths: 1 for the outermost."""
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
class _OpenQuotation:
    """A quotation without its closing mark so far."""

    start: int
    double: bool


@dataclass(slots=True)
class _ClosedQuotation:
    """A quotation with its end."""

    span: Span
    closed: bool
    runs_on: bool


class _MarkReader:
    """Reads the marks of one paragraph from left to right."""

    def __init__(self, text: str, paragraph: Span, opens_next: ParagraphOpening) -> None:
        self.text, self.opens_next = text, opens_next
        self.start, self.end = paragraph.start, paragraph.end
        self.open: list[_OpenQuotation] = []
        self.found: list[_ClosedQuotation] = []

    def read(self) -> list[_ClosedQuotation]:
        """The quotations of the paragraph, outer before inner."""
        for match in _MARK.finditer(self.text, self.start, self.end):
            written = match.group()
            mark = _WRITTEN.get(written, written)
            if mark in _DOUBLE_MARKS:
                self._double(match.start(), match.end(), mark)
            else:
                self._single(match.start(), mark)
        self._end()
        return sorted(self.found, key=lambda found: (found.span.start, -found.span.end))

    def _double(self, at: int, end: int, mark: str) -> None:
        inside = any(quotation.double for quotation in self.open)
        if self._opens_double(at, end, mark, inside):
            if inside and not self.open[-1].double and mark == '"':
                pass  # a double quotation inside a single one inside a double one
            elif inside:
                self._close_unfinished(at)
            self.open.append(_OpenQuotation(at, double=True))
        elif inside:
            self._close(end, double=True)

    def _opens_double(self, at: int, end: int, mark: str, inside: bool) -> bool:
        """Return True if a double mark opens a quotation."""
        after_blank, before_blank = self._blanks_around(at, end)
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
        """Return True if a straight mark opens a new quotation: the one before was never closed."""
        closing = self.text.find(self.text[at:end], end, min(at + 400, self.end))
        return closing >= 0 and self._char_at(at - 1).isspace()

    def _single(self, at: int, mark: str) -> None:
        inside = any(not quotation.double for quotation in self.open)
        before = self._char_at(at - 1)
        if inside and mark != "‘" and not self.open[-1].double and not before.isspace():
            if not self._possessive(at):
                self._close(at + 1, double=False)
        elif self._opens_single(at, mark):
            if inside and mark == "‘" and not self.open[-1].double:
                self.open.pop()  # it was an apostrophe
            if mark == "‘" or not inside:
                self.open.append(_OpenQuotation(at, double=False))

    def _opens_single(self, at: int, mark: str) -> bool:
        """Return True if a single mark opens a quotation and is not an apostrophe: ’90s, ’em."""
        after_blank, before_blank = self._blanks_around(at, at + 1)
        if mark == "’" or not after_blank or before_blank or _ELISION.match(self.text, at + 1):
            return False
        if mark == "‘" or self._runs_on_to_next(at):
            return True
        return _SINGLE_CLOSES.match(self.text, at + 1, min(at + 420, self.end)) is not None

    def _runs_on_to_next(self, at: int) -> bool:
        """Return True if a single mark opens its paragraph and another opens the next one."""
        return self.opens_next is ParagraphOpening.SINGLE and not self.text[self.start : at].strip()

    def _possessive(self, at: int) -> bool:
        """Return True if a mark after a plural is an apostrophe: ‘the leaders’ plan’."""
        if self._char_at(at + 1) != " " or not _PLURAL.search(self._char_at(at - 1)):
            return False
        closing = _SINGLE_CLOSES.match(self.text, at + 1, min(at + 160, self.end))
        if closing is not None:
            return "‘" not in closing.group()
        return self._runs_on_to_next(self.open[-1].start)

    def _char_at(self, at: int) -> str:
        """A character of the paragraph, or a blank outside it."""
        return self.text[at] if self.start <= at < self.end else " "

    def _blanks_around(self, at: int, end: int) -> tuple[bool, bool]:
        """(blank before a mark, blank after it); some punctuation counts as a blank."""
        before, mark, after = self._char_at(at - 1), self.text[at], self._char_at(end)
        opens = before.isspace() or before in _OPENS_AFTER or (before in "“‘\"'" and before != mark)
        closes = after.isspace() or after in _CLOSES_BEFORE or (after in "”’\"'" and after != mark)
        return opens, closes

    def _close(self, end: int, *, double: bool) -> None:
        """Close the innermost quotation of this sort; unclosed ones inside it are dropped."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double == double:
                self._add(quotation, end)
                return

    def _close_unfinished(self, at: int) -> None:
        """End a double quotation without its closing mark, because another one opens."""
        while self.open:
            quotation = self.open.pop()
            if quotation.double:
                self._add(quotation, at, closed=False)
                return

    def _end(self) -> None:
        """End the open quotations at the end of the paragraph: they run on, or a mark is missing.

        An open single mark was an apostrophe, unless a single mark also opens the next paragraph.
        """
        singles = [one for one in self.open if not one.double and self._runs_on_to_next(one.start)]
        doubles = [one for one in self.open if one.double]
        self.open = []
        if singles:
            self._add(singles[0], self.end, runs_on=True)
        elif doubles:
            runs_on = self.opens_next is ParagraphOpening.DOUBLE
            self._add(doubles[0], self.end, closed=runs_on, runs_on=runs_on)

    def _add(
        self, quotation: _OpenQuotation, end: int, *, closed: bool = True, runs_on: bool = False
    ) -> None:
        end = quotation.start + len(self.text[quotation.start : end].rstrip())
        self.found.append(_ClosedQuotation(Span(quotation.start, end), closed, runs_on))
