"""The text of the details of a mark: why it is there, its rule's precision, its label.

Everything shown is passed in; nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.annotations import occurrences
from annotator.annotations.attribute_values import value_text
from annotator.annotations.reason_codes import in_words
from annotator.annotations.session import Mark
from annotator.model import LabelSet, Rule, Span, Suggestion
from annotator.safe_text import display
from annotator.tui import guideline_text
from annotator.tui.keymap import Keymap
from annotator.tui.paragraphs import FAINT, HEAD, Lines, each, fields, hang, heading, quotation
from annotator.workflow import messages
from annotator.workflow.rule_history import Precedent, RuleRecord

if TYPE_CHECKING:
    from annotator.rule_quality.report import DecisionCounts


@dataclass(frozen=True, slots=True)
class MarkDetails:
    """A mark and what is known of it.

    text: of the document. record: None without a rule.
    others: what other suggesters propose for the same words and label.
    """

    mark: Mark
    text: str
    sentence: Span
    label_set: LabelSet
    keymap: Keymap
    annotator: str
    record: RuleRecord | None = None
    others: Sequence[Suggestion] = ()


def lines(details: MarkDetails, width: int) -> Lines:
    """The lines for a width in cells."""
    rule = rule_of(details.label_set, details.mark)
    return [
        *_heading(details, width),
        *_why(details, rule, width),
        *(_record(details.record, details.annotator, width) if details.record else []),
        *_label(details, width),
        *_examples(rule, width),
    ]


def rule_of(label_set: LabelSet, mark: Mark) -> Rule | None:
    """The current rule that suggested a mark; None without one, or if it was removed."""
    name = reference(mark).rpartition("@")[0]
    return next((rule for rule in label_set.rules if name and rule.id == name), None)


def reference(mark: Mark) -> str:
    """The rule that suggested a mark, as id@version; '' for a manual annotation."""
    held = mark.suggestion or mark.annotation
    return held.rule if held else ""


# ------------------------------------------------------------------ mark and reasons


def _heading(details: MarkDetails, width: int) -> Lines:
    label = details.label_set.label(details.mark.label)
    name = display(label.title if label else details.mark.label)
    state = "suggested" if details.mark.suggestion else _held(details.mark)
    head = Content.assemble(Content.styled(name, HEAD), Content.styled(f"   {state}", FAINT))
    return [head, *hang(_sentence(details), width)]


def _held(mark: Mark) -> str:
    annotation = mark.annotation
    if annotation is None or not annotation.rule:
        return "annotated by you"
    return f"{annotation.origin} by you"


def _sentence(details: MarkDetails) -> Content:
    """The sentence; the words that matched, or those of the annotation, are marked."""
    suggestion = details.mark.suggestion
    spans = (suggestion.triggers if suggestion else ()) or details.mark.fragments
    start, end = details.sentence.start, max(details.sentence.end, details.mark.span.end)
    shown = display(details.text[start:end])
    inside = [(max(one.start, start) - start, one.end - start) for one in spans]
    return quotation(shown, inside)


def _why(details: MarkDetails, rule: Rule | None, width: int) -> Lines:
    name = reference(details.mark)
    if not name:
        return [*heading("Why"), *hang(Content("You made it; no rule suggested it."), width, "  ")]
    return [*heading("Why"), *fields(_reasons(details, rule, name, width), width)]


def _reasons(
    details: MarkDetails, rule: Rule | None, name: str, width: int
) -> Iterable[tuple[str, Content]]:
    suggestion = details.mark.suggestion
    known, _, version = name.rpartition("@")
    yield "rule", Content(display(f"{known}, version {version}"))
    if suggestion:
        spans = suggestion.triggers or (suggestion.span,)
        matched = [messages.quoted(details.text, one.start, one.end) for one in spans]
        yield "tier", Content(f"{suggestion.tier}")
        yield "matched on", Content(display(", ".join(matched)))
    if known == occurrences.RULE:
        yield "now", Content("you asked for all occurrences of these words")
    elif rule is None:
        yield "now", Content("labels.yaml has this rule no longer")
    else:
        yield from _rule(details, rule, name, width)
    if suggestion and _has_voice(details):
        yield "voice", Content(suggestion.voice.replace("_", " "))
    if suggestion:
        values = ", ".join(
            f"{key} = {value_text(value)}" for key, value in suggestion.attributes.items()
        )
        if values:
            yield "sets", Content(display(values))
    for one in details.others:
        yield "also by", Content(display(f"{one.suggester}, {one.rule} ({one.tier})"))


def _has_voice(details: MarkDetails) -> bool:
    """True if the form of the mark asks for a voice; a claim's does not."""
    label = details.label_set.label(details.mark.label)
    return bool(label and any(one.name == "voice" for one in label.attributes))


def _rule(details: MarkDetails, rule: Rule, name: str, width: int) -> Iterable[tuple[str, Content]]:
    if rule.reference != name:
        yield "now", Content("the rule has been changed since; this is how it is now")
    spans = details.mark.suggestion.triggers if details.mark.suggestion else details.mark.fragments
    words = (one.of(details.text) for one in spans)
    sources = guideline_text.rule_sources(rule, words, 3 * width)
    yield f"{rule.form}", Content.styled(display(sources), FAINT)
    for condition in guideline_text.rule_conditions(rule):
        yield "only", Content(display(condition))


# ------------------------------------------------------------------ precision


def _record(record: RuleRecord, annotator: str, width: int) -> Lines:
    rows = [
        ("you", Content(display(_counts(record.mine, record.most)))),
        ("others", Content(display(_others(record)))),
    ]
    return [
        *heading("The precision of this rule here"),
        *fields(rows, width),
        *each(_precedent("✓", one, annotator, width) for one in record.accepted),
        *each(_precedent("✗", one, annotator, width) for one in record.rejected),
    ]


def _counts(found: DecisionCounts, most: int) -> str:
    share = found.precision
    if share.value is None or share.low is None or share.high is None:
        return "no decisions yet"
    counts = f"accepted {found.accepted}, edited {found.edited}, rejected {found.rejected}"
    last = f" of the last {share.of:,}" if share.of >= most else ""
    right = (
        f"right as it was: {share.hits}/{share.of} = {100 * share.value:.0f} %"
        f" [{100 * share.low:.0f}, {100 * share.high:.0f}]"
    )
    reasons = "; ".join(f"{in_words(reason)} ({times})" for reason, times in found.reasons)
    return f"{counts}{last}; {right}" + (f". Rejected because: {reasons}" if reasons else "")


def _others(record: RuleRecord) -> str:
    if not record.others.precision.of:
        return "nothing to show: only decisions in sentences that you have finished count"
    return f"{_counts(record.others, record.most)} (in sentences that you have finished)"


def _precedent(sign: str, one: Precedent, annotator: str, width: int) -> Lines:
    shown = display(one.text)
    passage = quotation(shown, [(one.span.start, one.span.end)], most=2 * width)
    decision = one.decision
    by = "" if decision.annotator == annotator else f"  by {display(decision.annotator)}"
    reason = f"  reason: {display(in_words(decision.reason))}" if decision.reason else ""
    edited = "  edited" if decision.outcome.value == "edited" else ""
    return hang(Content.assemble(passage, (f"{edited}{by}{reason}", FAINT)), width, f"  {sign} ")


# ------------------------------------------------------------------ label


def _label(details: MarkDetails, width: int) -> Lines:
    label = details.label_set.label(details.mark.label)
    if label is None:
        return hang(Content("labels.yaml has this label no longer"), width)
    return [Content(""), *guideline_text.guideline(label, details.keymap, width, rules=False)]


def _examples(rule: Rule | None, width: int) -> Lines:
    if rule is None or not (rule.match or rule.no_match):
        return []
    return [
        *heading("Examples of the rule"),
        *each(guideline_text.example("  matches         ", one, width) for one in rule.match),
        *each(guideline_text.example("  does not match  ", one, width) for one in rule.no_match),
    ]
