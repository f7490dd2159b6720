"""A sentence as words and marks, each quotation one token: what reports are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from annotator.model import Span
from annotator.voice.quotation import Quotation, QuotationKind

QUOTE = "“"
_LONGEST = 4000  # characters of a sentence that are read; what is longer is a table or a list
_TOKEN = re.compile(r"\w+(?:[-'’.&/]\w+)*|[^\w\s.]")
_DASHES = frozenset("-–—―")


class Quoted(NamedTuple):
    """A quotation that is a token. stopped: whether it ends with a stop or a comma."""

    kind: QuotationKind
    capital: bool
    stopped: bool


class Tokens:
    """The tokens of a sentence. Full stops are left out: those inside belong to a word.

    written: as in the text, but with straight apostrophes; “ for a quotation.
    words: the same in lower case, — for any dash.
    quoted: the quotations, by their number among the tokens.
    """

    def __init__(self, text: str, sentence: Span, quotations: Sequence[Quotation]) -> None:
        self._text = text
        self._pieces = list(_pieces(sentence, quotations))
        self.written: list[str] = []
        self.quoted: dict[int, Quoted] = {}
        for start, end, quotation in self._pieces:
            if quotation is None:
                self.written += _TOKEN.findall(text[start:end].replace("’", "'"))
            else:
                self.quoted[len(self.written)] = _quoted(text, quotation)
                self.written.append(QUOTE)
        self.words = ["—" if word in _DASHES else word.lower() for word in self.written]

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each begins and ends in the text; a quotation may reach beyond its sentence.

        Read from the text anew, as nobody asks for those of a sentence without a report.
        """
        found: list[tuple[int, int]] = []
        for start, end, quotation in self._pieces:
            if quotation is None:
                found += [match.span() for match in _TOKEN.finditer(self._text, start, end)]
            else:
                found.append((start, end))
        return found


def _quoted(text: str, quotation: Quotation) -> Quoted:
    span = quotation.span
    last = text[max(span.start, span.end - 4) : span.end].rstrip("\"”»’' ")
    inner = text[span.start : span.start + 3].lstrip("\"“”„«‘'`")
    stopped = last[-1:] in {",", ".", "!", "?", "…", "—", "-"}
    return Quoted(quotation.kind, not inner[:1].islower(), stopped)


_Piece = tuple[int, int, Quotation | None]


def _pieces(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[_Piece]:
    """Where the quotations of a sentence and the stretches between them begin and end."""
    at, end = sentence.start, min(sentence.end, sentence.start + _LONGEST)
    for quotation in _outermost(sentence, quotations):
        span = quotation.span
        if span.start >= end:
            break
        if at < span.start:
            yield at, span.start, None
        yield span.start, span.end, quotation
        at = span.end
    if at < end:
        yield at, end, None


def _outermost(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of depth 1 that share a character with the sentence."""
    end = bisect_left(quotations, sentence.end, key=lambda quotation: quotation.span.start)
    first = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.span.start)
    while first and quotations[first - 1].depth > 1:
        first -= 1
    for quotation in quotations[max(0, first - 1) : end]:
        if quotation.depth == 1 and quotation.span.overlaps(sentence):
            yield quotation
