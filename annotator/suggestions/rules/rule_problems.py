"""Find problems of rules: patterns that spaCy refuses, failing examples, impossible tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.model import Block, BlockKind, Document, Example, LabelSet, Rule, RuleForm, Span
from annotator.nlp import pipelines
from annotator.nlp.normalized_text import normalize_document, straight_apostrophes
from annotator.suggestions.rules import literals, rule_sources
from annotator.suggestions.rules.engine import Engine
from annotator.suggestions.rules.literals import fold

RuleProblem = tuple[Rule, str, str]
"""Rule, problem, fix."""

SHORTEST = 3
"""Characters of a literal that is selective. Shorter ones are in nearly all sentences."""

_ONE_TOKEN = ("LOWER", "ORTH", "TEXT", "NORM")
_OPTIONAL = ("?", "*", "!", "{0", "{,")


def problems(label_set: LabelSet) -> tuple[RuleProblem, ...]:
    """The rules with token patterns that spaCy refuses."""
    fix = "See the token patterns of spaCy's Matcher."
    patterns = (rule for rule in label_set.rules if rule.form is RuleForm.PATTERN)
    errors = ((rule, pipelines.pattern_error(_patterns(rule))) for rule in patterns)
    return tuple((rule, error, fix) for rule, error in errors if error)


def failing_examples(label_set: LabelSet) -> tuple[RuleProblem, ...]:
    """The rules with examples that fail."""
    engine = Engine(label_set, every_rule=True)
    return tuple(trouble for rule in label_set.rules for trouble in _failing(engine, rule))


def _failing(engine: Engine, rule: Rule) -> Iterator[RuleProblem]:
    language = next(iter(rule.conditions.language), "en")
    for example in (*rule.match, *rule.no_match):
        found = [
            match.span
            for match in engine.matches(example_document(example, language))
            if match.rule == rule
        ]
        if example.span and example.span not in found:
            got = ", ".join(f"“{span.of(example.text)}”" for span in found) or "nothing"
            wanted = example.span.of(example.text)
            yield (
                rule,
                f"expected “{wanted}” in “{example.text}”, got {got}",
                "Correct one of them.",
            )
        elif example.span is None and found:
            got = found[0].of(example.text)
            yield rule, f"matches “{got}” in “{example.text}”", "Narrow the rule."


def example_document(example: Example, language: str = "en") -> Document:
    """A document in a language, with the example as its one sentence."""
    whole = Span(0, len(example.text))
    blocks = (Block(whole, BlockKind.PARAGRAPH),)
    return Document("example", example.text, {"language": language}, blocks, (whole,))


def longest_literal(rule: Rule) -> int:
    """Length of the literals that a sentence must contain for the rule to match.

    Of the rule's weakest source; 0 if it has no literal, so that every sentence is searched.
    """
    found = [_longest(one) for one in required_literals(rule)]
    return min(found, default=SHORTEST)


def required_literals(rule: Rule) -> list[literals.RequiredLiterals]:
    """The literals of each regular expression or token pattern of a rule; [] for other forms."""
    if rule.form is RuleForm.REGEX:
        return [literals.of_expression(rule_sources.expression(one)) for one in rule.sources]
    if rule.form is RuleForm.PATTERN:
        return [literals.of_pattern(pattern) for pattern in _patterns(rule)]
    return []


def count_candidates(every: Sequence[literals.RequiredLiterals], document: Document) -> int:
    """Number of sentences of a document with the literals of at least one of several sources."""
    document = normalize_document(document).document
    folded = fold(straight_apostrophes(document.text))
    return sum(
        any(all(any(map(part.__contains__, one)) for one in source) for source in every)
        for part in (sentence.of(folded) for sentence in document.sentences)
    )


def _longest(one: literals.RequiredLiterals) -> int:
    """Length of the shortest literal of the best set, without blanks."""
    return max((min(len(literal.strip()) for literal in any_of) for any_of in one), default=0)


def impossible_tokens(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str, bool]]:
    """Rules with a token that no text contains: (rule, reason, whether all patterns have one).

    These are words that the tokenizer splits (don't is do and n't), and capitals under LOWER.
    """
    blank = pipelines.blank()
    for rule in rules:
        if rule.form is RuleForm.PATTERN:
            whys = [_why_never(blank, pattern) for pattern in _patterns(rule)]
            if any(whys):
                yield rule, next(filter(None, whys)), all(whys)


def _why_never(blank: Any, pattern: Sequence[Mapping[str, Any]]) -> str:
    """The reason why a pattern cannot match, '' if it can."""
    for token in pattern:
        if not str(token.get("OP", "1")).startswith(_OPTIONAL):
            for key in _ONE_TOKEN:
                words = _words(token.get(key))
                whys = [_why_no_token(blank, key, word) for word in words]
                if whys and all(whys):
                    return whys[0]
    return ""


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict) and isinstance(value.get("IN"), list):
        return list(map(str, value["IN"]))
    return []


def _why_no_token(blank: Any, key: str, word: str) -> str:
    if key == "LOWER" and word != word.lower():
        return f"no token in lower case is {word!r}"
    if key == "NORM":
        return ""
    tokens = [token.text for token in blank.make_doc(word)]
    return "" if len(tokens) == 1 else f"{word!r} is split into the tokens {', '.join(tokens)}"


def _patterns(rule: Rule) -> list[list[dict[str, Any]]]:
    """The token patterns of a rule, marked words expanded."""
    return [rule_sources.token_pattern(source) for source in rule.sources]
