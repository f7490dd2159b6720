"""Match one source of a rule, a regular expression or a token pattern, in one sentence.

Regular expressions are google-re2's, which match in time linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from annotator.nlp import pipelines
from annotator.suggestions.rules import literals
from annotator.suggestions.rules.literals import RequiredLiterals

SPAN = "span"
"""The name of the group that a suggestion marks, instead of the whole match."""

FoundSpans = tuple[int, int, int, int]
"""Start and end of the span to mark, and of the trigger, in characters of the sentence."""

TRAINED = frozenset(
    ("LEMMA", "POS", "TAG", "DEP", "MORPH", "ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID")
)
"""Keys of token patterns that need a trained pipeline."""

MAX_TOKENS = 60
"""Maximum number of tokens of a match of a pattern with * or + in a sentence with more than twice
as many tokens: the Matcher's time grows with the cube of the tokens."""

_STRETCH = re.compile(r"\S+")


# ------------------------------------------------------------------ regular expressions


@lru_cache(maxsize=4096)
def compiled(source: str, *, ignore_case: bool = True) -> Any:
    """Compile an expression, case-insensitive unless it contains (?-i).

    ignore_case: False compiles almost twice as fast, for checks that do not match.
    Raises re2.error if re2 refuses it.
    """
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    return re2.compile(source, options)


def refusal(source: str, *, ignore_case: bool = True) -> str | None:
    """The reason why an expression is refused, or None: by re2, or as it matches the empty text."""
    try:
        expression = compiled(source, ignore_case=ignore_case)
    except re2.error as error:
        reason = error.args[0] if error.args else "no reason given"
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    except UnicodeEncodeError:
        return "it contains half a character (a lone surrogate)"
    return "it matches the empty text" if expression.search("") else None


def finder(source: str) -> Callable[[str], Iterator[FoundSpans]]:
    """A function that finds an expression in a text."""
    expression = compiled(source)
    marked = expression.groupindex.get(SPAN, 0)

    def find(text: str) -> Iterator[FoundSpans]:
        for match in expression.finditer(text):
            low, high = match.span(marked)
            start, end = match.span()
            if low < high:
                yield low, high, start, end

    return find


# ------------------------------------------------------------------------------ sources


class SentenceTokens:
    """A sentence that is tokenized at most once by each pipeline."""

    __slots__ = ("_docs", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._docs: dict[Callable[[str], Any], Any] = {}

    def doc(self, pipeline: Callable[[str], Any]) -> Any:
        """The Doc of the sentence."""
        if pipeline not in self._docs:
            self._docs[pipeline] = pipeline(self.text)
        return self._docs[pipeline]

    def near(
        self, places: Sequence[tuple[int, int]], reach: int
    ) -> list[tuple[int, SentenceTokens]]:
        """The disjoint pieces of the sentence around places, with their offsets.

        A piece extends over `reach` stretches without white space on both sides of a place. Its
        tokens are those of the sentence, because spaCy tokenizes each stretch by itself.
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
        return [(start, SentenceTokens(self.text[start:end])) for start, end in pieces]


@dataclass(frozen=True, slots=True)
class SourceMatcher:
    """A compiled source of a rule.

    rule: number of the rule. required: see annotator.suggestions.rules.literals.
    reach: maximum number of tokens of a match, 0 for no limit. With so many stretches on both sides
        of a required literal, a piece of the sentence contains every match with that literal, and
        none touches its edge, where the match could be shorter than in the sentence.
    """

    rule: int
    find: Callable[[SentenceTokens], Iterable[FoundSpans]]
    required: RequiredLiterals
    reach: int = 0

    def find_near(
        self, sentence: SentenceTokens, places: Sequence[tuple[int, int]]
    ) -> Iterator[FoundSpans]:
        """The matches in a sentence that has the required literals at these places."""
        if not self.reach:
            yield from self.find(sentence)
            return
        for at, piece in sentence.near(places, self.reach):
            for low, high, first, last in self.find(piece):
                yield low + at, high + at, first + at, last + at


def match_regex(number: int, source: str) -> SourceMatcher:
    """The matcher of a regular expression."""
    find = finder(source)
    return SourceMatcher(
        number, lambda sentence: find(sentence.text), literals.of_expression(source)
    )


def match_pattern(
    number: int, tokens: list[dict[str, Any]], compiler: PatternCompiler
) -> SourceMatcher:
    """The matcher of a token pattern."""
    required = literals.of_pattern(tokens)
    reach = len(tokens) if required and not _trained(tokens) and _bounded(tokens) else 0
    return SourceMatcher(number, compiler.matcher(tokens), required, reach)


class PatternCompiler:
    """Compiles token patterns. The trained pipeline is loaded when a sentence first needs it."""

    def __init__(self, blank: Any, load_trained: Callable[[], Any]) -> None:
        self._blank = blank
        self._make_doc: Callable[[str], Any] = blank.make_doc
        self._load_trained = load_trained
        self._trained: Any = None

    def matcher(
        self, tokens: list[dict[str, Any]]
    ) -> Callable[[SentenceTokens], Iterable[FoundSpans]]:
        """The function that finds a token pattern. Raises ValueError if spaCy refuses it."""
        if _trained(tokens):
            return self._late_matcher(tokens)
        return _pattern(
            pipelines.token_matcher(self._blank, tokens),
            self._make_doc,
            repeats=_repeats(tokens),
        )

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """A context at whose end spaCy frees the strings first seen in it and the Docs."""
        with ExitStack() as zones:
            for loaded in filter(None, (self._blank, self._trained)):
                zones.enter_context(loaded.memory_zone())
            yield

    def _late_matcher(
        self, tokens: list[dict[str, Any]]
    ) -> Callable[[SentenceTokens], Iterable[FoundSpans]]:
        ready: list[Callable[[SentenceTokens], Iterable[FoundSpans]]] = []

        def find(sentence: SentenceTokens) -> Iterable[FoundSpans]:
            if not ready:
                pipeline = self._pipeline()
                matcher = pipelines.token_matcher(pipeline, tokens)
                ready.append(_pattern(matcher, pipeline, repeats=_repeats(tokens)))
            return ready[0](sentence)

        return find

    def _pipeline(self) -> Any:
        if self._trained is None:
            self._trained = self._load_trained()
        return self._trained


def _pattern(
    matcher: Any, pipeline: Callable[[str], Any], *, repeats: bool
) -> Callable[[SentenceTokens], Iterable[FoundSpans]]:
    def find(sentence: SentenceTokens) -> Iterator[FoundSpans]:
        doc = sentence.doc(pipeline)
        for piece in _windows(len(doc)) if repeats else [slice(0, len(doc))]:
            for _, first, last in matcher(doc[piece]):
                low, high = doc[piece.start + first], doc[piece.start + last - 1]
                start, end = low.idx, high.idx + len(high)
                yield start, end, start, end

    return find


def _trained(tokens: list[dict[str, Any]]) -> bool:
    """Whether the pattern has keys that need a trained pipeline."""
    return any(TRAINED.intersection(map(str.upper, token)) for token in tokens)


def _bounded(tokens: list[dict[str, Any]]) -> bool:
    """Whether a match has at most as many tokens as the pattern."""
    return all(token.get("OP", "1") in {"1", "?"} for token in tokens)


def _repeats(tokens: list[dict[str, Any]]) -> bool:
    """Whether a token of the pattern may be repeated without limit."""
    return any(str(token.get("OP", "")).endswith(("*", "+", ",}")) for token in tokens)


def _windows(tokens: int) -> Iterator[slice]:
    """The whole sentence, or parts of a long one that overlap by the longest match."""
    for start in range(0, max(1, tokens - MAX_TOKENS), MAX_TOKENS):
        yield slice(start, min(tokens, start + 2 * MAX_TOKENS))
