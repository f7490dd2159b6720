"""Find the matches of the phrases, regular expressions and token patterns of all rules."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from annotator.model import Document, Rule, RuleForm, Span
from annotator.nlp import pipelines
from annotator.suggestions.rules import phrases, rule_sources, source_matchers
from annotator.suggestions.rules.literals import LONGER_IN_LOWER_CASE
from annotator.suggestions.rules.phrases import Phrase, StretchTokenizer
from annotator.suggestions.rules.prefilter import Candidate, Prefilter
from annotator.suggestions.rules.source_matchers import (
    FoundSpans,
    PatternCompiler,
    SentenceTokens,
    SourceMatcher,
)

RuleMatch = tuple[int, Span, int, Span, Span]
"""Index of the document, sentence, number of the rule, span to mark, trigger."""

Batch = Sequence[tuple[int, Document, str]]
"""For each document its index, the normalized document, and its text with straight apostrophes."""

_BETWEEN = "\0"


class MatchFinder:
    """The compiled sources of the rules of an engine, except speech rules."""

    def __init__(
        self,
        rules: Sequence[Rule],
        load_trained: Callable[[], Any],
        *,
        prefilter: bool = True,
    ) -> None:
        blank = pipelines.blank()
        self._tokens = StretchTokenizer(blank)
        self._blank = blank
        self._matchers: list[SourceMatcher] = []
        self._surfaces: dict[str, list[Phrase]] = defaultdict(list)
        self._phrases: list[Phrase] = []
        self._compiler = PatternCompiler(blank, load_trained)
        for number, rule in enumerate(rules):
            self._add(number, rule)
        self._prefilter = Prefilter(self._matchers, self._surfaces) if prefilter else None
        self._matcher: Any = None

    def _add(self, number: int, rule: Rule) -> None:
        if rule.form is RuleForm.PHRASE:
            for source in rule.sources:
                self._add_phrases(number, map(self._tokens.words, rule_sources.phrases(source)))
        elif rule.form is RuleForm.PATTERN:
            for source in rule.sources:
                self._add_pattern(number, rule_sources.token_pattern(source))
        elif rule.form is RuleForm.REGEX:
            expressions = map(rule_sources.expression, rule.sources)
            self._matchers += [source_matchers.match_regex(number, one) for one in expressions]

    def _add_pattern(self, number: int, tokens: list[dict[str, Any]]) -> None:
        """Add a pattern. One of words only is matched as phrases, hundreds of times as fast."""
        worded = phrases.of_pattern(tokens)
        if worded is None:
            self._matchers.append(source_matchers.match_pattern(number, tokens, self._compiler))
        else:
            self._add_phrases(number, worded)

    def _add_phrases(self, number: int, worded: Iterable[tuple[str, ...]]) -> None:
        for words in filter(None, dict.fromkeys(worded)):
            surfaces = self._tokens.surfaces(words)
            if surfaces is None:
                tokens = [{"LOWER": word} for word in words]
                self._matchers.append(source_matchers.match_pattern(number, tokens, self._compiler))
                continue
            phrase = Phrase(number, words)
            self._phrases.append(phrase)
            for surface in surfaces:
                self._surfaces[surface].append(phrase)

    def run(self, batch: Batch) -> list[RuleMatch]:
        """The matches of all rules, by document and sentence.

        A match that several sources of one rule find is returned once. spaCy's strings of a batch
        are freed after it, so that memory does not grow with the corpus.
        """
        joined = _BETWEEN.join(text for _, _, text in batch)
        if self._prefilter is None or LONGER_IN_LOWER_CASE in joined:
            self._phrase_matcher()  # created outside the memory zone, to be kept
        with self._compiler.memory_zone():
            return list(self._hits(batch, joined))

    def _hits(self, batch: Batch, joined: str) -> Iterator[RuleMatch]:
        offsets, firsts, starts, ends = _places(batch)
        for candidate in self._candidates(joined, starts, ends):
            place = bisect_right(firsts, candidate.number) - 1
            index, document, _ = batch[place]
            sentence = document.sentences[candidate.number - firsts[place]]
            start = offsets[place] + sentence.start
            text = joined[start : offsets[place] + sentence.end]
            for number, (low, high, first, last) in dict.fromkeys(
                self._found(candidate, text, start)
            ):
                span = trigger = Span(sentence.start + first, sentence.start + last)
                if (low, high) != (first, last):
                    span = Span(sentence.start + low, sentence.start + high)
                yield index, sentence, number, span, trigger

    def _candidates(self, joined: str, starts: list[int], ends: list[int]) -> Iterator[Candidate]:
        if self._prefilter is None:
            return (Candidate(number, everything=True) for number in range(len(starts)))
        return self._prefilter.candidates(
            joined, np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
        )

    def _found(
        self, candidate: Candidate, text: str, start: int
    ) -> Iterator[tuple[int, FoundSpans]]:
        sentence = SentenceTokens(text)
        if candidate.everything:
            yield from self._everything(sentence)
            return
        for phrase, first, last in candidate.phrases:
            low, high = first - start, last - start
            if self._tokens.are_tokens(text, low, high, phrase.words):
                yield phrase.rule, (low, high, low, high)
        for number, places in candidate.matchers.items():
            matcher = self._matchers[number]
            inside = [(first - start, last - start) for first, last in places]
            for found in matcher.find_near(sentence, inside):
                yield matcher.rule, found

    def _everything(self, sentence: SentenceTokens) -> Iterator[tuple[int, FoundSpans]]:
        """The matches of all phrases, with spaCy's PhraseMatcher, then of all other sources."""
        if self._phrases:
            doc = sentence.doc(self._blank.make_doc)
            for name, first, last in self._phrase_matcher()(doc):
                low, high = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
                yield int(self._blank.vocab.strings[name]), (low, high, low, high)
        for matcher in self._matchers:
            for found in matcher.find(sentence):
                yield matcher.rule, found

    def _phrase_matcher(self) -> Any:
        if self._matcher is None:
            worded = ((str(phrase.rule), phrase.words) for phrase in self._phrases)
            self._matcher = pipelines.phrase_matcher(self._blank, worded)
        return self._matcher


def _places(batch: Batch) -> tuple[list[int], list[int], list[int], list[int]]:
    """Positions in the joined text: for each document its offset and the number of its first
    sentence, for each sentence its start and its end.
    """
    offsets: list[int] = []
    firsts: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    offset = 0
    for _, document, text in batch:
        offsets.append(offset)
        firsts.append(len(starts))
        starts += [offset + sentence.start for sentence in document.sentences]
        ends += [offset + sentence.end for sentence in document.sentences]
        offset += len(text) + len(_BETWEEN)
    return offsets, firsts, starts, ends
