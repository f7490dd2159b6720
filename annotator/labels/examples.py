"""Examples: invented sentences, `[[` and `]]` round the words that the label belongs to."""

from __future__ import annotations

import re

from annotator.labels.schema import EXAMPLES
from annotator.labels.validator import Check
from annotator.labels.yaml_tree import Node, Text
from annotator.model import Example, Span

_MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


def read(check: Check, node: Node | None, what: str) -> tuple[tuple[Example, ...], ...]:
    """The examples under match and under no_match."""
    if node is None:
        return (), ()
    fields = check.record(node, f"examples of {what}", EXAMPLES)
    match, no_match = fields.get("match"), fields.get("no_match")
    return (
        tuple(_marked(check, text) for text in check.texts(match, "match")) if match else (),
        tuple(_unmarked(check, text) for text in check.texts(no_match, "no_match"))
        if no_match
        else (),
    )


def _marked(check: Check, source: Text) -> Example:
    marks = list(_MARKED.finditer(source.text))
    if len(marks) != 1:
        fix = "Put [[ and ]] once round the words that are expected to be found."
        check.problem(source.line, "a match example needs one marked span", fix)
        return Example(source.text, None)
    mark = marks[0]
    text = source.text[: mark.start()] + mark[1] + source.text[mark.end() :]
    return Example(text, Span(mark.start(), mark.start() + len(mark[1])))


def _unmarked(check: Check, source: Text) -> Example:
    if _MARKED.search(source.text):
        fix = "Remove the brackets: nothing is to be found here."
        check.problem(source.line, "a no_match example has a marked span", fix)
    return Example(source.text, None)
