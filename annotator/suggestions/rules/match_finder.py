"""The search: where the phrases, expressions and token patterns of rules match."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from annotator.model import Document, Rule, RuleForm, Span
from annotator.nlp import inflection, pipelines
from annotator.suggestions.rules import matchers, phrases
from annotator.suggestions.rules.folding import LONGER_IN_LOWER_CASE
from annotator.suggestions.rules.matchers import Found, Part, Pipelines, Sentence
from annotator.suggestions.rules.phrases import Phrase, Tokens
from annotator.suggestions.rules.prefilter import Candidate, Prefilter

Hit = tuple[int, Span, int, Span, Span]
"""Index of the document, sentence, number of the rule, what to mark, what fired."""

Batch = Sequence[tuple[int, Document, str]]
"""Index of each document, the document, and its text or one of the same length."""

_BETWEEN = "\0"


class Search:
    """The rules of one engine, made ready once."""

    def __init__(
        self,
        rules: Sequence[Rule],
        load_trained: Callable[[], Any],
        *,
        prefilter: bool = True,
    ) -> None:
        blank = pipelines.blank()
        self._tokens = Tokens(blank)
        self._blank = blank
        self._parts: list[Part] = []
        self._surfaces: dict[str, list[Phrase]] = defaultdict(list)
        self._phrases: list[Phrase] = []
        self._pipelines = Pipelines(blank, load_trained)
        for number, rule in enumerate(rules):
            self._add(number, rule)
        self._prefilter = Prefilter(self._parts, self._surfaces) if prefilter else None
        self._matcher: Any = None

    def _add(self, number: int, rule: Rule) -> None:
        if rule.form is RuleForm.PHRASE:
            for source in rule.sources:
                self._add_phrases(number, map(self._tokens.words, inflection.expand_phrase(source)))
        elif rule.form is RuleForm.PATTERN:
            for source in rule.sources:
                self._add_pattern(number, inflection.expand_token_pattern(json.loads(source)))
        elif rule.form is RuleForm.REGEX:
            expressions = map(inflection.expand_regex, rule.sources)
            self._parts += [matchers.of_expression(number, one) for one in expressions]

    def _add_pattern(self, number: int, tokens: list[dict[str, Any]]) -> None:
        """A pattern of nothing but words is matched as phrases, hundreds of times as fast."""
        worded = phrases.of_pattern(tokens)
        if worded is None:
            self._parts.append(matchers.of_pattern(number, tokens, self._pipelines))
        else:
            self._add_phrases(number, worded)

    def _add_phrases(self, number: int, worded: Iterable[tuple[str, ...]]) -> None:
        for words in filter(None, dict.fromkeys(worded)):
            surfaces = self._tokens.surfaces(words)
            if surfaces is None:
                tokens = [{"LOWER": word} for word in words]
                self._parts.append(matchers.of_pattern(number, tokens, self._pipelines))
                continue
            phrase = Phrase(number, words)
            self._phrases.append(phrase)
            for surface in surfaces:
                self._surfaces[surface].append(phrase)

    def run(self, batch: Batch) -> list[Hit]:
        """Every match of every rule, document by document, sentence by sentence.

        A match that several sources of a rule find comes once. What spaCy learns of the words of
        a batch is forgotten after it, so that memory does not grow with the corpus.
        """
        joined = _BETWEEN.join(text for _, _, text in batch)
        if self._prefilter is None or LONGER_IN_LOWER_CASE in joined:
            self._phrase_matcher()  # made outside, to be kept
        with self._pipelines.memory_zone():
            return list(self._hits(batch, joined))

    def _hits(self, batch: Batch, joined: str) -> Iterator[Hit]:
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
                span = fired = Span(sentence.start + first, sentence.start + last)
                if (low, high) != (first, last):
                    span = Span(sentence.start + low, sentence.start + high)
                yield index, sentence, number, span, fired

    def _candidates(self, joined: str, starts: list[int], ends: list[int]) -> Iterator[Candidate]:
        if self._prefilter is None:
            return (Candidate(number, everything=True) for number in range(len(starts)))
        return self._prefilter.candidates(
            joined, np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
        )

    def _found(self, candidate: Candidate, text: str, start: int) -> Iterator[tuple[int, Found]]:
        sentence = Sentence(text)
        if candidate.everything:
            yield from self._everything(sentence)
            return
        for phrase, first, last in candidate.phrases:
            low, high = first - start, last - start
            if self._tokens.stand(text, low, high, phrase.words):
                yield phrase.rule, (low, high, low, high)
        for number, places in candidate.parts.items():
            part = self._parts[number]
            inside = [(first - start, last - start) for first, last in places]
            for found in part.find_near(sentence, inside):
                yield part.rule, found

    def _everything(self, sentence: Sentence) -> Iterator[tuple[int, Found]]:
        """Every phrase by spaCy's own PhraseMatcher, then every part."""
        if self._phrases:
            doc = sentence.doc(self._blank.make_doc)
            matcher = self._phrase_matcher()
            for name, first, last in matcher(doc):
                low, high = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
                yield int(self._blank.vocab.strings[name]), (low, high, low, high)
        for part in self._parts:
            for found in part.find(sentence):
                yield part.rule, found

    def _phrase_matcher(self) -> Any:
        if self._matcher is None:
            from spacy.matcher import PhraseMatcher  # noqa: PLC0415 - slow to load
            from spacy.tokens import Doc  # noqa: PLC0415

            self._matcher = PhraseMatcher(self._blank.vocab, attr="LOWER")
            for phrase in self._phrases:
                words = Doc(self._blank.vocab, words=list(phrase.words))
                self._matcher.add(str(phrase.rule), [words])
        return self._matcher


def _places(batch: Batch) -> tuple[list[int], list[int], list[int], list[int]]:
    """For each document where it begins in the joined text, and the number of its first sentence;
    for each sentence where it starts and ends there.
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
