"""The rule engine: run all enabled rules on documents and build suggestions.

Phrases and token patterns match as spaCy's PhraseMatcher and Matcher do on a blank English
pipeline. Regular expressions are google-re2's, which matches in linear time. A prefilter selects
the sentences that can contain a match; it does not change the suggestions.

All this is done on normalized text (annotator.nlp.normalized_text). The spans of matches and
suggestions are those of the text as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.attribution.claims import Claim, framed_claim, moved_claim
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
from annotator.nlp.normalized_text import NormalizedDocument, normalize_document
from annotator.suggestions.rules.conditions import MatchContext, conditions_hold
from annotator.suggestions.rules.match_finder import MatchFinder
from annotator.suggestions.rules.speech_rules import SpeechRules

_BEST_FIRST = {tier: number for number, tier in enumerate((Tier.HIGH, Tier.MEDIUM, Tier.LOW))}

BATCH = 2_000_000
"""Characters that are scanned at once. More would only cost memory."""


@dataclass(frozen=True, slots=True)
class Match:
    """A match of a rule.

    span: what the suggestion marks. trigger: the words that the rule matched on.
    claim: the claim that a speech rule found, else None.
    """

    rule: Rule
    span: Span
    trigger: Span
    voice: Voice
    sentence: Span
    claim: Claim | None = None


class Engine:
    """The compiled rules of a label set.

    every_rule: run disabled rules too, to test their examples.
    prefilter: False tries every rule on every sentence: slow, with the same results.

    Raises ValueError if spaCy refuses a token pattern (see annotator.suggestions.rules.problems),
    AnnotatorError if a phrase has too many forms. The trained pipeline of the label set is loaded
    when a sentence first needs it, which raises AnnotatorError if it cannot be loaded.
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
        self._attribute_names = {
            label.name: {attribute.name for attribute in label.attributes}
            for label in label_set.labels
        }
        self._kinds = {label.name: label.kind for label in label_set.labels}
        self._speech = SpeechRules(self._rules, self._kinds)
        self._search = MatchFinder(
            self._rules,
            lambda: pipelines.trained(label_set.pipeline),
            prefilter=prefilter,
        )

    def suggest(self, document: Document) -> tuple[Suggestion, ...]:
        """The suggestions for a document, by start, longer first, then by label.

        Of several matches with the same span and label the one with the best tier counts, then the
        one whose rule comes first. A match inside a longer one of the same label is dropped.
        """
        return self.suggest_all([document])[0]

    def suggest_all(self, documents: Sequence[Document]) -> list[tuple[Suggestion, ...]]:
        """The suggestions of each document. Much faster for hundreds at once than one by one."""
        found: list[list[Match]] = [[] for _ in documents]
        for number, match in self._matches(documents):
            found[number].append(match)
        return [self._suggestions(matches) for matches in found]

    def matches(self, document: Document) -> Iterator[Match]:
        """Every match whose conditions hold, by sentence, in no particular order within one."""
        for _, match in self._matches([document]):
            yield match

    def _matches(self, documents: Sequence[Document]) -> Iterator[tuple[int, Match]]:
        """Matches with the index of their document."""
        for batch in _batches(documents):
            contexts = dict(batch)
            texts = [(index, context.document, context.words) for index, context in batch]
            for index, sentence, number, span, trigger in self._search.run(texts):
                match = _match_if_held(
                    self._rules[number], contexts[index], sentence, span, trigger
                )
                if match:
                    yield index, _in_original(match, contexts[index].normalized)
            for index, context in batch if self._speech else ():
                for match in self._speech_matches(context):
                    yield index, _in_original(match, context.normalized)

    def _speech_matches(self, context: MatchContext) -> Iterator[Match]:
        """The matches of speech rules."""
        sentences = context.document.sentences
        for before, sentence in zip((None, *sentences), sentences, strict=False):
            for rule, span, trigger, claim in self._speech.matches(context, sentence, before):
                match = _match_if_held(rule, context, sentence, span, trigger, claim=claim)
                if match:
                    yield match

    def _suggestions(self, matches: Iterable[Match]) -> tuple[Suggestion, ...]:
        best: dict[tuple[int, int, str], Match] = {}
        for match in matches:
            key = (match.span.start, -match.span.end, match.rule.label)
            if key not in best or self._rank(match) < self._rank(best[key]):
                best[key] = match
        frames = self._framed_claims(best.values()) if self._speech else {}
        framed_keys = set(frames.values())
        kept = []
        reached: dict[str, int] = defaultdict(int)
        for key in sorted(best):
            match = best[key]
            if match.span.end > reached[match.rule.label] or _key(match) in framed_keys:
                reached[match.rule.label] = max(reached[match.rule.label], match.span.end)
                kept.append(self._suggestion(match, frames.get(_key(match))))
        return tuple(kept)

    def _framed_claims(self, matches: Iterable[Match]) -> dict[SuggestionKey, SuggestionKey]:
        """The keys of the claims that framing devices frame, by the keys of the devices."""
        devices: dict[Span, list[Match]] = defaultdict(list)
        claimed: dict[Span, list[Match]] = defaultdict(list)
        for match in matches:
            if match.claim is not None:
                claimed[match.sentence].append(match)
            elif self._kinds[match.rule.label] is LabelKind.FRAMING:
                devices[match.sentence].append(match)
        frames = {}
        for sentence, claim_matches in claimed.items():
            found = [match.claim for match in claim_matches if match.claim]
            for device in devices[sentence]:
                number = framed_claim(device.span, found)
                if number is not None:
                    frames[_key(device)] = _key(claim_matches[number])
        return frames

    def _rank(self, match: Match) -> tuple[int, int, int]:
        return _BEST_FIRST[match.rule.tier], self._order[match.rule.id], match.trigger.start

    def _suggestion(self, match: Match, frames: SuggestionKey | None) -> Suggestion:
        rule, attribute_names = match.rule, self._attribute_names[match.rule.label]
        known = {"voice": match.voice.value, **(match.claim.attributes if match.claim else {})}
        return Suggestion(
            span=match.span,
            label=rule.label,
            rule=rule.reference,
            tier=rule.tier,
            voice=match.voice,
            triggers=(match.trigger,),
            attributes={
                **{name: known[name] for name in known if name in attribute_names},
                **rule.set,
            },
            frames=frames,
        )


def _key(match: Match) -> SuggestionKey:
    return SuggestionKey(match.span.start, match.span.end, match.rule.label)


def _match_if_held(
    rule: Rule,
    context: MatchContext,
    sentence: Span,
    span: Span,
    trigger: Span,
    *,
    claim: Claim | None = None,
) -> Match | None:
    """The match if the conditions of its rule hold, else None."""
    if not context.has_language(rule.conditions.language):
        return None
    if not conditions_hold(rule.conditions, context, sentence, trigger):
        return None
    voice = context.voice(span, sentence)
    if rule.conditions.voice and voice not in rule.conditions.voice:
        return None
    return Match(rule, span, trigger, voice, sentence, claim)


def _in_original(match: Match, normalized: NormalizedDocument) -> Match:
    """A match in normalized text as one in the text as it is."""
    if normalized.document is normalized.source:
        return match
    place, text = normalized.original, normalized.source.text
    return replace(
        match,
        span=place(match.span),
        trigger=place(match.trigger),
        sentence=normalized.original_sentence(match.sentence),
        claim=match.claim and moved_claim(match.claim, text, place),
    )


def _batches(documents: Sequence[Document]) -> Iterator[list[tuple[int, MatchContext]]]:
    """Batches of about BATCH characters, each document with its index."""
    batch: list[tuple[int, MatchContext]] = []
    length = 0
    for index, document in enumerate(documents):
        batch.append((index, MatchContext(normalize_document(document))))
        length += len(document.text)
        if length >= BATCH:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch
