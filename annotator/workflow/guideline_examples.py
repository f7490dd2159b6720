"""Examples for the guideline out of adjudication: of what a lead settled, written to labels.yaml.

A settled sentence can be an example of a label that gold has, a counter-example of a label that
somebody gave and gold does not have, or a test of a rule. The text of the sentence is written, and
nothing else: neither who annotated nor why it was settled so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.atomic_file import write_atomically
from annotator.labels import loader, path_of, places
from annotator.labels.example_writer import WrittenExample, add_example
from annotator.labels.places import LabelPlace
from annotator.model import Content, Document, Example, LabelSet, Rule, Settlement, Span
from annotator.suggestions import rules
from annotator.workflow import messages
from annotator.workflow.adjudication import Adjudication

_WHITE_SPACE = re.compile("[\t-\r\x85\u2028\u2029]")
"""Tabs and line breaks, which would only be escapes in the file."""

_MARK = "\ufeff"
"""The byte order mark, which some editors put at the beginning of files."""


class ExampleForm(StrEnum):
    """What is written: for the guideline of a label, or as a test of a rule."""

    EXAMPLE = "example"
    COUNTER_EXAMPLE = "counter-example"
    RULE_TEST = "rule test"


@dataclass(frozen=True, slots=True)
class ExampleChoice:
    """An example that can be written. rule: '' for an example of the label itself."""

    form: ExampleForm
    label: str
    example: Example
    rule: str = ""

    def in_words(self, label_set: LabelSet) -> str:
        """A line for a list of choices."""
        words = f"“{self.example.span.of(self.example.text)}”" if self.example.span else "nothing"
        if self.rule:
            return f"{self.rule}: must find {words}"
        title = messages.title(label_set, self.label)
        return f"{title}: {words}" if self.example.span else title


def choices(work: Adjudication, form: ExampleForm) -> list[ExampleChoice]:
    """What can be written of the selected item, or of the one settled last.

    Raises AnnotatorError if nothing can be, with the reason; DataError if the label file is wrong.
    """
    settlement, document = _settled(work)
    match form:
        case ExampleForm.EXAMPLE:
            found = list(_examples(document, settlement))
            reason = "gold has nothing there: X writes a counter-example"
        case ExampleForm.COUNTER_EXAMPLE:
            found = list(_counter_examples(work, document, settlement))
            reason = "gold has every label that was given in this sentence: x writes an example"
        case ExampleForm.RULE_TEST:
            found = list(_rule_tests(work, document, settlement, loader.load(_label_file(work))))
            reason = "no rule finds the words of gold here, and none proposed what gold has not"
    if not found:
        raise AnnotatorError(reason)
    return found


def _label_file(work: Adjudication) -> Path:
    """The label file of the project: it is beside the database."""
    return work.store.path.with_name("labels.yaml")


def _settled(work: Adjudication) -> tuple[Settlement, Document]:
    settlement, document = work.explained, work.document
    if settlement is None or document is None:
        raise AnnotatorError("nothing is settled yet: settle it, then make it an example")
    if work.status and work.status.is_open and settlement in work.status.settlements:
        raise AnnotatorError("this has changed since it was settled: settle it again first")
    contents = [*settlement.made, *(one for one in settlement.held.values() if one)]
    if any(not one.fragments for one in contents):
        raise AnnotatorError("labels.yaml has no examples of relations: select an annotation")
    return settlement, document


def _examples(document: Document, settlement: Settlement) -> Iterator[ExampleChoice]:
    for made in settlement.made:
        extent = _extent(document, settlement, made)
        if len(made.fragments) > 1:
            raise AnnotatorError(
                f"an example marks words without a gap, and these are in {len(made.fragments)}"
                " parts: write it yourself"
            )
        yield ExampleChoice(
            ExampleForm.EXAMPLE, made.label, _example(document, extent, made.fragments[0])
        )


def _counter_examples(
    work: Adjudication, document: Document, settlement: Settlement
) -> Iterator[ExampleChoice]:
    for label, extent in _not_in_gold(work, document, settlement):
        example = _example(document, extent)
        yield ExampleChoice(ExampleForm.COUNTER_EXAMPLE, label, example)


def _rule_tests(
    work: Adjudication, document: Document, settlement: Settlement, label_set: LabelSet
) -> Iterator[ExampleChoice]:
    """Yield tests of rules that find what gold has, then of those that proposed what it has not."""
    for made in settlement.made:
        if len(made.fragments) == 1:
            extent = _extent(document, settlement, made)
            example = _example(document, extent, made.fragments[0])
            of_label = [one for one in label_set.rules if one.label == made.label and one.enabled]
            problems = _problems(label_set, of_label, example)
            for rule in of_label:
                if rule.id not in problems:
                    yield ExampleChoice(ExampleForm.RULE_TEST, made.label, example, rule.id)
    proposed = _proposed_by(work, document, settlement)
    absent = dict(_not_in_gold(work, document, settlement))
    for rule in label_set.rules:
        if rule.id in proposed and rule.label in absent:
            example = _example(document, absent[rule.label])
            yield ExampleChoice(ExampleForm.RULE_TEST, rule.label, example, rule.id)


def _proposed_by(work: Adjudication, document: Document, settlement: Settlement) -> set[str]:
    """The ids of the rules that proposed annotations which were settled."""
    judgements = [
        one for each in work.queue.readings(document.uid) for one in each.judgements.values()
    ]
    return {
        made.rule.partition("@")[0]
        for one in judgements
        for made in one.annotations.values()
        if made.uid in settlement.about
    }


def _not_in_gold(
    work: Adjudication, document: Document, settlement: Settlement
) -> Iterator[tuple[str, Span]]:
    """Yield the labels that somebody gave and gold has nowhere in the sentence, with the extent."""
    given = {one.label: one for one in settlement.held.values() if one}
    gold = work.queue.gold(document.uid).values()
    for label, held in sorted(given.items()):
        extent = _extent(document, settlement, held)
        parts = [
            part
            for one in gold
            for made in one.annotations.values()
            if made.label == label
            for part in made.fragments
        ]
        if not any(part.start < extent.end and extent.start < part.end for part in parts):
            yield label, extent


def _extent(document: Document, settlement: Settlement, content: Content) -> Span:
    """The sentence of a settlement, and all others that the words of an annotation are in."""
    touched = [
        one
        for one in document.sentences
        for part in content.fragments
        if part.start < one.end and one.start < part.end
    ]
    touched += [settlement.sentence] if settlement.sentence else []
    return Span(min(touched).start, max(one.end for one in touched))


def _example(document: Document, extent: Span, words: Span | None = None) -> Example:
    text = _WHITE_SPACE.sub(" ", extent.of(document.text))
    span = Span(words.start - extent.start, words.end - extent.start) if words else None
    return Example(text, span)


# ------------------------------------------------------------------------------ writing


def write(work: Adjudication, choice: ExampleChoice) -> str:
    """Write an example to the label file; returns what was written where, in words.

    The file is read when it is written, so that changes made meanwhile are kept. A label or rule
    that another file defines is changed there.
    Raises AnnotatorError if the actor is no lead, if the entry is not in a file of the project, if
    a rule does not find what its test says, or if the file cannot be written.
    """
    work.store.annotators.check_is_lead(work.actor, "write examples into the guideline")
    label_file = _label_file(work)
    label_set = loader.load(label_file)
    if choice.rule:
        _check_rule(label_set, label_file, choice)
    place = _place(label_file, choice)
    written = _write(place.path, choice)
    where = f"{_shown(place.path, label_file)}:{written.line}"
    entry = choice.rule or messages.title(label_set, choice.label)
    if not written.is_new:
        return f"{choice.form} of {entry} is there already: {where}"
    return f"{choice.form} of {entry} written: {where}; to take it back, delete it there (not u)"


def _check_rule(label_set: LabelSet, label_file: Path, choice: ExampleChoice) -> None:
    rule = next((one for one in label_set.rules if one.id == choice.rule), None)
    if rule is None:
        raise AnnotatorError(f"{label_file.name} has no rule {choice.rule} any more")
    problem = _problems(label_set, [rule], choice.example).get(rule.id)
    if problem:
        where = f"{_shown(path_of(rule.file, label_file), label_file)}:{rule.line}"
        raise AnnotatorError(f"{where}: correct rule {rule.id} first: {problem}")


def _problems(label_set: LabelSet, wanted: Sequence[Rule], example: Example) -> dict[str, str]:
    """What `annotator rules test` would say of a test of each rule, by id; none if it passes."""
    match, no_match = ((example,), ()) if example.span else ((), (example,))
    labels = [
        replace(
            label,
            rules=tuple(
                replace(rule, match=match, no_match=no_match)
                for rule in label.rules
                if rule in wanted
            ),
        )
        for label in label_set.labels
    ]
    failing = rules.failing_examples(replace(label_set, labels=tuple(labels)))
    return {rule.id: problem for rule, problem, _ in failing}


def _place(label_file: Path, choice: ExampleChoice) -> LabelPlace:
    if choice.rule:
        found = places.rule_place(label_file, choice.rule)
        reason = f"rule {choice.rule} is in a file of patterns, which has no tests"
    else:
        found = places.label_place(label_file, choice.label, "examples")
        found = found or places.label_place(label_file, choice.label, "name")
        reason = f"{label_file.name} has no label {choice.label} any more"
    if found is None:
        raise AnnotatorError(reason)
    if found.is_shipped:
        raise AnnotatorError(
            f"the examples of {choice.rule or choice.label} are in the labels that come with the"
            f" program: copy its entry into {label_file.name} first"
        )
    return found


def _write(path: Path, choice: ExampleChoice) -> WrittenExample:
    data = path.read_bytes()
    text = data.decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    text = text.removeprefix(_MARK)
    written = add_example(text, path, choice.example, choice.label, choice.rule)
    if written.is_new:
        if path.read_bytes() != data:
            raise AnnotatorError(f"{path.name} has just been changed: press the key again")
        write_atomically(path, [mark, written.text])
    return written


def _shown(path: Path, label_file: Path) -> str:
    return path.name if path.parent == label_file.parent else str(path)
