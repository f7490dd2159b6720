"""The texts of the guideline: what a label means, and what there is where nothing fired."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from annotator.model import Attribute, Example, Label, LabelSet
from annotator.safe_text import display
from annotator.tui import rule_text
from annotator.tui.actions.keymap import Keymap
from annotator.tui.paragraphs import FAINT, HEAD, MARKED, Lines, each, hang


def guideline(label: Label, keymap: Keymap, width: int, *, rules: bool = True) -> Lines:
    """What a label means: definition, cues, examples for and against, its questions, its rules."""
    key = keymap.label_key(label.key)
    key = f", key {key}" if key else ""
    return [
        Content.styled(display(f"{label.title}  ({label.name}, {label.kind}{key})"), HEAD),
        *hang(Content(display(label.definition)), width),
        *(hang(Content.styled(display(label.cues), FAINT), width, "Cues: ") if label.cues else []),
        *each(example("  + ", one, width) for one in label.examples),
        *each(example("  − ", one, width) for one in label.counter_examples),
        *_questions(label.attributes, width),
        *(_rules(label, width) if rules else []),
    ]


def example(lead: str, one: Example, width: int) -> Lines:
    """An example, with what is to be marked in it marked."""
    content = Content(display(one.text))
    if one.span:
        content = content.stylize(MARKED, one.span.start, one.span.end)
    return hang(content, width, lead)


def _questions(attributes: Iterable[Attribute], width: int) -> Lines:
    lines: Lines = []
    for one in attributes:
        kind = " | ".join(one.choices) or one.type.replace("_", " or ")
        if one.minimum is not None or one.maximum is not None:
            kind = f"{kind} {_bounds(one)}"
        help_words = f"{one.help}  " if one.help else ""
        said = Content.assemble(Content(display(help_words)), (display(kind), FAINT))
        lines += hang(said, width, f"  {display(one.name)}: ")
    return [Content.styled("Questions", HEAD), *lines] if lines else []


def _bounds(one: Attribute) -> str:
    low = "" if one.minimum is None else f"{one.minimum:g}"
    high = "" if one.maximum is None else f"{one.maximum:g}"
    return f"{low} to {high}".strip()


def _rules(label: Label, width: int) -> Lines:
    lines: Lines = []
    for rule in label.rules:
        off = "" if rule.enabled else ", switched off"
        lines += hang(Content(display(f"{rule.id}  {rule.tier} tier{off}")), width, "  ")
        sources = Content.styled(display(rule_text.sources(rule, (), 2 * width - 20)), FAINT)
        lines += hang(sources, width, f"    {rule.form}: ")
    return [Content.styled("Rules that propose it", HEAD), *lines] if lines else []


def labels(label_set: LabelSet, keymap: Keymap, width: int) -> Lines:
    """The guideline at a glance: each label with its key and its definition."""
    lines: Lines = [
        Content.styled(f"The labels: {keymap.key('guideline')} shows one in full", HEAD)
    ]
    for label in label_set.labels:
        name = Content.styled(display(label.title), "bold")
        said = Content.assemble(name, "  ", (display(label.definition), FAINT))
        lines += hang(said, width, f"  {keymap.label_key(label.key) or '·'} ")
    return lines


def nothing_here(told: str, label_set: LabelSet, keymap: Keymap, width: int) -> Lines:
    """Where there is no mark to explain: why not, then the guideline at a glance."""
    return [*hang(Content(told), width), Content(""), *labels(label_set, keymap, width)]
