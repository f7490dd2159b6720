"""Check the rules of a label set: examples, reachability, overlap, selectivity and speed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.model import Document, LabelSet, Rule, RuleForm
from annotator.rule_quality import faulty_rules
from annotator.rule_quality.faulty_rules import MatchCounts, RuleCost, costs
from annotator.suggestions import rules as engines
from annotator.suggestions.rules import rule_problems

OFTEN = 0.05
"""Share of sentences above which a rule matches too often."""

FEWEST_SENTENCES = 200
"""With fewer sentences, no share of them is reported."""


_ADD_A_WORD = "Add a word that must be in the text, or accept a slower run."


class Severity(StrEnum):
    """ERROR: the rule cannot work. WARNING: it may need a change. NOTE: for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingKind(StrEnum):
    """The kinds of problems that a check finds."""

    REFUSED = "refused"
    EXAMPLE = "example"
    UNTESTED = "untested"
    UNREACHABLE = "unreachable"
    PARTLY = "partly unreachable"
    SHADOWED = "shadowed"
    UNSELECTIVE = "unselective"
    SLOW = "slow"
    DISABLED = "disabled"


_SEVERITIES = {
    FindingKind.REFUSED: Severity.ERROR,
    FindingKind.EXAMPLE: Severity.ERROR,
    FindingKind.UNREACHABLE: Severity.ERROR,
    FindingKind.DISABLED: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one rule, and how to fix it."""

    rule: Rule
    kind: FindingKind
    problem: str
    fix: str

    @property
    def severity(self) -> Severity:
        """The severity of findings of this kind."""
        return _SEVERITIES.get(self.kind, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class RuleMeasurements:
    """The results of running the rules over documents.

    sentences: how many there were. counts, costs: by the id of the rule. A rule that never matched
        has counts of 0; one that was not timed has no cost.
    """

    sentences: int
    counts: Mapping[str, MatchCounts]
    costs: Mapping[str, RuleCost] = field(default_factory=dict)


def findings(label_set: LabelSet) -> list[Finding]:
    """Return the problems that can be found without a corpus, in the order of the file.

    If spaCy refuses a rule, only that is returned, because no engine can be made.
    """
    refused = [
        Finding(rule, FindingKind.REFUSED, problem, fix)
        for rule, problem, fix in rule_problems.problems(label_set)
    ]
    if refused:
        return refused
    found = [
        *(
            Finding(rule, FindingKind.EXAMPLE, problem, fix)
            for rule, problem, fix in rule_problems.failing_examples(label_set)
        ),
        *_untested(label_set.rules),
        *_unreachable(label_set.rules),
        *_contained(label_set.rules),
        *_unfiltered(label_set.rules),
        *_disabled(label_set.rules),
    ]
    return in_order(label_set, found)


def in_order(label_set: LabelSet, found: Iterable[Finding]) -> list[Finding]:
    """Sort findings by the position of their rule in the label set."""
    order = {rule.id: number for number, rule in enumerate(label_set.rules)}
    return sorted(found, key=lambda one: order[one.rule.id])


def _untested(rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        lacking = [
            name
            for name, there in (("match", rule.match), ("no_match", rule.no_match))
            if not there
        ]
        if lacking:
            what = f"no example under {' and '.join(lacking)}"
            fix = "Add one: it tests the rule, and shows others what is meant."
            yield Finding(rule, FindingKind.UNTESTED, what, fix)


def _unreachable(rules: Iterable[Rule]) -> Iterator[Finding]:
    fix = "Remove one of the two."
    for rule in rules:
        for why in faulty_rules.contradictions(rule):
            yield Finding(rule, FindingKind.UNREACHABLE, f"it can never match: {why}", fix)
    for rule, why, wholly in rule_problems.impossible_tokens(rules):
        never = "it" if wholly else "one of its patterns"
        fix = "Write the token as the tokenizer cuts it, in lower case under LOWER."
        found = Finding(rule, FindingKind.UNREACHABLE, f"{never} can never match: {why}", fix)
        yield found if wholly else replace(found, kind=FindingKind.PARTLY)


def _contained(rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule, other in faulty_rules.contained(rules):
        what = f"{_named(other)} contains all of it, and is preferred"
        yield Finding(
            rule,
            FindingKind.SHADOWED,
            what,
            "Delete this rule, or add something that only it finds.",
        )


def _named(rule: Rule) -> str:
    """Return the id of a rule with its line, and its file unless that is labels.yaml."""
    return f"{rule.id} ({rule.file or 'line'}{':' if rule.file else ' '}{rule.line})"


def _unfiltered(rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if rule.enabled and rule_problems.longest_literal(rule) == 0:
            what = "it is tried on every sentence: it does not require any word"
            yield Finding(rule, FindingKind.UNSELECTIVE, what, _ADD_A_WORD)


def _disabled(rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if not rule.enabled:
            yield Finding(
                rule,
                FindingKind.DISABLED,
                "it is switched off",
                "Nothing to do if that is intended.",
            )


# ----------------------------------------------------------------------------- measured


def measure(label_set: LabelSet, documents: Iterable[Document]) -> RuleMeasurements:
    """Run the enabled rules over documents, one after the other, and count their matches."""
    engine = engines.Engine(label_set)
    order = {rule.id: number for number, rule in enumerate(label_set.rules)}
    counts = {rule.id: MatchCounts() for rule in label_set.rules if rule.enabled}
    weak = {
        rule.id: rule_problems.required_literals(rule)
        for rule in label_set.rules
        if rule.enabled and 0 < rule_problems.longest_literal(rule) < rule_problems.SHORTEST
    }
    sentences = 0
    for document in documents:
        sentences += len(document.sentences)
        for name, needs in weak.items():
            counts[name].tried += rule_problems.count_candidates(needs, document)
        faulty_rules.count(counts, engine.matches(document), document.sentences, order)
    return RuleMeasurements(sentences, counts)


def timed(
    label_set: LabelSet,
    measured: RuleMeasurements,
    documents: Sequence[Document],
    clock: Callable[[], float],
    progress: Callable[[Sequence[Rule]], Iterable[Rule]] = lambda rules: rules,
) -> RuleMeasurements:
    """Add the time that each enabled rule takes on these documents. clock: see costs."""
    enabled = [rule for rule in label_set.rules if rule.enabled]
    return replace(measured, costs=costs(label_set, documents, clock, progress(enabled)))


def examples(label_set: LabelSet) -> list[Document]:
    """Return every example of every rule as a document, to measure on if there is no corpus."""
    every = (one for rule in label_set.rules for one in (*rule.match, *rule.no_match))
    return [rule_problems.example_document(example) for example in every]


def measured_findings(label_set: LabelSet, measured: RuleMeasurements) -> list[Finding]:
    """Return the problems that running the rules showed, in the order of the file."""
    by_id = {rule.id: rule for rule in label_set.rules}
    found = [
        finding
        for name, counts in measured.counts.items()
        for finding in _count_findings(by_id, by_id[name], counts, measured.sentences)
    ]
    found += [_slow(by_id[name], cost) for name, cost in measured.costs.items() if cost.slow]
    return in_order(label_set, found)


def _count_findings(
    by_id: Mapping[str, Rule], rule: Rule, counts: MatchCounts, sentences: int
) -> Iterator[Finding]:
    if sentences >= FEWEST_SENTENCES and counts.sentences > OFTEN * sentences:
        share = counts.sentences / sentences
        what = f"it matches in {counts.sentences:,} of {sentences:,} sentences ({share:.1%})"
        fix = "Narrow it or switch it off: so many suggestions cost more time than they save."
        yield Finding(rule, FindingKind.UNSELECTIVE, what, fix)
    if sentences >= FEWEST_SENTENCES and counts.tried > OFTEN * sentences:
        what = (
            f"it is tried on {counts.tried / sentences:.0%} of sentences: the text it requires"
            f" has under {rule_problems.SHORTEST} characters"
        )
        yield Finding(rule, FindingKind.UNSELECTIVE, what, _ADD_A_WORD)
    if counts.shadow:
        other = by_id[counts.shadow]
        times = counts.by[other.id]
        what = (
            f"all of its {counts.hits:,} matches are inside matches of preferred rules of its"
            f" label, {times:,} of them of {_named(other)}"
        )

        fix = "Delete it, or add something that only it finds."
        yield Finding(rule, FindingKind.SHADOWED, what, fix)


def _slow(rule: Rule, cost: RuleCost) -> Finding:
    what = f"it takes {cost.share:.0%} of the time of all rules, each alone"
    fix = "Start it with a rare word, or split it."
    if rule.form is RuleForm.SPEECH:
        fix = "It needs attribution, and all speech rules share the time for that."
    return Finding(rule, FindingKind.SLOW, what, fix)
