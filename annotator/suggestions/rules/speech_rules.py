"""Speech rules: suggest quotations, marks included, and the content of attributions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from annotator.attribution import AttributionKind, Quotation
from annotator.attribution.claims import (
    Claim,
    claims,
    continued_claim,
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
            for rule in self._rules:
                if self._is_suggested_by(rule, quotation, context.text):
                    claim = self._continued_claim(context, quotation.span, before)
                    yield SpeechMatch(rule, quotation.span, quotation.span, claim)
        for claim in (
            claims(context.text, context.attributions(sentence)) if self._with_attributions else ()
        ):
            for rule in self._with_attributions:
                if claim.attribution.kind in rule.sources:
                    yield SpeechMatch(rule, claim.span, claim.attribution.cue, claim)

    def _continued_claim(
        self, context: MatchContext, quotation: Span, before: Span | None
    ) -> Claim | None:
        """The claim of a quotation that starts its sentence and continues an attribution before."""
        if not self._with_attributions or before is None:
            return None
        if not directly_follows(context.text, before, quotation):
            return None
        return continued_claim(context.text, quotation, context.attributions(before))

    def _is_suggested_by(self, rule: Rule, quotation: Quotation, text: str) -> bool:
        if quotation.depth > 1 or quotation.kind not in rule.sources:
            return False
        claim = self._kinds.get(rule.label) is LabelKind.CLAIM
        return not claim or is_assertion(text, quotation.span, is_clause=False)
