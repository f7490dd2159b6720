"""The texts of guidelines: the meaning of labels, rules in words, what gold has in training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.annotations.reason_codes import in_words
from annotator.model import Attribute, Conditions, Example, Label, LabelSet, Rule
from annotator.safe_text import display
from annotator.tui.keymap import Keymap
from annotator.tui.paragraphs import FAINT, HEAD, MARKED, Lines, each, hang

if TYPE_CHECKING:
    from annotator.adjudication.outcome import GoldOutcome
    from annotator.workflow.training import Explanation


def guideline(label: Label, keymap: Keymap, width: int, *, rules: bool = True) -> Lines:
    """The guideline of a label: definition, cues, examples for and against, attributes, rules."""
    key = keymap.label_key(label.key)
    key = f", key {key}" if key else ""
    return [
        Content.styled(display(f"{label.title}  ({label.name}, {label.kind}{key})"), HEAD),
        *hang(Content(display(label.definition)), width),
        *(hang(Content.styled(display(label.cues), FAINT), width, "Cues: ") if label.cues else []),
        *each(example("  + ", one, width) for one in label.examples),
        *each(example("  − ", one, width) for one in label.counter_examples),
        *_attributes(label.attributes, width),
        *(_rules(label, width) if rules else []),
    ]


def example(lead: str, one: Example, width: int) -> Lines:
    """An example; the words to annotate are marked."""
    content = Content(display(one.text))
    if one.span:
        content = content.stylize(MARKED, one.span.start, one.span.end)
    return hang(content, width, lead)


def _attributes(attributes: Iterable[Attribute], width: int) -> Lines:
    lines: Lines = []
    for one in attributes:
        kind = " | ".join(one.choices) or one.type.replace("_", " or ")
        if one.minimum is not None or one.maximum is not None:
            kind = f"{kind} {_bounds(one)}"
        help_words = f"{one.help}  " if one.help else ""
        line = Content.assemble(Content(display(help_words)), (display(kind), FAINT))
        lines += hang(line, width, f"  {display(one.name)}: ")
    return [Content.styled("Attributes", HEAD), *lines] if lines else []


def _bounds(one: Attribute) -> str:
    low = "" if one.minimum is None else f"{one.minimum:g}"
    high = "" if one.maximum is None else f"{one.maximum:g}"
    return f"{low} to {high}".strip()


def _rules(label: Label, width: int) -> Lines:
    lines: Lines = []
    for rule in label.rules:
        off = "" if rule.enabled else ", switched off"
        lines += hang(Content(display(f"{rule.id}  {rule.tier} tier{off}")), width, "  ")
        sources = Content.styled(display(rule_sources(rule, (), 2 * width - 20)), FAINT)
        lines += hang(sources, width, f"    {rule.form}: ")
    return [Content.styled("Rules that suggest it", HEAD), *lines] if lines else []


def labels(label_set: LabelSet, keymap: Keymap, width: int) -> Lines:
    """All labels, each with its key and its definition."""
    lines: Lines = [
        Content.styled(f"The labels: {keymap.key('guideline')} shows one in full", HEAD)
    ]
    for label in label_set.labels:
        name = Content.styled(display(label.title), "bold")
        line = Content.assemble(name, "  ", (display(label.definition), FAINT))
        lines += hang(line, width, f"  {keymap.label_key(label.key) or '·'} ")
    return lines


def nothing_here(reason: str, label_set: LabelSet, keymap: Keymap, width: int) -> Lines:
    """The text shown without a selected mark: the reason, then all labels."""
    return [*hang(Content(reason), width), Content(""), *labels(label_set, keymap, width)]


# ------------------------------------------------------------------ rules in words


def rule_conditions(rule: Rule) -> list[str]:
    """The conditions of a rule, each as a phrase to follow "only"."""
    return [*_place_conditions(rule.conditions), *_word_conditions(rule.conditions)]


def _place_conditions(conditions: Conditions) -> Iterator[str]:
    if conditions.language:
        yield f"in documents in {_either(conditions.language)}"
    if conditions.voice:
        yield f"in the voice of {_either(conditions.voice)}"
    if conditions.quotation:
        yield f"inside a quotation ({_either(conditions.quotation)})"
    if conditions.sentence_start:
        yield "where the sentence begins with it"
    if conditions.sentence_end:
        yield "where the sentence ends with it"
    if conditions.lead:
        yield "in the first paragraph"
    if conditions.negated is not None:
        yield "where it is negated" if conditions.negated else "where it is not negated"
    if conditions.speaker:
        yield f"where the speaker is {_either(conditions.speaker)}"


def _word_conditions(conditions: Conditions) -> Iterator[str]:
    if conditions.followed_by:
        yield f"before {_either(conditions.followed_by)}"
    if conditions.not_followed_by:
        yield f"not before {_either(conditions.not_followed_by)}"
    if conditions.preceded_by:
        yield f"after {_either(conditions.preceded_by)}"
    if conditions.not_preceded_by:
        yield f"not after {_either(conditions.not_preceded_by)}"
    if conditions.sentence_has:
        yield f"in a sentence with {_either(conditions.sentence_has)}"
    if conditions.sentence_lacks:
        yield f"in a sentence without {_either(conditions.sentence_lacks)}"


def _either(words: Sequence[str]) -> str:
    phrases = [word.replace("_", " ") for word in words]
    return " or ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def rule_sources(rule: Rule, matched: Iterable[str], most: int) -> str:
    """The patterns of a rule, those that matched first, cut to `most` characters."""
    seen = {" ".join(words.casefold().split()) for words in matched}
    ordered = sorted(rule.sources, key=lambda one: one.casefold() not in seen)
    text = " | ".join(ordered)
    return text if len(text) <= most else text[: most - 1] + "…"


def training(found: Explanation, width: int) -> Lines:
    """What gold has of a sentence of training, why, and what the labels mean."""
    return [
        *hang(Content.styled(display(found.summary), HEAD), width),
        *each(_outcome(found, one, width) for one in found.outcomes),
    ]


def _outcome(found: Explanation, one: GoldOutcome, width: int) -> Lines:
    """What became of an annotation, then the lead's words and the definition of the label."""
    sign = "  ✓ " if one.kind == "kept" else "  ✗ "
    text = [Content(""), *hang(Content(display(found.words(one))), width, sign)]
    for name, said in (("reason", in_words(one.why)), ("note", one.note)):
        if said:
            text += hang(Content(display(said)), width, f"    {name}: ")
    definition = found.definition(one)
    if definition:
        text += hang(Content.styled(display(definition), FAINT), width, "    ")
    return text
