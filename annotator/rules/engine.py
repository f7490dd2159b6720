"""The engine: every enabled rule over every sentence of a document.

Phrases and token patterns mean what spaCy's PhraseMatcher and Matcher make of them on a blank
English pipeline; expressions are re2's, so matching takes linear time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model import (
    Attributes,
    BlockKind,
    Document,
    LabelSet,
    Rule,
    RuleForm,
    Span,
    Suggestion,
    Tier,
    Voice,
)
from annotator.rules.conditions import holds
from annotator.rules.expressions import SPAN, compiled
from annotator.voice import Quotation, quotations, voice_of

_BEST_FIRST = (Tier.HIGH, Tier.MEDIUM, Tier.LOW)


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that fired. span: what it proposes to mark. fired: what made it."""

    rule: Rule
    span: Span
    fired: Span
    voice: Voice


class Engine:
    """The rules of a label set, ready to run.

    every_rule: run those that are switched off too, for trying out examples.
    Raises ValueError if a token pattern is none (see annotator.rules.problems).
    """

    def __init__(self, label_set: LabelSet, *, every_rule: bool = False) -> None:
        import spacy  # noqa: PLC0415 - half a second, and only who suggests needs it
        from spacy.matcher import Matcher, PhraseMatcher  # noqa: PLC0415

        self._rules = [rule for rule in label_set.rules if rule.enabled or every_rule]
        self._order = {rule.id: number for number, rule in enumerate(self._rules)}
        self._with_voice = {
            label.name
            for label in label_set.labels
            if any(attribute.name == "voice" for attribute in label.attributes)
        }
        self._nlp: Any = spacy.blank("en")
        self._nlp.max_length = sys.maxsize  # its bound is for parsers; a tokenizer needs none
        self._phrases: Any = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._patterns: Any = Matcher(self._nlp.vocab)
        self._expressions: list[tuple[Rule, list[Any]]] = []
        self._named: dict[int, Rule] = {}
        for rule in self._rules:
            self._add(rule)

    def _add(self, rule: Rule) -> None:
        if rule.form is RuleForm.REGEX:
            self._expressions.append((rule, [compiled(source) for source in rule.sources]))
            return
        self._named[self._nlp.vocab.strings.add(rule.id)] = rule
        if rule.form is RuleForm.PHRASE:
            docs = [self._nlp.make_doc(source) for source in rule.sources]
            self._phrases.add(rule.id, docs)
        else:
            self._patterns.add(rule.id, [json.loads(source) for source in rule.sources])

    def suggest(self, document: Document) -> tuple[Suggestion, ...]:
        """What the rules propose, by start, longer first, then label.

        One suggestion for a span and label: the best tier's, then the first rule's of the file.
        One inside a longer one of its label is left out.
        """
        best: dict[tuple[int, int, str], Match] = {}
        for match in self.matches(document):
            key = (match.span.start, match.span.end, match.rule.label)
            if key not in best or self._rank(match) < self._rank(best[key]):
                best[key] = match
        kept = [match for match in best.values() if not _inside_another(match, best.values())]
        kept.sort(key=lambda one: (one.span.start, -one.span.end, one.rule.label))
        return tuple(self._suggestion(match) for match in kept)

    def matches(self, document: Document) -> Iterator[Match]:
        """Every rule that fires, with its conditions held, sentence by sentence."""
        paragraphs = [one.span for one in document.blocks if one.kind is BlockKind.PARAGRAPH]
        quoted = quotations(document.text, paragraphs)
        for sentence in document.sentences:
            near = [one for one in quoted if one.span.overlaps(sentence)]
            for rule, span, fired in self._fired(document.text, sentence, near):
                voice = voice_of(span, near)
                if holds(rule.conditions, document.text, sentence, fired, voice):
                    yield Match(rule, span, fired, voice)

    def _fired(
        self, text: str, sentence: Span, quoted: Sequence[Quotation]
    ) -> Iterator[tuple[Rule, Span, Span]]:
        """(rule, what to mark, what fired) before conditions."""
        part = sentence.of(text)
        for rule, expressions in self._expressions:
            for expression in expressions:
                if rule.conditions.quotation:
                    yield from _quotations(rule, expression, text, quoted)
                else:
                    yield from _expression(rule, expression, part, sentence.start)
        doc = self._nlp.make_doc(part)
        for matcher in filter(len, (self._phrases, self._patterns)):
            for name, first, last in matcher(doc):
                start = sentence.start + doc[first].idx
                end = sentence.start + doc[last - 1].idx + len(doc[last - 1])
                yield self._named[name], Span(start, end), Span(start, end)

    def _rank(self, match: Match) -> tuple[int, int]:
        return _BEST_FIRST.index(match.rule.tier), self._order[match.rule.id]

    def _suggestion(self, match: Match) -> Suggestion:
        rule = match.rule
        voiced: Attributes = {"voice": match.voice.value} if rule.label in self._with_voice else {}
        return Suggestion(
            span=match.span,
            label=rule.label,
            rule=rule.reference,
            tier=rule.tier,
            voice=match.voice,
            triggers=(match.fired,),
            attributes={**voiced, **rule.set},
        )


def _expression(
    rule: Rule, expression: Any, part: str, offset: int
) -> Iterator[tuple[Rule, Span, Span]]:
    """A rule's matches in a sentence; the group `span` is what to mark, else all of the match."""
    marked = expression.groupindex.get(SPAN, 0)
    for found in expression.finditer(part):
        (low, high), (start, end) = found.span(marked), found.span()
        if low < high:
            yield rule, Span(offset + low, offset + high), Span(offset + start, offset + end)


def _quotations(
    rule: Rule, expression: Any, text: str, quoted: Sequence[Quotation]
) -> Iterator[tuple[Rule, Span, Span]]:
    """A rule about quotations looks at each of its kind, marks and all, and proposes the whole."""
    for quotation in quoted:
        wanted = quotation.kind in rule.conditions.quotation and quotation.depth == 1
        if wanted and expression.search(quotation.span.of(text)):
            yield rule, quotation.span, quotation.span


def _inside_another(match: Match, others: Iterable[Match]) -> bool:
    return any(
        other.rule.label == match.rule.label
        and other.span != match.span
        and other.span.contains(match.span)
        for other in others
    )
