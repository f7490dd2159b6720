"""Speech rules: suggest quotations, marks included, and the content of attributions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from annotator.attribution import AttributionKind, Quotation
from annotator.attribution.claims import (
    Claim,
    claim_beside,
    claims,
    directly_follows,
    is_assertion,
)
from annotator.model import LabelKind, Rule, RuleForm, Span
from annotator.suggestions.rules.conditions import MatchContext

_ATTRIBUTIONS = frozenset(AttributionKind)


class SpeechMatch(NamedTuple):
    """A match of a speech rule, before conditions. claim: None for a quotation without a source."""

    rule: Rule
    span: Span
    trigger: Span
    claim: Claim | None


class SpeechRules:
    """The speech rules of a label set. kinds: the kinds of its labels, by name."""

    def __init__(self, rules: Iterable[Rule], kinds: Mapping[str, LabelKind]) -> None:
        self._rules = [rule for rule in rules if rule.form is RuleForm.SPEECH]
        self._kinds = kinds

    def __bool__(self) -> bool:
        return bool(self._rules)

    @cached_property
    def _with_attributions(self) -> list[Rule]:
        """The rules that suggest attributions."""
        return [rule for rule in self._rules if not _ATTRIBUTIONS.isdisjoint(rule.sources)]

    def matches(
        self, context: MatchContext, sentence: Span, before: Span | None
    ) -> Iterator[SpeechMatch]:
        """The matches in a sentence.

        A quotation belongs to the sentence in which it starts, an attribution to that of its cue.
        A quotation is a claim only if it is an assertion.

        before: the sentence before, whose source may continue to speak.
        """
        for quotation in context.quotations_from(sentence):
            rules = self._suggesting(quotation, context.text)
            claim = self._claim_beside(context, quotation.span, sentence, before) if rules else None
            for rule in rules:
                yield SpeechMatch(rule, quotation.span, quotation.span, claim)
        found = context.attributions(sentence) if self._with_attributions else ()
        for claim in claims(context.text, found) if found else ():
            for rule in self._with_attributions:
                if claim.attribution.kind in rule.sources:
                    yield SpeechMatch(rule, claim.span, claim.attribution.cue, claim)

    def _claim_beside(
        self, context: MatchContext, quotation: Span, sentence: Span, before: Span | None
    ) -> Claim | None:
        """The claim of a quotation whose speaker is in the sentence before or after it."""
        text, after = context.text, context.sentence_after(quotation.end)
        if not self._with_attributions or any(
            part.overlaps(quotation)
            for one in context.attributions(sentence)
            for part in one.content
        ):
            return None
        if before is not None and not directly_follows(text, before, quotation):
            before = None
        if after is not None and not directly_follows(text, quotation, after):
            after = None
        found = context.attributions(before) if before else ()
        return claim_beside(text, quotation, before, after, found)

    def _suggesting(self, quotation: Quotation, text: str) -> list[Rule]:
        """The rules that suggest a quotation."""
        if quotation.depth > 1:
            return []
        rules = [rule for rule in self._rules if quotation.kind in rule.sources]
        claimed = [rule for rule in rules if self._kinds.get(rule.label) is LabelKind.CLAIM]
        if claimed and not is_assertion(text, quotation.span, is_clause=False):
            return [rule for rule in rules if rule not in claimed]
        return rules
