"""The tokens of a sentence for attribution: words and punctuation, each quotation one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.attribution.quotation_types import Quotation, QuotationKind
from annotator.model import Span

QUOTE = "“"
_LONGEST = 4000  # characters of a sentence that are read; only tables and lists are longer
_TOKEN = re.compile(r"\w+(?:[-'.&/]\w+)*|[^\w\s.]")


class QuotationToken(NamedTuple):
    """A quotation as a token. ends_in_stop: True if it ends with a stop, a comma or a dash."""

    span: Span
    kind: QuotationKind
    capitalized: bool
    ends_in_stop: bool


class TokenizedSentence:
    """The tokens of a sentence, without full stops (those inside a word belong to it).

    words: in lower case, with straight apostrophes; “ for a quotation, — for a dash.
    quoted: the quotations by token number; a quotation may extend beyond the sentence.
    """

    def __init__(self, text: str, sentence: Span, quotations: Sequence[Quotation]) -> None:
        self.words: list[str] = []
        self.quoted: dict[int, QuotationToken] = {}
        self._text, self._offset = text, sentence.start
        self._found: list[re.Match[str] | None] = []  # None for a quotation
        end = min(sentence.end, sentence.start + _LONGEST)
        plain = _normalized(text[sentence.start : end])
        at = sentence.start
        for quotation in _outermost(sentence, quotations):
            if quotation.span.start >= end:
                break
            self._read(plain, at, quotation.span.start)
            self._quote(quotation)
            at = quotation.span.end
        self._read(plain, at, end)

    def span(self, first: int, last: int) -> Span:
        """The span in the text of the tokens [first, last)."""
        return Span(self._bounds(first)[0], self._bounds(last - 1)[1])

    def is_capitalized(self, at: int) -> bool:
        """Return True if a word, or the content of a quotation, begins with a capital."""
        if at in self.quoted:
            return self.quoted[at].capitalized
        return self._text[self._bounds(at)[0]].isupper()

    def touches_next(self, at: int) -> bool:
        """Return True if there is no blank between a token and the next."""
        return self._bounds(at)[1] == self._bounds(at + 1)[0]

    def _read(self, plain: str, start: int, end: int) -> None:
        """Add the tokens of a part without quotations."""
        if start >= end:
            return
        found = list(_TOKEN.finditer(plain, start - self._offset, end - self._offset))
        self._found += found
        self.words += ["—" if (word := match[0]) == "-" else word for match in found]

    def _quote(self, quotation: Quotation) -> None:
        span = quotation.span
        last = self._text[max(span.start, span.end - 4) : span.end].rstrip("\"”»’' ")
        inner = self._text[span.start : span.start + 3].lstrip("\"“”„«‘'`")
        ends_in_stop = last[-1:] in {",", ".", "!", "?", "…", "—", "-"}
        capitalized = not inner[:1].islower()
        self.quoted[len(self.words)] = QuotationToken(
            span, quotation.kind, capitalized, ends_in_stop
        )
        self.words.append(QUOTE)
        self._found.append(None)

    def _bounds(self, at: int) -> tuple[int, int]:
        """The start and end of a token in the text."""
        match = self._found[at]
        if match is None:
            span = self.quoted[at].span
            return span.start, span.end
        return self._offset + match.start(), self._offset + match.end()


def _normalized(text: str) -> str:
    """The text in lower case, of the same length, with straight apostrophes and one dash."""
    same = text.replace("İ", "ı")  # the only letter that is longer in lower case
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
