"""Find shadowed rules: a preferred rule of the same label matches everything that they match."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model import Conditions, Rule, RuleForm, Span, Tier
from annotator.nlp import inflection
from annotator.suggestions.rules.engine import Match

_BEST_FIRST = {tier: number for number, tier in enumerate((Tier.HIGH, Tier.MEDIUM, Tier.LOW))}

MINIMUM_HITS = 5
"""A rule with fewer matches in a corpus is never reported as shadowed."""


@dataclass(slots=True)
class MatchCounts:
    """Counts of one rule's matches (hits), and of the sentences with one.

    tried: sentences that the prefilter let through; counted for rules with short literals only.
    covered: matches inside a match of a preferred rule. by: how often by each of those rules.
    """

    hits: int = 0
    sentences: int = 0
    tried: int = 0
    covered: int = 0
    by: Counter[str] = field(default_factory=Counter)

    @property
    def shadow(self) -> str:
        """The id of the rule that covers most matches, if all are covered; else ''."""
        if self.hits < MINIMUM_HITS or self.covered < self.hits:
            return ""
        return self.by.most_common(1)[0][0]


def count(
    counts: Mapping[str, MatchCounts],
    matches: Iterable[Match],
    sentences: Sequence[Span],
    order: Mapping[str, int],
) -> None:
    """Add the matches of one document. order: the position of each rule's id in the label set."""
    by_label: dict[str, list[Match]] = defaultdict(list)
    numbers: dict[str, set[int]] = defaultdict(set)
    for match in matches:
        by_label[match.rule.label].append(match)
        numbers[match.rule.id].add(_sentence_number(match.span, sentences))
    for rule, found in numbers.items():
        counts[rule].sentences += len(found)
    for together in by_label.values():
        together.sort(key=lambda one: one.span.start)
        for number, match in enumerate(together):
            _cover(counts[match.rule.id], match, _near(together, number), order)


def _sentence_number(span: Span, sentences: Sequence[Span]) -> int:
    """Return the number of the sentence that a span begins in."""
    low, high = 0, len(sentences)
    while low < high:
        median_estimate = (low + high) // 2
        if sentences[median_estimate].start <= span.start:
            low = median_estimate + 1
        else:
            high = median_estimate
    return low - 1


def _near(ordered: Sequence[Match], number: int) -> Iterator[Match]:
    """Yield the matches that may contain one: those that start up to 2,000 characters before it."""
    start = ordered[number].span.start
    at = number - 1
    while at >= 0 and start - ordered[at].span.start < 2000:
        yield ordered[at]
        at -= 1
    at = number + 1
    while at < len(ordered) and ordered[at].span.start == start:
        yield ordered[at]
        at += 1


def _cover(
    counts: MatchCounts, match: Match, others: Iterable[Match], order: Mapping[str, int]
) -> None:
    covering = {other.rule.id for other in others if _covers(other, match, order)}
    counts.hits += 1
    counts.covered += bool(covering)
    counts.by.update(covering)


def _covers(other: Match, match: Match, order: Mapping[str, int]) -> bool:
    if other.rule.id == match.rule.id or not other.span.contains(match.span):
        return False
    tier, others = _BEST_FIRST[match.rule.tier], _BEST_FIRST[other.rule.tier]
    if other.span != match.span or others != tier:
        return others <= tier
    return order[other.rule.id] < order[match.rule.id]


def contained(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield (rule, preferred rule) where the second has all sources of the first."""
    sources = {rule.id: _sources(rule) for rule in rules if rule.enabled and rule.sources}
    seen: dict[tuple[str, RuleForm], list[Rule]] = defaultdict(list)
    for rule in sorted(rules, key=lambda rule: _BEST_FIRST[rule.tier]):
        if rule.id in sources:
            for other in seen[(rule.label, rule.form)]:
                if sources[rule.id] <= sources[other.id] and _as_loose(other, rule):
                    yield rule, other
                    break
            seen[(rule.label, rule.form)].append(rule)


def _as_loose(other: Rule, rule: Rule) -> bool:
    return other.conditions in (Conditions(), rule.conditions)


def _sources(rule: Rule) -> frozenset[str]:
    if rule.form is not RuleForm.PHRASE:
        return frozenset(rule.sources)
    return frozenset(
        form.lower() for source in rule.sources for form in inflection.expand_phrase(source)
    )
