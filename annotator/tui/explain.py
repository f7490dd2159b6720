"""The texts of the sheets: why a suggestion, what a label means, what the keys do."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from annotator.actions import Action, Keymap, Mode, shown
from annotator.display import display
from annotator.model import Example, Label, LabelSet, Rule, Suggestion
from annotator.session import Mark
from annotator.tui import wording

_HEAD = "bold $accent"
_FAINT = "$context"
_MARKED = "bold underline $accent"

_MODES = {
    Mode.STEP: "Stepping through sentences",
    Mode.SELECT: "While a span is selected",
    Mode.HINT: "While hint letters are shown: type them, or",
    Mode.LABEL: "While labels show letters: type one, or",
    Mode.SPLIT: "While a word to split at is asked for: type its letters, or",
    Mode.LINK: "While a mark to link to is asked for: type its letter, or",
}

_SIGNS = """Signs
  beside a sentence   ✓ finished   ⚑ flagged   · a suggestion is open
  under a span        ? suggested   ✓ accepted   ✎ accepted, then changed   ● yours"""


def keys(keymap: Keymap) -> Content:
    """Every action of the key table, by mode."""
    parts: list[Content] = []
    for mode, title in _MODES.items():
        parts.append(Content.styled(title, _HEAD))
        parts.extend(_key_line(action) for action in keymap.of_mode(mode))
        parts.append(Content(""))
    parts.append(Content(_SIGNS))
    return Content("\n").join(parts)


def _key_line(action: Action) -> Content:
    return Content(f"  {_all_keys(action.keys):<12} {action.help}")


def _all_keys(names: tuple[str, ...]) -> str:
    if len(names) > 3:
        return f"{shown(names[0])} … {shown(names[-1])}"
    return " ".join(map(shown, names))


def mark(chosen: Mark, text: str, label_set: LabelSet) -> Content:
    """Why this mark is here, then the guideline of its label."""
    label = label_set.label(chosen.label)
    parts = [*_reasons(chosen, text, label_set), Content("")]
    parts.extend(guideline(label) if label else [Content(display(chosen.label))])
    return Content("\n").join(parts)


def definition(label: Label) -> Content:
    """The guideline of one label, as one text."""
    return Content("\n").join(guideline(label))


def guideline(label: Label) -> list[Content]:
    """A label's definition, cues and examples, for and against."""
    parts = [
        Content.styled(f"{display(label.title)}  ({display(label.name)}, {label.kind})", _HEAD),
        Content(display(label.definition)),
    ]
    if label.cues:
        parts.append(Content.styled(f"Cues: {display(label.cues)}", _FAINT))
    parts.extend(_examples("  + ", label.examples))
    parts.extend(_examples("  − ", label.counter_examples))
    return parts


def reason(suggestion: Suggestion, text: str) -> str:
    """How far its rule is to be trusted, and what made it fire, in one line."""
    words = suggestion.triggers or (suggestion.span,)
    fired = ", ".join(wording.quoted(text, span.start, span.end) for span in words)
    return f"{suggestion.tier} tier, fired on {fired}"


def _reasons(chosen: Mark, text: str, label_set: LabelSet) -> Iterable[Content]:
    suggestion = chosen.suggestion
    if suggestion is None:
        annotation = chosen.annotation
        by = annotation.rule if annotation and annotation.rule else ""
        yield Content(f"Held by you; proposed by rule {by}." if by else "Marked by you.")
        yield from _rule(label_set, by)
        return
    yield Content(display(reason(suggestion, text)))
    yield Content(display(f"rule: {suggestion.rule}"))
    yield Content(f"voice: {suggestion.voice.replace('_', ' ')}")
    if suggestion.attributes:
        answers = ", ".join(f"{name} = {value}" for name, value in suggestion.attributes.items())
        yield Content(display(f"fills in: {answers}"))
    yield from _rule(label_set, suggestion.rule)


def _rule(label_set: LabelSet, reference: str) -> Iterable[Content]:
    rule: Rule | None = next(
        (rule for rule in label_set.rules if rule.reference == reference), None
    )
    if rule is None:
        return
    yield Content.styled(f"{rule.form}: {display(' | '.join(rule.sources))[:400]}", _FAINT)
    yield from _examples("  fires on      ", rule.match)
    yield from _examples("  leaves alone  ", rule.no_match)


def _examples(lead: str, examples: Iterable[Example]) -> Iterable[Content]:
    for example in examples:
        content = Content(f"{lead}{display(example.text)}")
        if example.span:
            start, end = example.span.start + len(lead), example.span.end + len(lead)
            content = content.stylize(_MARKED, start, end)
        yield content
