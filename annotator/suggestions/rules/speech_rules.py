"""What rules about speech propose: quotations, marks and all, and what sources are said to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from annotator.attribution import AttributionKind, Quotation, is_assertion
from annotator.attribution.claims import Claim, claims, continued_claim, directly_follows
from annotator.model import LabelKind, Rule, RuleForm, Span
from annotator.suggestions.rules.match_context import Context

_REPORTED = frozenset(AttributionKind)


class Spoken(NamedTuple):
    """What a rule about speech proposes. claim: None for a quotation taken by itself."""

    rule: Rule
    span: Span
    fired: Span
    claim: Claim | None


class Speech:
    """The rules about speech of a label set. kinds: of labels, by name."""

    def __init__(self, rules: Iterable[Rule], kinds: Mapping[str, LabelKind]) -> None:
        self._rules = [rule for rule in rules if rule.form is RuleForm.SPEECH]
        self._kinds = kinds

    def __bool__(self) -> bool:
        return bool(self._rules)

    @cached_property
    def _reported(self) -> list[Rule]:
        """Those that ask for reports."""
        return [rule for rule in self._rules if not _REPORTED.isdisjoint(rule.sources)]

    def of(self, context: Context, sentence: Span, before: Span | None) -> Iterator[Spoken]:
        """What is proposed for a sentence, before conditions.

        A quotation is proposed where it begins, what is reported where the verb of saying is. A
        quotation is a claim only if it states something.

        before: the sentence before, whose speaker may go on.
        """
        for quotation in context.quotations_from(sentence):
            for rule in self._rules:
                if self._takes(rule, quotation, context.text):
                    claim = self._continued(context, quotation.span, before)
                    yield Spoken(rule, quotation.span, quotation.span, claim)
        for claim in claims(context.text, context.attributions(sentence)) if self._reported else ():
            for rule in self._reported:
                if claim.attribution.kind in rule.sources:
                    yield Spoken(rule, claim.span, claim.attribution.cue, claim)

    def _continued(self, context: Context, quotation: Span, before: Span | None) -> Claim | None:
        """What a quotation is if it opens its sentence and the one before told who speaks."""
        if not self._reported or before is None:
            return None
        if not directly_follows(context.text, before, quotation):
            return None
        return continued_claim(context.text, quotation, context.attributions(before))

    def _takes(self, rule: Rule, quotation: Quotation, text: str) -> bool:
        if quotation.depth > 1 or quotation.kind not in rule.sources:
            return False
        claim = self._kinds.get(rule.label) is LabelKind.CLAIM
        return not claim or is_assertion(text, quotation.span, clause=False)
