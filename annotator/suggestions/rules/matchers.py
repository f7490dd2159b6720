"""Parts: the sources of rules made ready, each a way to look through one sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from annotator.suggestions.rules import literals
from annotator.suggestions.rules.expressions import SPAN, compiled
from annotator.suggestions.rules.literals import Needs

TRAINED = frozenset(
    ("LEMMA", "POS", "TAG", "DEP", "MORPH", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID")
)
"""Keys of token patterns that only a trained pipeline fills in."""

MOST_TOKENS = 60
"""A match of a token pattern with * or + has at most so many tokens where the sentence has more
than twice as many: spaCy looks for it in a time that grows with the cube of the tokens."""

_STRETCH = re.compile(r"\S+")

Found = tuple[int, int, int, int]
"""Start and end of what to mark, start and end of what fired; characters of the sentence."""


class Sentence:
    """One sentence that is looked through, cut into tokens at most once for each pipeline."""

    __slots__ = ("_docs", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._docs: dict[Callable[[str], Any], Any] = {}

    def doc(self, pipeline: Callable[[str], Any]) -> Any:
        """The sentence as a pipeline's Doc."""
        if pipeline not in self._docs:
            self._docs[pipeline] = pipeline(self.text)
        return self._docs[pipeline]

    def near(self, places: Sequence[tuple[int, int]], reach: int) -> list[tuple[int, Sentence]]:
        """The pieces that have so many stretches without white space on either side of places.

        Each comes with where it starts. They are disjoint, and cut into tokens as the sentence
        is: spaCy makes tokens of each stretch by itself.
        """
        starts = [found.start() for found in _STRETCH.finditer(self.text)]
        pieces: list[tuple[int, int]] = []
        for low, high in sorted(places):
            first = bisect_right(starts, low) - 1 - reach
            after = bisect_left(starts, high) + reach
            start = starts[first] if first > 0 else 0
            end = starts[after] if after < len(starts) else len(self.text)
            if pieces and start <= pieces[-1][1]:
                start, before = pieces.pop()
                end = max(end, before)
            pieces.append((start, end))
        return [(start, Sentence(self.text[start:end])) for start, end in pieces]


@dataclass(frozen=True, slots=True)
class Part:
    """One source of a rule. rule: its number. needs: see annotator.suggestions.rules.literals.

    reach: the most tokens of a match, 0 where there is no bound. So many stretches without white
    space on either side of a literal hold each match that has it, and none is at an edge, where
    it might be cut short or find other neighbours than in the sentence.
    """

    rule: int
    find: Callable[[Sentence], Iterable[Found]]
    needs: Needs
    reach: int = 0

    def find_near(self, sentence: Sentence, places: Sequence[tuple[int, int]]) -> Iterator[Found]:
        """What it finds in a sentence whose literals that it needs stand at these places."""
        if not self.reach:
            yield from self.find(sentence)
            return
        for at, piece in sentence.near(places, self.reach):
            for low, high, first, last in self.find(piece):
                yield low + at, high + at, first + at, last + at


def of_expression(number: int, source: str) -> Part:
    """The part of one regular expression."""
    return Part(number, _expression(source), literals.of_expression(source))


def of_pattern(number: int, tokens: list[dict[str, Any]], pipelines: Pipelines) -> Part:
    """The part of one token pattern."""
    needs = literals.of_pattern(tokens)
    reach = len(tokens) if needs and not _trained(tokens) and _bounded(tokens) else 0
    return Part(number, pipelines.matcher(tokens), needs, reach)


class Pipelines:
    """The tokenizer, and the trained pipeline that is loaded only where a sentence needs it."""

    def __init__(self, blank: Any, load_trained: Callable[[], Any]) -> None:
        self._blank = blank
        self._make_doc: Callable[[str], Any] = blank.make_doc
        self._load_trained = load_trained
        self._trained: Any = None

    def matcher(self, tokens: list[dict[str, Any]]) -> Callable[[Sentence], Iterable[Found]]:
        """What finds a token pattern. Raises ValueError if spaCy takes it for none."""
        if _trained(tokens):
            return self._late_matcher(tokens)
        return _pattern(
            self._matcher(self._blank, tokens), self._make_doc, repeats=_repeats(tokens)
        )

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Words that are first seen inside are forgotten at its end, and so must be all Docs."""
        with ExitStack() as zones:
            for loaded in filter(None, (self._blank, self._trained)):
                zones.enter_context(loaded.memory_zone())
            yield

    def _late_matcher(self, tokens: list[dict[str, Any]]) -> Callable[[Sentence], Iterable[Found]]:
        ready: list[Callable[[Sentence], Iterable[Found]]] = []

        def find(sentence: Sentence) -> Iterable[Found]:
            if not ready:
                pipeline = self._pipeline()
                matcher = self._matcher(pipeline, tokens)
                ready.append(_pattern(matcher, pipeline, repeats=_repeats(tokens)))
            return ready[0](sentence)

        return find

    def _pipeline(self) -> Any:
        if self._trained is None:
            self._trained = self._load_trained()
        return self._trained

    @staticmethod
    def _matcher(pipeline: Any, tokens: list[dict[str, Any]]) -> Any:
        from spacy.matcher import Matcher  # noqa: PLC0415 - slow to load

        matcher = Matcher(pipeline.vocab)
        matcher.add("pattern", [tokens])
        return matcher


def _pattern(
    matcher: Any, pipeline: Callable[[str], Any], *, repeats: bool
) -> Callable[[Sentence], Iterable[Found]]:
    def find(sentence: Sentence) -> Iterator[Found]:
        doc = sentence.doc(pipeline)
        for piece in _windows(len(doc)) if repeats else [slice(0, len(doc))]:
            for _, first, last in matcher(doc[piece]):
                low, high = doc[piece.start + first], doc[piece.start + last - 1]
                start, end = low.idx, high.idx + len(high)
                yield start, end, start, end

    return find


def _trained(tokens: list[dict[str, Any]]) -> bool:
    """Whether the pattern asks for what only a trained pipeline knows."""
    return any(TRAINED.intersection(map(str.upper, token)) for token in tokens)


def _bounded(tokens: list[dict[str, Any]]) -> bool:
    """Whether no match has more tokens than the pattern."""
    return all(token.get("OP", "1") in {"1", "?"} for token in tokens)


def _repeats(tokens: list[dict[str, Any]]) -> bool:
    """Whether a token of the pattern may be repeated without end."""
    return any(str(token.get("OP", "")).endswith(("*", "+", ",}")) for token in tokens)


def _windows(tokens: int) -> Iterator[slice]:
    """All of a sentence, or, of a long one, parts that overlap by the longest match."""
    for start in range(0, max(1, tokens - MOST_TOKENS), MOST_TOKENS):
        yield slice(start, min(tokens, start + 2 * MOST_TOKENS))


def _expression(source: str) -> Callable[[Sentence], Iterable[Found]]:
    """A rule's matches in a sentence; the group `span` is what to mark, else all of the match."""
    expression = compiled(source)
    marked = expression.groupindex.get(SPAN, 0)

    def find(sentence: Sentence) -> Iterator[Found]:
        for match in expression.finditer(sentence.text):
            low, high = match.span(marked)
            start, end = match.span()
            if low < high:
                yield low, high, start, end

    return find
