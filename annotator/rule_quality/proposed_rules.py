"""Turn mined candidates into rules, with tier, voice, examples and held-out precision, as YAML."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from annotator.rule_quality.decisions import AnnotatedSentence
from annotator.rule_quality.estimates import Proportion, proportion
from annotator.rule_quality.mine import NGram, RuleCandidate
from annotator.safe_text import display
from annotator.suggestions.rules.engine import Engine, Match
from annotator.suggestions.rules.rule_problems import example_document

LONGEST_EXAMPLE, USUAL_EXAMPLE = 300, 80
"""Characters of a sentence that is an example: the most allowed, and the preferred number."""

EXAMPLES = 3

INDENT = " " * 6
"""Indentation of the rules of a label in labels.yaml."""

_HIGH, _MEDIUM = 0.8, 0.5
_UNWRITABLE = re.compile(r"\[\[|\]\]|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TOO_RARE = "too rare to be selected without the documents it would be tested on"
_ABSENT = "it does not occur in the documents it would be tested on"


@dataclass(frozen=True, slots=True)
class ProposedRule:
    """A candidate as a rule to paste into labels.yaml.

    precision: of its matches in documents that had no part in choosing it, the share that a
        person marked. found: how many missed marks of the label it finds, in all documents.
    """

    candidate: RuleCandidate
    rule: Rule
    precision: Proportion
    found: int


@dataclass(slots=True)
class _CandidateMatches:
    """The matches of a candidate's rule in finished sentences. cases: (voice, fold, right)."""

    cases: list[tuple[Voice, int, bool]] = field(default_factory=list)
    right: list[Example] = field(default_factory=list)
    wrong: list[tuple[Voice, Example]] = field(default_factory=list)


class CandidateTrial:
    """Runs candidates over documents and turns them into proposed rules."""

    def __init__(
        self, label_set: LabelSet, candidates: Sequence[RuleCandidate], fold_of: Mapping[str, int]
    ) -> None:
        taken = {rule.id for rule in label_set.rules}
        self._candidates: dict[str, RuleCandidate] = {}
        self._rules: dict[str, Rule] = {}
        for candidate in candidates:
            name = _free_id(candidate, taken)
            taken.add(name)
            self._candidates[name] = candidate
            self._rules[name] = _rule(name, candidate)
        self._labels = label_set
        self._engine = Engine(_only(label_set, self._rules.values()))
        self._fold_of = fold_of
        self._found: dict[str, _CandidateMatches] = defaultdict(_CandidateMatches)
        self._unmarked: list[str] = []

    def add(self, document: Document, annotated_sentences: Sequence[AnnotatedSentence]) -> None:
        """Count the matches in the finished sentences of one document."""
        by_person: dict[str, list[AnnotatedSentence]] = defaultdict(list)
        for sentence in sorted(annotated_sentences, key=lambda one: one.sentence.start):
            by_person[sentence.annotator].append(sentence)
            if not sentence.marks and len(self._unmarked) < 500 and _usable(sentence.text):
                self._unmarked.append(sentence.text)
        starts = {
            name: [one.sentence.start for one in theirs] for name, theirs in by_person.items()
        }
        for match in self._engine.matches(document):
            for name, theirs in by_person.items():
                at = bisect_right(starts[name], match.span.start) - 1
                if at >= 0 and match.span.start < theirs[at].sentence.end:
                    self._count(match, theirs[at], document.uid)

    def _count(self, match: Match, sentence: AnnotatedSentence, uid: str) -> None:
        found = self._found[match.rule.id]
        right = sentence.marked(match.span, match.rule.label)
        found.cases.append((match.voice, self._fold_of[uid], right))
        offset = sentence.sentence.start
        example = Example(sentence.text, Span(match.span.start - offset, match.span.end - offset))
        if not _usable(sentence.text) or match.span.end > sentence.sentence.end:
            return
        if right and len(found.right) < 50:
            found.right.append(example)
        elif not right and len(found.wrong) < 50:
            found.wrong.append((match.voice, example))

    def proposed_rules(self, *, confidence: float = 0.95) -> list[ProposedRule]:
        """Return every candidate as a rule, in the order given, with tier, voice and examples."""
        return [self._proposal(name, confidence) for name in self._candidates]

    def _proposal(self, name: str, confidence: float) -> ProposedRule:
        candidate, found = self._candidates[name], self._found[name]
        voice = _voice(found)
        held_out = [
            right
            for voiced, fold, right in found.cases
            if fold in candidate.selected and (not voice or voiced in voice)
        ]
        empty = _ABSENT if candidate.selected else _TOO_RARE
        precision = proportion(sum(held_out), len(held_out), confidence=confidence, empty=empty)
        rule = replace(self._rules[name], tier=_tier(precision), conditions=Conditions(voice=voice))
        return ProposedRule(candidate, self._with_examples(rule, found), precision, candidate.marks)

    def _with_examples(self, rule: Rule, found: _CandidateMatches) -> Rule:
        """Return the rule with those examples that it passes."""
        engine = Engine(_only(self._labels, [rule]))
        match = _distinct(one for one in found.right if _has_match(engine, one, one.span))
        other_voices = [
            Example(one.text, None)
            for voice, one in found.wrong
            if rule.conditions.voice and voice not in rule.conditions.voice
        ]
        similar = [Example(text, None) for text in self._similar(rule)]
        no_match = _distinct(
            one for one in [*other_voices, *similar] if not list(_matches(engine, one))
        )
        return replace(rule, match=tuple(match[:EXAMPLES]), no_match=tuple(no_match[:1]))

    def _similar(self, rule: Rule) -> list[str]:
        """Return sentences without marks, those with most words of the rule first."""
        wanted = set(re.findall(r"[^\W\d_]{3,}", " ".join(rule.sources).lower()))

        def likeness(text: str) -> tuple[int, int]:
            shared = wanted & set(re.findall(r"\w+", text.lower()))
            return -len(shared), abs(len(text) - USUAL_EXAMPLE)

        return sorted(self._unmarked, key=likeness)[:20]


def _rule(name: str, candidate: RuleCandidate) -> Rule:
    family = candidate.family
    form, source = RuleForm.PHRASE, family.source
    if family.open:
        (ngram,) = family.ngrams
        form, source = RuleForm.PATTERN, json.dumps(pattern(ngram))
    return Rule(name, "mined", candidate.label, Tier.LOW, form, (source,))


def pattern(ngram: NGram) -> list[dict[str, object]]:
    """Return an n-gram as a token pattern. The open word may be any word of letters."""
    return [{"IS_ALPHA": True} if word is None else {"LOWER": word} for word in ngram]


def _free_id(candidate: RuleCandidate, taken: set[str]) -> str:
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


def _voice(found: _CandidateMatches) -> tuple[Voice, ...]:
    """Return the narrator's voice if all right matches have it and a wrong one has not, else ().

    It is chosen on all documents, so the held-out precision is slightly too high.
    """
    right = {voice for voice, _, good in found.cases if good}
    wrong = {voice for voice, _, good in found.cases if not good}
    return (Voice.NARRATOR,) if right == {Voice.NARRATOR} and wrong - right else ()


def _tier(precision: Proportion) -> Tier:
    """Return the tier by the lower bound of precision: high from 0.8, medium from 0.5."""
    low = precision.low or 0.0
    return Tier.HIGH if low >= _HIGH else Tier.MEDIUM if low >= _MEDIUM else Tier.LOW


def _usable(text: str) -> bool:
    """Return True for a sentence that can be an example: short, and valid in labels.yaml."""
    return len(text) <= LONGEST_EXAMPLE and not _UNWRITABLE.search(text)


def _matches(engine: Engine, example: Example) -> Iterable[Span]:
    return (match.span for match in engine.matches(example_document(example)))


def _has_match(engine: Engine, example: Example, span: Span | None) -> bool:
    return span in list(_matches(engine, example))


def _distinct(examples: Iterable[Example]) -> list[Example]:
    """Return each text once, short ones first."""
    return sorted({one.text: one for one in examples}.values(), key=lambda one: len(one.text))


# --------------------------------------------------------------------------------- YAML


def rule_as_yaml(rule: Rule) -> Iterator[str]:
    """Yield the lines of the rule as an entry of a label's rules."""
    inner = INDENT + "  "
    yield f"{INDENT}- id: {rule.id}"
    yield f"{inner}tier: {rule.tier}"
    yield f"{inner}{rule.form}: {_source(rule)}"
    if rule.conditions.voice:
        yield f"{inner}voice: [{', '.join(rule.conditions.voice)}]"
    if rule.match or rule.no_match:
        yield f"{inner}examples:"
        yield from _examples(f"{inner}  match", rule.match)
        yield from _examples(f"{inner}  no_match", rule.no_match)


def _source(rule: Rule) -> str:
    if rule.form is RuleForm.PATTERN:
        patterns = [_tokens(json.loads(source)) for source in rule.sources]
        return patterns[0] if len(patterns) == 1 else f"[{', '.join(patterns)}]"
    return f"[{', '.join(map(quoted, rule.sources))}]"


def _tokens(pattern: Sequence[dict[str, object]]) -> str:
    return f"[{', '.join(map(_token, pattern))}]"


def _token(token: dict[str, object]) -> str:
    fields = (
        f"{key}: {'yes' if value is True else quoted(str(value))}" for key, value in token.items()
    )
    return "{" + ", ".join(fields) + "}"


def _examples(key: str, examples: Sequence[Example]) -> Iterator[str]:
    if examples:
        yield f"{key}:"
        yield from (f"{INDENT}      - {quoted(marked(one))}" for one in examples)


def marked(example: Example) -> str:
    """Return the text with [[ and ]] around the span."""
    text, span = example.text, example.span
    if span is None:
        return text
    return f"{text[: span.start]}[[{span.of(text)}]]{text[span.end :]}"


def quoted(text: str) -> str:
    """Return a YAML scalar in double quotes, with everything escaped that a terminal alters."""
    return f'"{"".join(map(_escaped, text, display(text)))}"'


def _escaped(char: str, shown: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char == shown and char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
