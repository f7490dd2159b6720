"""The labels in the card of a dataset: how often each is given, what it means, with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.datasets.counts import Counts
from annotator.datasets.markdown import code, plain, table
from annotator.model import Guideline

_EXAMPLES = 3


def label_counts(counts: Counts, guideline: Guideline) -> Iterator[str]:
    """Yield the table of annotations by label and split, of all labels of the guideline."""
    labels = guideline.definition.get("labels", {})
    total = counts.labels
    names = [*sorted(labels), *sorted(total.keys() - labels.keys())]
    head = ("label", "kind", "unit", *(f"`{split}`" for split in counts.splits), "all")
    return table(
        head,
        (
            (
                code(name),
                *(plain(labels.get(name, {}).get(key, "")) for key in ("kind", "unit")),
                *(f"{one.labels[name]:,}" for one in counts.splits.values()),
                f"{total[name]:,}",
            )
            for name in names
        ),
    )


def label_definitions(guideline: Guideline) -> Iterator[str]:
    """Yield the definitions and examples, by group."""
    groups: Mapping[str, Any] = guideline.definition.get("groups", {})
    labels: Mapping[str, Any] = guideline.definition.get("labels", {})
    by_group: dict[str, list[str]] = {}
    for name in sorted(labels):
        by_group.setdefault(str(labels[name].get("group", "")), []).append(name)
    for group, names in sorted(by_group.items()):
        about = groups.get(group, {})
        if group:
            yield from ("", f"### {plain(about.get('title') or group)}")
        if about.get("definition"):
            yield from ("", plain(about["definition"]))
        for name in names:
            yield from ("", *_definition(name, labels[name]))


def _definition(name: str, label: Mapping[str, Any]) -> Iterator[str]:
    title = label.get("title", "")
    shown = f" ({plain(title)})" if title and title != name else ""
    yield f"**{code(name)}**{shown}: {plain(label.get('definition', ''))}"
    lines = [
        *(f"- Example: {_example(one)}" for one in label.get("examples", ())[:_EXAMPLES]),
        *(f"- Not: {_example(one)}" for one in label.get("counter_examples", ())[:_EXAMPLES]),
    ]
    if lines:
        yield from ("", *lines)


def _example(example: Sequence[Any]) -> str:
    """Return an example with the words of the label in bold."""
    text, *span = example
    if not span:
        return plain(text)
    start, end = span
    before, words, after = text[:start], text[start:end], text[end:]
    space = " " if before[-1:].isspace() else ""
    gap = " " if after[:1].isspace() else ""
    return f"{plain(before)}{space}**{plain(words)}**{gap}{plain(after)}"
