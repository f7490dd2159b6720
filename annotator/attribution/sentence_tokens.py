"""A sentence as words and marks, each quotation one token: what reports are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.attribution.quotation_types import Quotation, QuotationKind
from annotator.model import Span

QUOTE = "“"
_LONGEST = 4000  # characters of a sentence that are read; what is longer is a table or a list
_TOKEN = re.compile(r"\w+(?:[-'.&/]\w+)*|[^\w\s.]")


class Quoted(NamedTuple):
    """A quotation that is a token. stopped: whether it ends with a stop or a comma."""

    span: Span
    kind: QuotationKind
    capital: bool
    stopped: bool


class Tokens:
    """The tokens of a sentence. Full stops are left out: those inside belong to a word.

    words: in lower case, with straight apostrophes; “ for a quotation, — for a dash.
    quoted: the quotations, by their number among the tokens; one may reach beyond its sentence.
    """

    def __init__(self, text: str, sentence: Span, quotations: Sequence[Quotation]) -> None:
        self.words: list[str] = []
        self.quoted: dict[int, Quoted] = {}
        self._text, self._offset = text, sentence.start
        self._found: list[re.Match[str] | None] = []  # in the sentence; None for a quotation
        end = min(sentence.end, sentence.start + _LONGEST)
        plain = _plain(text[sentence.start : end])
        at = sentence.start
        for quotation in _outermost(sentence, quotations):
            if quotation.span.start >= end:
                break
            self._read(plain, at, quotation.span.start)
            self._quote(quotation)
            at = quotation.span.end
        self._read(plain, at, end)

    def span(self, first: int, last: int) -> Span:
        """Where the tokens from first up to last, excluded, stand in the text."""
        return Span(self._place(first)[0], self._place(last - 1)[1])

    def capital(self, at: int) -> bool:
        """Whether a token, or what a quotation holds, begins with a capital."""
        if at in self.quoted:
            return self.quoted[at].capital
        return self._text[self._place(at)[0]].isupper()

    def touching(self, at: int) -> bool:
        """Whether no blank stands between a token and the next."""
        return self._place(at)[1] == self._place(at + 1)[0]

    def _read(self, plain: str, start: int, end: int) -> None:
        """Add the words and marks of a stretch without quotations."""
        if start >= end:
            return
        found = list(_TOKEN.finditer(plain, start - self._offset, end - self._offset))
        self._found += found
        self.words += ["—" if (word := match[0]) == "-" else word for match in found]

    def _quote(self, quotation: Quotation) -> None:
        span = quotation.span
        last = self._text[max(span.start, span.end - 4) : span.end].rstrip("\"”»’' ")
        inner = self._text[span.start : span.start + 3].lstrip("\"“”„«‘'`")
        stopped = last[-1:] in {",", ".", "!", "?", "…", "—", "-"}
        capital = not inner[:1].islower()
        self.quoted[len(self.words)] = Quoted(span, quotation.kind, capital, stopped)
        self.words.append(QUOTE)
        self._found.append(None)

    def _place(self, at: int) -> tuple[int, int]:
        """Where a token begins and ends in the text."""
        match = self._found[at]
        if match is None:
            span = self.quoted[at].span
            return span.start, span.end
        return self._offset + match.start(), self._offset + match.end()


def _plain(text: str) -> str:
    """A text of the same length in lower case, with straight apostrophes and one sort of dash."""
    same = text.replace("İ", "ı")  # the one letter that is longer in lower case
    return same.lower().replace("’", "'").replace("–", "—").replace("―", "—")


def _outermost(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of depth 1 that share a character with the sentence."""
    end = bisect_left(quotations, sentence.end, key=lambda quotation: quotation.span.start)
    first = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.span.start)
    while first and quotations[first - 1].depth > 1:
        first -= 1
    for quotation in quotations[max(0, first - 1) : end]:
        if quotation.depth == 1 and quotation.span.overlaps(sentence):
            yield quotation
