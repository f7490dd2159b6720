"""Trying rules out: patterns that spaCy refuses, examples that do not hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

from annotator import pipeline
from annotator.model import Block, BlockKind, Document, Example, LabelSet, Rule, RuleForm, Span
from annotator.rules import inflection
from annotator.rules.engine import Engine

Trouble = tuple[Rule, str, str]
"""(rule, what is wrong, what to do)."""


def problems(label_set: LabelSet) -> tuple[Trouble, ...]:
    """The rules whose token patterns spaCy refuses."""
    from spacy.errors import MatchPatternError  # noqa: PLC0415
    from spacy.matcher import Matcher  # noqa: PLC0415

    matcher = Matcher(pipeline.blank().vocab, validate=True)
    found: list[Trouble] = []
    for rule in label_set.rules:
        if rule.form is RuleForm.PATTERN:
            try:
                patterns = [inflection.token(json.loads(source)) for source in rule.sources]
                matcher.add(rule.id, patterns)
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
        found = [match.span for match in engine.matches(_document(example)) if match.rule == rule]
        if example.span and example.span not in found:
            got = ", ".join(f"“{span.of(example.text)}”" for span in found) or "nothing"
            wanted = example.span.of(example.text)
            yield rule, f"expected “{wanted}” in “{example.text}”, got {got}", "Mend one of them."
        elif example.span is None and found:
            got = found[0].of(example.text)
            yield rule, f"fires on “{got}” in “{example.text}”", "Narrow the rule."


def _document(example: Example) -> Document:
    """A document of one sentence."""
    whole = Span(0, len(example.text))
    blocks = (Block(whole, BlockKind.PARAGRAPH),)
    return Document("example", example.text, {}, blocks, (whole,))
