"""Trying rules out: patterns that spaCy refuses, examples that do not hold, words never met."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotator.model import Block, BlockKind, Document, Example, LabelSet, Rule, RuleForm, Span
from annotator.nlp import inflection, pipelines
from annotator.suggestions.rules import literals
from annotator.suggestions.rules.engine import Engine
from annotator.suggestions.rules.folding import fold

Trouble = tuple[Rule, str, str]
"""(rule, what is wrong, what to do)."""

SHORTEST = 3
"""Characters of a literal that picks sentences well; shorter ones stand in nearly all of them."""

_ONE_TOKEN = ("LOWER", "ORTH", "TEXT", "NORM")
_OPTIONAL = ("?", "*", "!", "{0", "{,")


def problems(label_set: LabelSet) -> tuple[Trouble, ...]:
    """The rules whose token patterns spaCy refuses."""
    from spacy.errors import MatchPatternError  # noqa: PLC0415
    from spacy.matcher import Matcher  # noqa: PLC0415

    matcher = Matcher(pipelines.blank().vocab, validate=True)
    found: list[Trouble] = []
    for rule in label_set.rules:
        if rule.form is RuleForm.PATTERN:
            try:
                matcher.add(rule.id, _patterns(rule))
            except (MatchPatternError, ValueError) as error:
                said = " ".join(str(error).split())
                found.append((rule, said, "See the token patterns of spaCy's Matcher."))
    return tuple(found)


def failing_examples(label_set: LabelSet) -> tuple[Trouble, ...]:
    """The rules whose own examples do not come out as they say."""
    engine = Engine(label_set, every_rule=True)
    return tuple(trouble for rule in label_set.rules for trouble in _failing(engine, rule))


def _failing(engine: Engine, rule: Rule) -> Iterator[Trouble]:
    for example in (*rule.match, *rule.no_match):
        found = [
            match.span for match in engine.matches(example_document(example)) if match.rule == rule
        ]
        if example.span and example.span not in found:
            got = ", ".join(f"“{span.of(example.text)}”" for span in found) or "nothing"
            wanted = example.span.of(example.text)
            yield rule, f"expected “{wanted}” in “{example.text}”, got {got}", "Mend one of them."
        elif example.span is None and found:
            got = found[0].of(example.text)
            yield rule, f"fires on “{got}” in “{example.text}”", "Narrow the rule."


def example_document(example: Example) -> Document:
    """A document of one sentence."""
    whole = Span(0, len(example.text))
    blocks = (Block(whole, BlockKind.PARAGRAPH),)
    return Document("example", example.text, {}, blocks, (whole,))


def longest_literal(rule: Rule) -> int:
    """Characters of the text that must stand in a sentence for the rule to match there.

    Of its weakest source; 0 where there is none, so that every sentence has to be looked through.
    """
    found = [_longest(one) for one in needs(rule)]
    return min(found, default=SHORTEST)


def needs(rule: Rule) -> list[literals.Needs]:
    """The literals of each expression or token pattern of a rule; [] for the other forms."""
    if rule.form is RuleForm.REGEX:
        return [literals.of_expression(inflection.expand_regex(one)) for one in rule.sources]
    if rule.form is RuleForm.PATTERN:
        return [literals.of_pattern(pattern) for pattern in _patterns(rule)]
    return []


def tried(every: Sequence[literals.Needs], document: Document) -> int:
    """How many sentences of a document have what one of several sources needs."""
    folded = fold(document.text)
    return sum(
        any(all(any(map(part.__contains__, one)) for one in source) for source in every)
        for part in (sentence.of(folded) for sentence in document.sentences)
    )


def _longest(one: literals.Needs) -> int:
    """Characters of the literals of the best set, by its shortest; blanks do not count."""
    return max((min(len(literal.strip()) for literal in any_of) for any_of in one), default=0)


def never_one_token(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str, bool]]:
    """Token patterns that wait for a token that no text has: (rule, why, all of its patterns).

    Words that the tokenizer cuts (don't is do and n't), and capitals under LOWER.
    """
    blank = pipelines.blank()
    for rule in rules:
        if rule.form is RuleForm.PATTERN:
            whys = [_why_never(blank, pattern) for pattern in _patterns(rule)]
            if any(whys):
                yield rule, next(filter(None, whys)), all(whys)


def _why_never(blank: Any, pattern: Sequence[Mapping[str, Any]]) -> str:
    """Why a pattern never matches, '' if it may."""
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
    return "" if len(tokens) == 1 else f"{word!r} is cut into the tokens {', '.join(tokens)}"


def _patterns(rule: Rule) -> list[list[dict[str, Any]]]:
    """The token patterns of a rule, words marked with ~ unfolded."""
    return [inflection.expand_token_pattern(json.loads(source)) for source in rule.sources]
