"""The check: everything that is the matter with the rules of a label set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.model import Document, LabelSet, Rule, RuleForm
from annotator.rule_quality import shadowed_rules, unreachable_rules
from annotator.rule_quality.findings import Finding, Kind
from annotator.rule_quality.shadowed_rules import Tally
from annotator.rule_quality.slow_rules import Cost, costs
from annotator.suggestions import rules as engines
from annotator.suggestions.rules import rule_checks

OFTEN = 0.05
"""Share of sentences above which a rule is said to fire everywhere."""

FEWEST_SENTENCES = 200
"""Sentences below which a share of them says nothing of a corpus."""


_ADD_A_WORD = "Add a word that must be there, or live with a slower run."


@dataclass(frozen=True, slots=True)
class Measured:
    """What running the rules over texts showed.

    sentences: how many there were. tallies, costs: by the id of the rule; one that never fired
        has an empty tally, one that was not timed no cost.
    """

    sentences: int
    tallies: Mapping[str, Tally]
    costs: Mapping[str, Cost] = field(default_factory=dict)


def findings(label_set: LabelSet) -> list[Finding]:
    """What can be told without a corpus, in the order of the file.

    If spaCy refuses a rule, that is all that is said: no engine can be made.
    """
    refused = [
        Finding(rule, Kind.REFUSED, problem, fix)
        for rule, problem, fix in rule_checks.problems(label_set)
    ]
    if refused:
        return refused
    found = [
        *(
            Finding(rule, Kind.EXAMPLE, problem, fix)
            for rule, problem, fix in rule_checks.failing_examples(label_set)
        ),
        *_untested(label_set.rules),
        *_unreachable(label_set.rules),
        *_contained(label_set.rules),
        *_unfiltered(label_set.rules),
        *_disabled(label_set.rules),
    ]
    return in_order(label_set, found)


def in_order(label_set: LabelSet, found: Iterable[Finding]) -> list[Finding]:
    """Findings by the place of their rule in the label set."""
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
            fix = "Add one: it is the rule's test, and shows others what is meant."
            yield Finding(rule, Kind.UNTESTED, what, fix)


def _unreachable(rules: Iterable[Rule]) -> Iterator[Finding]:
    fix = "Take one of the two away."
    for rule in rules:
        for why in unreachable_rules.contradictions(rule):
            yield Finding(rule, Kind.UNREACHABLE, f"it can never fire: {why}", fix)
    for rule, why, wholly in rule_checks.never_one_token(rules):
        never = "it" if wholly else "one of its patterns"
        fix = "Write the token as the tokenizer cuts it, in lower case under LOWER."
        found = Finding(rule, Kind.UNREACHABLE, f"{never} can never match: {why}", fix)
        yield found if wholly else replace(found, kind=Kind.PARTLY)


def _contained(rules: Sequence[Rule]) -> Iterator[Finding]:
    for rule, other in shadowed_rules.contained(rules):
        what = f"{_named(other)} has all of it, and comes first"
        yield Finding(rule, Kind.SHADOWED, what, "Delete this rule, or give it what is its own.")


def _named(rule: Rule) -> str:
    """A rule with its place; the file where it is not labels.yaml itself."""
    return f"{rule.id} ({rule.file or 'line'}{':' if rule.file else ' '}{rule.line})"


def _unfiltered(rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if rule.enabled and rule_checks.longest_literal(rule) == 0:
            what = "it is tried on every sentence: no word must be in the text for it to match"
            yield Finding(rule, Kind.UNSELECTIVE, what, _ADD_A_WORD)


def _disabled(rules: Iterable[Rule]) -> Iterator[Finding]:
    for rule in rules:
        if not rule.enabled:
            yield Finding(rule, Kind.DISABLED, "it is switched off", "Nothing, if that is meant.")


# ----------------------------------------------------------------------------- measured


def measure(label_set: LabelSet, documents: Iterable[Document]) -> Measured:
    """Run the enabled rules over documents, one after the other, and count."""
    engine = engines.Engine(label_set)
    order = {rule.id: number for number, rule in enumerate(label_set.rules)}
    tallies = {rule.id: Tally() for rule in label_set.rules if rule.enabled}
    weak = {
        rule.id: rule_checks.needs(rule)
        for rule in label_set.rules
        if rule.enabled and 0 < rule_checks.longest_literal(rule) < rule_checks.SHORTEST
    }
    sentences = 0
    for document in documents:
        sentences += len(document.sentences)
        for name, needs in weak.items():
            tallies[name].tried += rule_checks.tried(needs, document)
        shadowed_rules.count(tallies, engine.matches(document), document.sentences, order)
    return Measured(sentences, tallies)


def timed(
    label_set: LabelSet,
    measured: Measured,
    documents: Sequence[Document],
    clock: Callable[[], float],
    progress: Callable[[Sequence[Rule]], Iterable[Rule]] = lambda rules: rules,
) -> Measured:
    """The same, with what each enabled rule costs on these documents. clock: see costs."""
    enabled = [rule for rule in label_set.rules if rule.enabled]
    return replace(measured, costs=costs(label_set, documents, clock, progress(enabled)))


def examples(label_set: LabelSet) -> list[Document]:
    """Every example of every rule as a document: texts to measure on where there is no corpus."""
    every = (one for rule in label_set.rules for one in (*rule.match, *rule.no_match))
    return [rule_checks.example_document(example) for example in every]


def measured_findings(label_set: LabelSet, measured: Measured) -> list[Finding]:
    """What running the rules showed to be the matter, in the order of the file."""
    by_id = {rule.id: rule for rule in label_set.rules}
    found = [
        finding
        for name, tally in measured.tallies.items()
        for finding in _of_tally(by_id, by_id[name], tally, measured.sentences)
    ]
    found += [_slow(by_id[name], cost) for name, cost in measured.costs.items() if cost.slow]
    return in_order(label_set, found)


def _of_tally(
    by_id: Mapping[str, Rule], rule: Rule, tally: Tally, sentences: int
) -> Iterator[Finding]:
    if sentences >= FEWEST_SENTENCES and tally.sentences > OFTEN * sentences:
        share = tally.sentences / sentences
        what = f"it fires in {tally.sentences:,} of {sentences:,} sentences ({share:.1%})"
        fix = "Narrow it, or switch it off: so many suggestions cost more time than they save."
        yield Finding(rule, Kind.UNSELECTIVE, what, fix)
    if sentences >= FEWEST_SENTENCES and tally.tried > OFTEN * sentences:
        what = (
            f"it is tried on {tally.tried / sentences:.0%} of sentences: what must be in the text"
            f" for it to match has under {rule_checks.SHORTEST} characters"
        )
        yield Finding(rule, Kind.UNSELECTIVE, what, _ADD_A_WORD)
    if tally.shadow:
        other = by_id[tally.shadow]
        times = tally.by[other.id]
        what = (
            f"all of its {tally.hits:,} hits lie within hits of better or earlier rules of its"
            f" label, {times:,} of them of {_named(other)}"
        )
        yield Finding(rule, Kind.SHADOWED, what, "Delete it, or give it what is its own.")


def _slow(rule: Rule, cost: Cost) -> Finding:
    what = f"it takes {cost.share:.0%} of the time of all rules, each alone"
    fix = "Begin it with a rare word, or split it."
    if rule.form is RuleForm.SPEECH:
        fix = "It has to read who says what; the rules about speech share that time."
    return Finding(rule, Kind.SLOW, what, fix)
