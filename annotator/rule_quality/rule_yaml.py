"""Paste: a rule as YAML that labels.yaml takes as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from annotator.model import Example, Rule, RuleForm
from annotator.safe_text import display

INDENT = " " * 6
"""Of the rules of a label in labels.yaml."""


def yaml(rule: Rule) -> Iterator[str]:
    """The lines of an entry of a label's rules."""
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
    """The text with [[ and ]] round the span."""
    text, span = example.text, example.span
    if span is None:
        return text
    return f"{text[: span.start]}[[{span.of(text)}]]{text[span.end :]}"


def quoted(text: str) -> str:
    """A YAML scalar in double quotes; what a terminal would not show as it is, is escaped."""
    return f'"{"".join(map(_escaped, text, display(text)))}"'


def _escaped(char: str, shown: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char == shown and char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
