"""Documents whose text looks the same but has other signs, with the places of each character."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import normalize

from annotator.model import Block, Document, Span, Value

SMALL_WORDS = frozenset(
    ["a", "an", "the", "of", "in", "on", "at", "to", "by", "as", "and", "or", "is", "was", "no"]
)
"""After these, typesetters put a no-break space."""

SPACES = ["\u00a0", "\u2009", "\u202f", "\t", "  ", "\r\n", "\n", " \u200b", "\u200e ", " \n   "]
INSIDE_WORDS = ["\u00ad", "\u200b", "\u2060", "\u200d", "\ufeff"]
LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "fi": "\ufb01", "fl": "\ufb02", "ff": "\ufb00"}


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A document made from another. places: for each character, its start and end."""

    document: Document
    places: list[tuple[int, int]]

    def moved(self, span: Span) -> Span:
        """Where the words of a span of the other document are."""
        return Span(self.places[span.start][0], self.places[span.end - 1][1])

    def moved_value(self, value: Value) -> Value:
        """An attribute value with its spans moved."""
        if isinstance(value, dict):
            return self.moved(Span(value["start"], value["end"])).as_value(self.document.text)
        return [*map(self.moved_value, value)] if isinstance(value, list) else value


def look_alike(document: Document, changes: Iterable[tuple[int, int, str, str]]) -> LookAlike:
    """The document with changes: (start, end, what replaces it, what comes after it)."""
    text, places, at = "", [], 0
    for start, end, instead, after in changes:
        places += [(len(text) + k, len(text) + k + 1) for k in range(start - at)]
        text += document.text[at:start]
        places += [(len(text), len(text) + len(instead))] * (end - start)
        text += instead + after
        at = end
    places += [(len(text) + k, len(text) + k + 1) for k in range(len(document.text) - at)]
    text += document.text[at:]
    made = LookAlike(replace(document, text=text), places)
    return LookAlike(
        replace(
            made.document,
            blocks=tuple(Block(made.moved(one.span), one.kind) for one in document.blocks),
            sentences=tuple(map(made.moved, document.sentences)),
        ),
        places,
    )


def spaced(document: Document, space: str) -> LookAlike:
    """The document with another space after each small word."""
    text, changes = document.text, []
    for at in range(1, len(text) - 1):
        word = text[:at].rpartition(" ")[2].strip("“‘\"'(").lower()
        if text[at] == " " and word in SMALL_WORDS:
            changes.append((at, at + 1, space, ""))
    return look_alike(document, changes)


def drawn(document: Document, draw: random.Random, share: float) -> LookAlike:
    """The document with a share of its signs replaced at random."""
    text, changes, at = document.text, [], 1
    while at < len(text) - 1:
        change = _change(document, at, draw) if draw.random() < share else None
        changes += [change] if change else []
        at = change[1] if change else at + 1
    return look_alike(document, changes)


def _change(document: Document, at: int, draw: random.Random) -> tuple[int, int, str, str] | None:
    text, sign = document.text, document.text[at]
    if sign == " " and any(one.start < at < one.end - 1 for one in document.sentences):
        return at, at + 1, draw.choice(SPACES), ""
    if sign == "-" and text[at - 1].isalnum():
        return at, at + 1, draw.choice(["\u2010", "\u2011"]), ""
    if sign in "'’" and text[at - 1].isalpha() and text[at + 1].isalpha():
        return at, at + 1, draw.choice(["'", "’", "\u02bc"]), ""
    if not (sign.isalpha() and text[at + 1].isalpha()):
        return None
    for letters, one in LIGATURES.items():
        if text.startswith(letters, at):
            return at, at + len(letters), one, ""
    decomposed = normalize("NFD", sign)
    return at, at + 1, decomposed, "" if len(decomposed) > 1 else draw.choice(INSIDE_WORDS)
