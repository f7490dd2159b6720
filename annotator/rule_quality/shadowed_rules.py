"""Shadowed rules: all they find, another rule of their label finds too, and is preferred."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model import Conditions, Rule, RuleForm, Span, Tier
from annotator.nlp import inflection
from annotator.suggestions.rules.engine import Match

_BEST_FIRST = {tier: number for number, tier in enumerate((Tier.HIGH, Tier.MEDIUM, Tier.LOW))}

FEWEST = 5
"""Hits on a corpus without which nothing is said of a rule."""


@dataclass(slots=True)
class Tally:
    """How often a rule fired, in how many sentences, and how often others covered it.

    tried: sentences that the prefilter let through; counted for rules with short literals only.
    """

    hits: int = 0
    sentences: int = 0
    tried: int = 0
    covered: int = 0
    by: Counter[str] = field(default_factory=Counter)

    @property
    def shadow(self) -> str:
        """The id of the rule that covers most of its hits, if all are covered; else ''."""
        if self.hits < FEWEST or self.covered < self.hits:
            return ""
        return self.by.most_common(1)[0][0]


def count(
    tallies: Mapping[str, Tally],
    matches: Iterable[Match],
    sentences: Sequence[Span],
    order: Mapping[str, int],
) -> None:
    """Add the matches of one document. order: the place of each rule's id in the label set."""
    by_label: dict[str, list[Match]] = defaultdict(list)
    places: dict[str, set[int]] = defaultdict(set)
    for match in matches:
        by_label[match.rule.label].append(match)
        places[match.rule.id].add(_place(match.span, sentences))
    for rule, found in places.items():
        tallies[rule].sentences += len(found)
    for together in by_label.values():
        together.sort(key=lambda one: one.span.start)
        for number, match in enumerate(together):
            _cover(tallies[match.rule.id], match, _near(together, number), order)


def _place(span: Span, sentences: Sequence[Span]) -> int:
    """The number of the sentence that a span begins in."""
    low, high = 0, len(sentences)
    while low < high:
        middle = (low + high) // 2
        if sentences[middle].start <= span.start:
            low = middle + 1
        else:
            high = middle
    return low - 1


def _near(ordered: Sequence[Match], number: int) -> Iterator[Match]:
    """The matches that may contain one: a sentence's length before it, or starting with it."""
    start = ordered[number].span.start
    at = number - 1
    while at >= 0 and start - ordered[at].span.start < 2000:
        yield ordered[at]
        at -= 1
    at = number + 1
    while at < len(ordered) and ordered[at].span.start == start:
        yield ordered[at]
        at += 1


def _cover(tally: Tally, match: Match, others: Iterable[Match], order: Mapping[str, int]) -> None:
    covering = {other.rule.id for other in others if _covers(other, match, order)}
    tally.hits += 1
    tally.covered += bool(covering)
    tally.by.update(covering)


def _covers(other: Match, match: Match, order: Mapping[str, int]) -> bool:
    if other.rule.id == match.rule.id or not other.span.contains(match.span):
        return False
    tier, others = _BEST_FIRST[match.rule.tier], _BEST_FIRST[other.rule.tier]
    if other.span != match.span or others != tier:
        return others <= tier
    return order[other.rule.id] < order[match.rule.id]


def contained(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """(rule, the earlier or better one) where all sources of the first are among the second's."""
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
    return frozenset(form.lower() for source in rule.sources for form in inflection.phrases(source))
