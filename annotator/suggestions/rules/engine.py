"""The engine: every enabled rule over every sentence of documents, and why it fired.

Phrases and token patterns mean what spaCy's PhraseMatcher and Matcher make of them on a blank
English pipeline; expressions are re2's, so matching takes linear time. A prefilter picks the
sentences worth looking through; with it or without it, the suggestions are the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.attribution.claims import Claim, framed_claim
from annotator.model import (
    Document,
    LabelKind,
    LabelSet,
    Rule,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
    Voice,
)
from annotator.nlp import pipelines
from annotator.suggestions.rules.conditions import holds
from annotator.suggestions.rules.match_context import Context
from annotator.suggestions.rules.match_finder import Search
from annotator.suggestions.rules.speech_rules import Speech

_BEST_FIRST = {tier: number for number, tier in enumerate((Tier.HIGH, Tier.MEDIUM, Tier.LOW))}
_SURROGATE = re.compile("[\ud800-\udfff]")

BATCH = 2_000_000
"""Characters that are scanned at once; more would only cost memory."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired. span: what it proposes to mark. fired: what made it.

    sentence: where it fired. claim: what a rule about speech knows of what it proposes.
    """

    rule: Rule
    span: Span
    fired: Span
    voice: Voice
    sentence: Span
    claim: Claim | None = None


class Engine:
    """The rules of a label set, ready to run.

    every_rule: run those that are switched off too, for trying out examples.
    prefilter: False tries every rule on every sentence, which takes long and finds the same.

    Raises ValueError if a token pattern is none (see annotator.suggestions.rules.problems), AnnotatorError
    if a phrase has too many forms. The label set's trained pipeline is loaded when a sentence
    first needs it: AnnotatorError if it cannot be.
    """

    def __init__(
        self,
        label_set: LabelSet,
        *,
        every_rule: bool = False,
        prefilter: bool = True,
    ) -> None:
        self._rules = [rule for rule in label_set.rules if rule.enabled or every_rule]
        self._order = {rule.id: number for number, rule in enumerate(self._rules)}
        self._asks = {
            label.name: {attribute.name for attribute in label.attributes}
            for label in label_set.labels
        }
        self._kinds = {label.name: label.kind for label in label_set.labels}
        self._speech = Speech(self._rules, self._kinds)
        self._search = Search(
            self._rules,
            lambda: pipelines.trained(label_set.pipeline),
            prefilter=prefilter,
        )

    def suggest(self, document: Document) -> tuple[Suggestion, ...]:
        """What the rules propose, by start, longer first, then label.

        One suggestion for a span and label: the best tier's, then the first rule's of the file.
        One inside a longer one of its label is left out.
        """
        return self.suggest_all([document])[0]

    def suggest_all(self, documents: Sequence[Document]) -> list[tuple[Suggestion, ...]]:
        """The suggestions of each document; much faster for hundreds at once than one by one."""
        found: list[list[Match]] = [[] for _ in documents]
        for number, match in self._matches(documents):
            found[number].append(match)
        return [self._suggestions(matches) for matches in found]

    def matches(self, document: Document) -> Iterator[Match]:
        """Every rule that fires with its conditions held: by sentence, then in no set order."""
        for _, match in self._matches([document]):
            yield match

    def _matches(self, documents: Sequence[Document]) -> Iterator[tuple[int, Match]]:
        """(index of the document, match)."""
        for batch in _batches(documents):
            contexts = {index: Context(document, text) for index, document, text in batch}
            for index, sentence, number, span, fired in self._search.run(batch):
                match = _held(self._rules[number], contexts[index], sentence, span, fired)
                if match:
                    yield index, match
            for index, context in contexts.items() if self._speech else ():
                for match in self._spoken(context):
                    yield index, match

    def _spoken(self, context: Context) -> Iterator[Match]:
        """What rules about speech propose."""
        sentences = context.document.sentences
        for before, sentence in zip((None, *sentences), sentences, strict=False):
            for rule, span, fired, claim in self._speech.of(context, sentence, before):
                match = _held(rule, context, sentence, span, fired, claim=claim)
                if match:
                    yield match

    def _suggestions(self, matches: Iterable[Match]) -> tuple[Suggestion, ...]:
        best: dict[tuple[int, int, str], Match] = {}
        for match in matches:
            key = (match.span.start, -match.span.end, match.rule.label)
            if key not in best or self._rank(match) < self._rank(best[key]):
                best[key] = match
        links = self._links(best.values()) if self._speech else {}
        framed_claims = set(links.values())
        kept = []
        reached: dict[str, int] = defaultdict(int)
        for key in sorted(best):
            match = best[key]
            if match.span.end > reached[match.rule.label] or _key(match) in framed_claims:
                reached[match.rule.label] = max(reached[match.rule.label], match.span.end)
                kept.append(self._suggestion(match, links.get(_key(match))))
        return tuple(kept)

    def _links(self, matches: Iterable[Match]) -> dict[SuggestionKey, SuggestionKey]:
        """From framing devices to the claims that they frame."""
        devices: dict[Span, list[Match]] = defaultdict(list)
        claimed: dict[Span, list[Match]] = defaultdict(list)
        for match in matches:
            if match.claim is not None:
                claimed[match.sentence].append(match)
            elif self._kinds[match.rule.label] is LabelKind.FRAMING:
                devices[match.sentence].append(match)
        links = {}
        for sentence, proposed in claimed.items():
            found = [match.claim for match in proposed if match.claim]
            for device in devices[sentence]:
                number = framed_claim(device.span, found)
                if number is not None:
                    links[_key(device)] = _key(proposed[number])
        return links

    def _rank(self, match: Match) -> tuple[int, int, int]:
        return _BEST_FIRST[match.rule.tier], self._order[match.rule.id], match.fired.start

    def _suggestion(self, match: Match, frames: SuggestionKey | None) -> Suggestion:
        rule, asked = match.rule, self._asks[match.rule.label]
        known = {"voice": match.voice.value, **(match.claim.attributes if match.claim else {})}
        return Suggestion(
            span=match.span,
            label=rule.label,
            rule=rule.reference,
            tier=rule.tier,
            voice=match.voice,
            triggers=(match.fired,),
            attributes={**{name: known[name] for name in known if name in asked}, **rule.set},
            frames=frames,
        )


def _key(match: Match) -> SuggestionKey:
    return SuggestionKey(match.span.start, match.span.end, match.rule.label)


def _held(
    rule: Rule,
    context: Context,
    sentence: Span,
    span: Span,
    fired: Span,
    *,
    claim: Claim | None = None,
) -> Match | None:
    """The match, if its conditions hold."""
    if not holds(rule.conditions, context, sentence, fired):
        return None
    voice = context.voice(span, sentence)
    if rule.conditions.voice and voice not in rule.conditions.voice:
        return None
    return Match(rule, span, fired, voice, sentence, claim)


def _batches(documents: Sequence[Document]) -> Iterator[list[tuple[int, Document, str]]]:
    """(index, document, text without half characters), in lots of about BATCH characters."""
    batch: list[tuple[int, Document, str]] = []
    length = 0
    for index, document in enumerate(documents):
        batch.append((index, document, _whole_characters(document.text)))
        length += len(document.text)
        if length >= BATCH:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _whole_characters(text: str) -> str:
    """The text with lone surrogates replaced, which neither spaCy nor re2 can read."""
    if text.isascii():
        return text
    return _SURROGATE.sub("\ufffd", text)
