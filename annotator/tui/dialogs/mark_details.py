"""The case file of a mark: why it is there, how its rule fared, and what its label means.

Texts only: what is told is handed in, and nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from annotator.annotations.attribute_values import value_text
from annotator.annotations.reject_reasons import in_words
from annotator.annotations.session import Mark
from annotator.model import LabelSet, Rule, Span
from annotator.safe_text import display
from annotator.tui import guideline_text, rule_text
from annotator.tui.actions.keymap import Keymap
from annotator.tui.paragraphs import FAINT, HEAD, Lines, each, fields, hang, heading, quotation
from annotator.workflow import messages
from annotator.workflow.rule_history import Precedent, RuleRecord

if TYPE_CHECKING:
    from annotator.rule_quality.report import DecisionCounts


@dataclass(frozen=True, slots=True)
class MarkDetails:
    """What a case file tells of. text: of the document. record: None where no rule is known."""

    mark: Mark
    text: str
    sentence: Span
    label_set: LabelSet
    keymap: Keymap
    annotator: str
    record: RuleRecord | None = None


def lines(case: MarkDetails, width: int) -> Lines:
    """The whole file, set in lines of a width in cells."""
    rule = rule_of(case.label_set, case.mark)
    return [
        *_what(case, width),
        *_why(case, rule, width),
        *(_record(case.record, case.annotator, width) if case.record else []),
        *_meaning(case, width),
        *_examples(rule, width),
    ]


def rule_of(label_set: LabelSet, mark: Mark) -> Rule | None:
    """The rule that proposed a mark, as it is now; None if there is none, or no more."""
    name = reference(mark).rpartition("@")[0]
    return next((rule for rule in label_set.rules if name and rule.id == name), None)


def reference(mark: Mark) -> str:
    """The rule that proposed a mark, id@version; '' for a mark put by hand."""
    held = mark.suggestion or mark.annotation
    return held.rule if held else ""


# ------------------------------------------------------------------------ what and why


def _what(case: MarkDetails, width: int) -> Lines:
    label = case.label_set.label(case.mark.label)
    name = display(label.title if label else case.mark.label)
    state = "suggested" if case.mark.suggestion else _held(case.mark)
    head = Content.assemble(Content.styled(name, HEAD), Content.styled(f"   {state}", FAINT))
    return [head, *hang(_sentence(case), width)]


def _held(mark: Mark) -> str:
    annotation = mark.annotation
    if annotation is None or not annotation.rule:
        return "marked by you"
    return f"{annotation.origin} by you"


def _sentence(case: MarkDetails) -> Content:
    """The sentence, with what fired marked, or what is held."""
    suggestion = case.mark.suggestion
    spans = (suggestion.triggers if suggestion else ()) or case.mark.fragments
    start, end = case.sentence.start, max(case.sentence.end, case.mark.span.end)
    shown = display(case.text[start:end])
    inside = [(max(one.start, start) - start, one.end - start) for one in spans]
    return quotation(shown, inside)


def _why(case: MarkDetails, rule: Rule | None, width: int) -> Lines:
    name = reference(case.mark)
    if not name:
        return [*heading("Why"), *hang(Content("You put it; no rule proposed it."), width, "  ")]
    return [*heading("Why"), *fields(_reasons(case, rule, name, width), width)]


def _reasons(
    case: MarkDetails, rule: Rule | None, name: str, width: int
) -> Iterable[tuple[str, Content]]:
    suggestion = case.mark.suggestion
    known, _, version = name.rpartition("@")
    yield "rule", Content(display(f"{known}, version {version}"))
    if suggestion:
        spans = suggestion.triggers or (suggestion.span,)
        fired = [messages.quoted(case.text, one.start, one.end) for one in spans]
        yield "tier", Content(f"{suggestion.tier}")
        yield "fired on", Content(display(", ".join(fired)))
    if rule is None:
        yield "now", Content("labels.yaml has no such rule any more")
    else:
        yield from _rule(case, rule, name, width)
    if suggestion:
        yield "voice", Content(suggestion.voice.replace("_", " "))
        answers = ", ".join(
            f"{key} = {value_text(value)}" for key, value in suggestion.attributes.items()
        )
        if answers:
            yield "fills in", Content(display(answers))


def _rule(case: MarkDetails, rule: Rule, name: str, width: int) -> Iterable[tuple[str, Content]]:
    if rule.reference != name:
        yield "now", Content("the rule has been changed since; this is how it is now")
    fired = case.mark.suggestion.triggers if case.mark.suggestion else case.mark.fragments
    words = (one.of(case.text) for one in fired)
    sources = rule_text.sources(rule, words, 3 * width)
    yield f"{rule.form}", Content.styled(display(sources), FAINT)
    for condition in rule_text.conditions(rule):
        yield "only", Content(display(condition))


# ------------------------------------------------------------------------------ record


def _record(record: RuleRecord, annotator: str, width: int) -> Lines:
    told = [
        ("you", Content(display(_told(record.mine, record.most)))),
        ("others", Content(display(_others(record)))),
    ]
    return [
        *heading("How this rule fared here"),
        *fields(told, width),
        *each(_precedent("✓", one, annotator, width) for one in record.accepted),
        *each(_precedent("✗", one, annotator, width) for one in record.rejected),
    ]


def _told(tally: DecisionCounts, most: int) -> str:
    share = tally.precision
    if share.value is None or share.low is None or share.high is None:
        return "none decided yet"
    counts = f"accepted {tally.accepted}, edited {tally.edited}, rejected {tally.rejected}"
    last = f" of the last {share.of:,}" if share.of >= most else ""
    right = (
        f"right as it was: {share.hits}/{share.of} = {100 * share.value:.0f} %"
        f" [{100 * share.low:.0f}, {100 * share.high:.0f}]"
    )
    reasons = "; ".join(f"{in_words(reason)} ({times})" for reason, times in tally.reasons)
    return f"{counts}{last}; {right}" + (f". Rejected because: {reasons}" if reasons else "")


def _others(record: RuleRecord) -> str:
    if not record.others.precision.of:
        return "nothing to show: only what they decided in sentences that you have finished"
    return f"{_told(record.others, record.most)} (in sentences that you have finished)"


def _precedent(sign: str, one: Precedent, annotator: str, width: int) -> Lines:
    shown = display(one.text)
    said = quotation(shown, [(one.span.start, one.span.end)], most=2 * width)
    decision = one.decision
    by = "" if decision.annotator == annotator else f"  by {display(decision.annotator)}"
    because = f"  because: {display(in_words(decision.reason))}" if decision.reason else ""
    edited = "  edited" if decision.outcome.value == "edited" else ""
    return hang(Content.assemble(said, (f"{edited}{by}{because}", FAINT)), width, f"  {sign} ")


# ----------------------------------------------------------------------------- meaning


def _meaning(case: MarkDetails, width: int) -> Lines:
    label = case.label_set.label(case.mark.label)
    if label is None:
        return hang(Content("labels.yaml has no such label any more"), width)
    return [Content(""), *guideline_text.guideline(label, case.keymap, width, rules=False)]


def _examples(rule: Rule | None, width: int) -> Lines:
    if rule is None or not (rule.match or rule.no_match):
        return []
    return [
        *heading("Examples of the rule"),
        *each(guideline_text.example("  fires on      ", one, width) for one in rule.match),
        *each(guideline_text.example("  leaves alone  ", one, width) for one in rule.no_match),
    ]
