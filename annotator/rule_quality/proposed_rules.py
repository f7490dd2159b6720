"""Proposals: mined candidates as rules, run by the engine, with what they get right and wrong."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.model import (
    Conditions,
    Document,
    Example,
    LabelSet,
    Rule,
    RuleForm,
    Span,
    Tier,
    Voice,
)
from annotator.rule_quality.mine import Candidate
from annotator.rule_quality.ngrams import Gram
from annotator.rule_quality.passages import Passage
from annotator.rule_quality.proportion import Proportion, proportion
from annotator.suggestions.rules.engine import Engine, Match
from annotator.suggestions.rules.rule_checks import example_document

LONGEST_EXAMPLE, USUAL_EXAMPLE = 300, 80
"""Characters of a sentence that is an example: at most, and best."""

EXAMPLES = 3

_HIGH, _MEDIUM = 0.8, 0.5
_UNWRITABLE = re.compile(r"\[\[|\]\]|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TOO_RARE = "without the documents it would be tested on it is too rare to be chosen"
_ABSENT = "it does not stand in the documents it would be tested on"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate as a rule that may be pasted.

    precision: of its hits in documents that had no part in choosing it, those a person marked.
    found: how many missed marks of the label it finds, on all documents.
    """

    candidate: Candidate
    rule: Rule
    precision: Proportion
    found: int


@dataclass(slots=True)
class _Hits:
    """Where a candidate's rule fires in finished sentences: voice, fold, right or wrong."""

    cases: list[tuple[Voice, int, bool]] = field(default_factory=list)
    right: list[Example] = field(default_factory=list)
    wrong: list[tuple[Voice, Example]] = field(default_factory=list)
    found: int = 0


class Assay:
    """Runs candidates over documents and turns them into proposals."""

    def __init__(
        self, label_set: LabelSet, candidates: Sequence[Candidate], fold_of: Mapping[str, int]
    ) -> None:
        taken = {rule.id for rule in label_set.rules}
        self._candidates: dict[str, Candidate] = {}
        self._rules: dict[str, Rule] = {}
        for candidate in candidates:
            name = _free_id(candidate, taken)
            taken.add(name)
            self._candidates[name] = candidate
            self._rules[name] = _rule(name, candidate)
        self._labels = label_set
        self._engine = Engine(_only(label_set, self._rules.values()))
        self._fold_of = fold_of
        self._hits: dict[str, _Hits] = defaultdict(_Hits)
        self._nothing: list[str] = []

    def add(self, document: Document, passages: Sequence[Passage]) -> None:
        """Count the hits in the finished sentences of one document."""
        by_person: dict[str, list[Passage]] = defaultdict(list)
        for passage in sorted(passages, key=lambda one: one.sentence.start):
            by_person[passage.annotator].append(passage)
            if not passage.marks and len(self._nothing) < 500 and _usable(passage.text):
                self._nothing.append(passage.text)
        starts = {
            name: [one.sentence.start for one in theirs] for name, theirs in by_person.items()
        }
        for match in self._engine.matches(document):
            for name, theirs in by_person.items():
                at = bisect_right(starts[name], match.span.start) - 1
                if at >= 0 and match.span.start < theirs[at].sentence.end:
                    self._count(match, theirs[at], document.uid)

    def _count(self, match: Match, passage: Passage, uid: str) -> None:
        hits = self._hits[match.rule.id]
        right = passage.marked(match.span, match.rule.label)
        hits.cases.append((match.voice, self._fold_of[uid], right))
        offset = passage.sentence.start
        example = Example(passage.text, Span(match.span.start - offset, match.span.end - offset))
        if not _usable(passage.text) or match.span.end > passage.sentence.end:
            return
        if right and len(hits.right) < 50:
            hits.right.append(example)
        elif not right and len(hits.wrong) < 50:
            hits.wrong.append((match.voice, example))

    def proposals(self, *, confidence: float = 0.95) -> list[Proposal]:
        """Every candidate as a rule, in the order given, with tier, voice and examples."""
        return [self._proposal(name, confidence) for name in self._candidates]

    def _proposal(self, name: str, confidence: float) -> Proposal:
        candidate, hits = self._candidates[name], self._hits[name]
        voice = _voice(hits)
        held_out = [
            right
            for voiced, fold, right in hits.cases
            if fold in candidate.selected and (not voice or voiced in voice)
        ]
        empty = _ABSENT if candidate.selected else _TOO_RARE
        precision = proportion(sum(held_out), len(held_out), confidence=confidence, empty=empty)
        rule = replace(self._rules[name], tier=_tier(precision), conditions=Conditions(voice=voice))
        return Proposal(candidate, self._with_examples(rule, hits), precision, candidate.marks)

    def _with_examples(self, rule: Rule, hits: _Hits) -> Rule:
        """The rule with those examples that it passes."""
        engine = Engine(_only(self._labels, [rule]))
        match = _distinct(one for one in hits.right if _fires(engine, one, one.span))
        other_voices = [
            Example(one.text, None)
            for voice, one in hits.wrong
            if rule.conditions.voice and voice not in rule.conditions.voice
        ]
        akin = [Example(text, None) for text in self._akin(rule)]
        no_match = _distinct(
            one for one in [*other_voices, *akin] if not list(_matches(engine, one))
        )
        return replace(rule, match=tuple(match[:EXAMPLES]), no_match=tuple(no_match[:1]))

    def _akin(self, rule: Rule) -> list[str]:
        """Sentences in which nobody marked anything, most words of the rule first."""
        wanted = set(re.findall(r"[^\W\d_]{3,}", " ".join(rule.sources).lower()))

        def likeness(text: str) -> tuple[int, int]:
            shared = wanted & set(re.findall(r"\w+", text.lower()))
            return -len(shared), abs(len(text) - USUAL_EXAMPLE)

        return sorted(self._nothing, key=likeness)[:20]


def _rule(name: str, candidate: Candidate) -> Rule:
    family = candidate.family
    form, source = RuleForm.PHRASE, family.source
    if family.open:
        (gram,) = family.grams
        form, source = RuleForm.PATTERN, json.dumps(pattern(gram))
    return Rule(name, "mined", candidate.label, Tier.LOW, form, (source,))


def pattern(gram: Gram) -> list[dict[str, object]]:
    """A gram with an open word as a token pattern: the open word is letters, whichever."""
    return [{"IS_ALPHA": True} if word is None else {"LOWER": word} for word in gram]


def _free_id(candidate: Candidate, taken: set[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", candidate.family.source.replace("…", "any").lower())
    name = f"{candidate.label}.{words.strip('_')[:40] or 'mined'}"
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _only(label_set: LabelSet, rules: Iterable[Rule]) -> LabelSet:
    by_label: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_label[rule.label].append(rule)
    labels = tuple(
        replace(label, rules=tuple(by_label.get(label.name, ()))) for label in label_set.labels
    )
    return replace(label_set, labels=labels)


def _voice(hits: _Hits) -> tuple[Voice, ...]:
    """The narrator's alone, where all that is right is the narrator's and something wrong is not.

    Chosen on all documents: precision is then a little flattered.
    """
    right = {voice for voice, _, good in hits.cases if good}
    wrong = {voice for voice, _, good in hits.cases if not good}
    return (Voice.NARRATOR,) if right == {Voice.NARRATOR} and wrong - right else ()


def _tier(precision: Proportion) -> Tier:
    """By the lower bound of precision: high from 0.8, medium from 0.5."""
    low = precision.low or 0.0
    return Tier.HIGH if low >= _HIGH else Tier.MEDIUM if low >= _MEDIUM else Tier.LOW


def _usable(text: str) -> bool:
    """Whether a sentence can be an example: short, and nothing in it that labels.yaml refuses."""
    return len(text) <= LONGEST_EXAMPLE and not _UNWRITABLE.search(text)


def _matches(engine: Engine, example: Example) -> Iterable[Span]:
    return (match.span for match in engine.matches(example_document(example)))


def _fires(engine: Engine, example: Example, span: Span | None) -> bool:
    return span in list(_matches(engine, example))


def _distinct(examples: Iterable[Example]) -> list[Example]:
    """Each text once, short ones first."""
    return sorted({one.text: one for one in examples}.values(), key=lambda one: len(one.text))
