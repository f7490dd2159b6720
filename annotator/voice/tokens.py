"""A sentence as words and marks, each quotation one token: what reports are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.model import Span
from annotator.voice.quotation import Quotation, QuotationKind

QUOTE = "“"
_LONGEST = 4000  # characters of a sentence that are read; what is longer is a table or a list
_TOKEN = re.compile(r"\w+(?:[-’'.&/]\w+)*|[^\w\s.]")
_DASHES = frozenset("-–—―")


class Token(NamedTuple):
    """A word, a mark or a whole quotation, which may reach beyond its sentence.

    word: in lower case, with a straight apostrophe; “ for a quotation, — for a dash.
    capital: whether it begins with one, as does what a quotation holds.
    stopped: whether a quotation ends with a stop or a comma.
    """

    start: int
    end: int
    word: str
    capital: bool = False
    quote: QuotationKind | None = None
    stopped: bool = False


def tokens(text: str, sentence: Span, quotations: Sequence[Quotation]) -> list[Token]:
    """The tokens of a sentence. Full stops are left out: those inside belong to a word."""
    found: list[Token] = []
    at, end = sentence.start, min(sentence.end, sentence.start + _LONGEST)
    for quotation in _outermost(sentence, quotations):
        span = quotation.span
        found.extend(_words(text, at, min(span.start, end)))
        last = text[max(span.start, span.end - 4) : span.end].rstrip("\"”»’' ")
        stopped = last[-1:] in {",", ".", "!", "?", "…", "—", "-"}
        inner = text[span.start : span.start + 3].lstrip("\"“”„«‘'`")
        capital = not inner[:1].islower()
        found.append(Token(span.start, span.end, QUOTE, capital, quotation.kind, stopped))
        at = span.end
    found.extend(_words(text, at, end))
    return found


def _outermost(sentence: Span, quotations: Sequence[Quotation]) -> Iterator[Quotation]:
    """The quotations of depth 1 that share a character with the sentence."""
    end = bisect_left(quotations, sentence.end, key=lambda quotation: quotation.span.start)
    first = bisect_left(quotations, sentence.start, key=lambda quotation: quotation.span.start)
    while first and quotations[first - 1].depth > 1:
        first -= 1
    for quotation in quotations[max(0, first - 1) : end]:
        if quotation.depth == 1 and quotation.span.overlaps(sentence):
            yield quotation


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    part = text[start:end].replace("’", "'")
    for match in _TOKEN.finditer(part):
        word = match.group()
        first, last = match.span()
        if word in _DASHES:
            word = "—"
        yield Token(start + first, start + last, word.lower(), word[0].isupper())
