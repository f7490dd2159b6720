"""Find faulty rules: unreachable, shadowed and slow ones.

*Unreachable*: the conditions of a rule exclude each other, so that nothing can ever match. Only the
rule is examined, no text. A rule that is found is unreachable for certain, except for a source's
quotation inside scare quotes, which are the narrator's words. Not every unreachable rule is found.

*Shadowed*: a preferred rule of the same label matches everything that the rule matches.

*Slow*: found by running each rule alone. Times differ between machines and from minute to minute.
Shares within one run differ much less, so only shares are reported.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from annotator.model import Conditions, Document, LabelSet, Rule, RuleForm, Span, Tier, Voice
from annotator.nlp import inflection
from annotator.suggestions.rules.conditions import negated
from annotator.suggestions.rules.engine import Engine, Match

_SAID = frozenset({"full", "partial"})  # kinds of quotation whose words are a source's

_BEST_FIRST = {tier: number for number, tier in enumerate((Tier.HIGH, Tier.MEDIUM, Tier.LOW))}

MINIMUM_HITS = 5
"""A rule with fewer matches in a corpus is never reported as shadowed."""

RUNS = 3
"""Runs of each rule; the quickest counts."""

MOST_TIMES_THE_MEDIAN = 20
LEAST_SHARE = 0.25


def contradictions(rule: Rule) -> Iterator[str]:
    """Yield the reasons why a rule can never match, one sentence each."""
    conditions = rule.conditions
    yield from _neighbours(conditions)
    yield from _edges(conditions)
    yield from _negation(conditions)
    yield from _voices(rule)
    yield from _own_words(rule)


def _neighbours(conditions: Conditions) -> Iterator[str]:
    pairs: list[tuple[str, str, Callable[[str, str], bool]]] = [
        ("followed_by", "not_followed_by", _begins),
        ("preceded_by", "not_preceded_by", _ends),
        ("sentence_has", "sentence_lacks", _has),
    ]
    for wanted, excluded, clashes in pairs:
        asked = _forms(getattr(conditions, wanted))
        barred = _forms(getattr(conditions, excluded))
        if asked and all(any(clashes(one, other) for other in barred) for one in asked):
            yield f"{excluded} excludes everything that {wanted} asks for"


def _edges(conditions: Conditions) -> Iterator[str]:
    """Nothing comes before what opens a sentence, or after what closes it."""
    if conditions.sentence_start and _all_worded(conditions.preceded_by):
        yield "it must open the sentence, and preceded_by asks for words before it"
    if conditions.sentence_end and _all_worded(conditions.followed_by):
        yield "it must close the sentence, and followed_by asks for words after it"


def _negation(conditions: Conditions) -> Iterator[str]:
    if conditions.negated is True and conditions.sentence_start:
        yield "it must be negated, and open the sentence, so no negation can come before it"
    asked = _forms(conditions.preceded_by)
    if conditions.negated is False and asked and all(map(negated, asked)):
        yield "it must not be negated, and preceded_by asks for a negation"


def _voices(rule: Rule) -> Iterator[str]:
    voice, quotation = rule.conditions.voice, rule.conditions.quotation
    source = not voice or Voice.SOURCE_DIRECT in voice
    if quotation and _SAID.issuperset(quotation) and not source:
        yield "quotation asks for a source's words, and voice leaves source_direct out"
    if rule.form is RuleForm.SPEECH and _SAID.issuperset(rule.sources) and not source:
        yield "this kind of speech is a source's words, and voice leaves source_direct out"


def _own_words(rule: Rule) -> Iterator[str]:
    barred = _forms(rule.conditions.sentence_lacks)
    if rule.form is RuleForm.PHRASE and rule.sources and barred:
        phrases = _forms(rule.sources)
        if all(any(_has(phrase, one) for one in barred) for phrase in phrases):
            yield "sentence_lacks excludes the words of its own phrases"


# -------------------------------------------------------------------------------- words


def _forms(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return phrases in lower case, each word marked with ~ in all its forms."""
    return tuple(form.lower() for phrase in phrases for form in inflection.expand_phrase(phrase))


def _all_worded(phrases: Sequence[str]) -> bool:
    return bool(phrases) and all(re.search(r"\w", phrase) for phrase in phrases)


def _begins(phrase: str, other: str) -> bool:
    """Return True if every text that begins with a phrase also begins with the other."""
    return re.match(rf"{re.escape(other)}(?!\w)", phrase) is not None


def _ends(phrase: str, other: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(other)}$", phrase) is not None


def _has(phrase: str, other: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(other)}(?!\w)", phrase) is not None


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


@dataclass(frozen=True, slots=True)
class RuleCost:
    """The time of one rule, relative to others.

    share: of the time that all rules took, each alone. ratio: to the median rule's time.
    """

    share: float
    ratio: float

    @property
    def slow(self) -> bool:
        """True if the rule takes much more time than others."""
        return self.ratio >= MOST_TIMES_THE_MEDIAN and self.share >= LEAST_SHARE


def costs(
    label_set: LabelSet,
    documents: Sequence[Document],
    clock: Callable[[], float],
    rules: Iterable[Rule],
) -> dict[str, RuleCost]:
    """Measure the cost of each of these rules, by its id, beyond a run without rules.

    clock: returns the seconds of processor time used so far.
    """
    without_rules = _seconds(_only(label_set, None), documents, clock)
    beyond = {
        rule.id: max(0.0, _seconds(_only(label_set, rule), documents, clock) - without_rules)
        for rule in rules
    }
    total = sum(beyond.values())
    usual = median(beyond.values()) if beyond else 0.0
    floor = total / 1000 / max(1, len(beyond))  # a median of 0 would make every rule slow
    return {
        name: RuleCost(spent / total if total else 0.0, spent / max(usual, floor) if total else 0.0)
        for name, spent in beyond.items()
    }


def _only(label_set: LabelSet, rule: Rule | None) -> LabelSet:
    """Return the label set with that one rule, or with none."""
    return replace(
        label_set,
        labels=tuple(
            replace(label, rules=(rule,) if rule and rule.label == label.name else ())
            for label in label_set.labels
        ),
    )


def _seconds(
    label_set: LabelSet, documents: Sequence[Document], clock: Callable[[], float]
) -> float:
    engine = Engine(label_set)
    best = float("inf")
    for _ in range(RUNS):
        began = clock()
        engine.suggest_all(documents)
        best = min(best, clock() - began)
    return best
