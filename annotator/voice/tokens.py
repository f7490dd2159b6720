"""A sentence as words and marks, each quotation one token: what reports are read from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.model import Span
from annotator.voice.quotation import Quotation, QuotationKind

QUOTE = "“"
_LONGEST = 4000  # characters of a sentence that are read; what is longer is a table or a list
_TOKEN = re.compile(r"\w+(?:[-'.&/]\w+)*|[^\w\s.]")
_WRITTEN = str.maketrans({"’": "'", "–": "—", "―": "—"})


class Quoted(NamedTuple):
    """A quotation that is a token. stopped: whether it ends with a stop or a comma."""

    kind: QuotationKind
    capital: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a sentence. Full stops are left out: those inside belong to a word.

    words: in lower case, with straight apostrophes; “ for a quotation, — for a dash.
    starts, ends: of each, in the text; a quotation may reach beyond its sentence.
    quoted: the quotations, by their number among the tokens.
    """

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    quoted: dict[int, Quoted] = field(default_factory=dict)

    def read(self, start: int, end: int) -> None:
        """Add the words and marks of a stretch without quotations."""
        part = self.text[start:end].translate(_WRITTEN)
        found = list(_TOKEN.finditer(part))
        written = [match.group().lower() for match in found]
        self.words.extend("—" if word == "-" else word for word in written)
        self.starts.extend([start + match.start() for match in found])
        self.ends.extend([start + match.end() for match in found])

    def quote(self, quotation: Quotation) -> None:
        """Add a quotation."""
        span = quotation.span
        last = self.text[max(span.start, span.end - 4) : span.end].rstrip("\"”»’' ")
        inner = self.text[span.start : span.start + 3].lstrip("\"“”„«‘'`")
        stopped = last[-1:] in {",", ".", "!", "?", "…", "—", "-"}
        capital = not inner[:1].islower()
        self.quoted[len(self.words)] = Quoted(quotation.kind, capital, stopped)
        self.words.append(QUOTE)
        self.starts.append(span.start)
        self.ends.append(span.end)


def tokens(text: str, sentence: Span, quotations: Sequence[Quotation]) -> Tokens:
    """The tokens of a sentence."""
    found = Tokens(text)
    at, end = sentence.start, min(sentence.end, sentence.start + _LONGEST)
    for quotation in _outermost(sentence, quotations):
        if quotation.span.start >= end:
            break
        found.read(at, min(quotation.span.start, end))
        found.quote(quotation)
        at = quotation.span.end
    found.read(at, end)
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
