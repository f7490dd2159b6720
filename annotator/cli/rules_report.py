"""`annotator rules report`: precision, recall and time saved of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.annotations.reason_codes import in_words
from annotator.api import ProjectFolder
from annotator.cli import rules as shared
from annotator.cli.console import count, format_duration, format_proportion, print_lines

if TYPE_CHECKING:
    from annotator.model import LabelSet
    from annotator.rule_quality.decisions import DecisionHistory
    from annotator.rule_quality.report import LabelRecall, Recall, RulePrecision, RuleReport
    from annotator.store import Store


@click.command("report")
@shared.BY
@shared.CONFIDENCE
@shared.AS_JSON
@click.pass_obj
def command(folder: ProjectFolder, by: tuple[str, ...], confidence: float, as_json: bool) -> None:
    """Print for each rule: shown, accepted, edited, rejected, precision, time saved.

    Recall is measured on blind sentences, with the rules of labels.yaml as they are now. Decisions
    that were undone do not count. See docs/reference/rule-quality.md.
    """
    from annotator import rule_quality

    label_set = folder.label_set()
    with folder.open_store() as store:
        names = shared.people(store, by)
        found = shared.decisions(store, names)
        recall = _measure_recall(store, label_set, found, confidence)
    result = rule_quality.rule_report(found, recall, annotators=names, confidence=confidence)
    if as_json:
        click.echo(shared.to_json(result.as_dict()))
    else:
        print_lines(_lines(result))


def _measure_recall(
    store: Store, label_set: LabelSet, found: DecisionHistory, confidence: float
) -> Recall:
    """Measure recall on blind sentences. Without any, no rule is run."""
    from annotator import rule_quality

    blind = [judged for judged in found.finished if judged.blind]
    if not blind:
        return rule_quality.measure_recall((), lambda _: (), confidence=confidence)
    uids = list(dict.fromkeys(judged.document for judged in blind))
    engine = shared.load_engine(label_set)
    hits = {
        document.uid: shared.rule_hits(engine, document)
        for document in shared.documents(store, uids, "Running the rules on blind sentences")
    }
    return rule_quality.measure_recall(blind, hits.__getitem__, confidence=confidence)


# ----------------------------------------------------------------------------- text


def _lines(result: RuleReport) -> Iterator[str]:
    """Yield the whole report: every share with its counts and its interval."""
    if result.total.shown:
        yield from _head(result)
        yield from _table(result)
        yield from _reasons(result.records)
    else:
        yield "no suggestion was decided or skipped yet"
    yield ""
    yield from _recall_lines(result.recall)
    yield ""
    yield from _time_lines(result)
    yield from (f"note: {note}" for note in result.notes)


def _head(result: RuleReport) -> Iterator[str]:
    level = f"{result.confidence * 100:.4g} %"
    yield f"Decisions on suggestions, by {', '.join(result.annotators)}."
    yield f"[a, b] is the {level} interval (shares in %: Wilson's; times: of the median)."
    yield ""


# -------------------------------------------------------------------------------- rules


def _table(result: RuleReport) -> Iterator[str]:
    width = max(4, *(len(one.rule) for one in (*result.records, result.total)))
    yield (
        f"{'rule':<{width}} {'shown':>6} {'accept':>6} {'edit':>6} {'reject':>6} {'open':>6}"
        f"  {'precision':<26} {'with edits':<16} time saved"
    )
    for record in result.records:
        yield _row(record, record.rule.ljust(width))
        for version in record.versions:
            name = "  @" + version.rule.rpartition("@")[2]
            yield _row(version, name.ljust(width))
    yield _row(result.total, "all rules".ljust(width))
    yield (
        "open: skipped when the sentence was finished. precision: accepted without a change, of all"
        " decided."
    )
    yield "with edits: accepted or edited, of all decided. Each person who saw it counts."


def _row(record: RulePrecision, name: str) -> str:
    numbers = (record.shown, record.accepted, record.edited, record.rejected, record.undecided)
    counts = " ".join(f"{number:>6,}" for number in numbers)
    saved = (
        "–" if record.saved.value is None or not record.accepted else format_duration(record.saved)
    )
    useful = format_proportion(record.useful, counts=False)
    return f"{name} {counts}  {format_proportion(record.precision):<26} {useful:<16} {saved}"


def _reasons(records: Sequence[RulePrecision]) -> Iterator[str]:
    rejected = [record for record in records if any(record.reasons)]
    if rejected:
        yield ""
        yield "Reasons given for rejecting"
    for record in rejected:
        given = ", ".join(
            f"{in_words(reason) or 'none given'} ({times:,})"
            for reason, times in record.reasons.items()
        )
        yield f"  {record.rule}: {given}"


# ------------------------------------------------------------------------------- recall


def _recall_lines(recall: Recall) -> Iterator[str]:
    yield "Recall: marks of people in blind sentences that the current rules find"
    if recall.reason:
        yield f"  {recall.reason}"
        return
    width = max(len(label.label) for label in (*recall.labels, recall.total))
    yield f"  {'label':<{width}}  {'found':<26} {'exactly':<16} proposed and marked"
    for label in (*recall.labels, recall.total):
        yield f"  {label.label:<{width}}  {_recalled(label)}"
    yield (
        f"  {count(recall.sentences, 'blind sentence')}. found: a rule of the label matches a part"
        " of the mark."
    )
    yield "  proposed and marked: share of the rules' suggestions that a person marked, too."
    for label in recall.labels:
        if label.rules:
            each = ", ".join(f"{rule} {times:,}" for rule, times in label.rules.items())
            yield f"  {label.label} is found by: {each}"


def _recalled(label: LabelRecall) -> str:
    found = format_proportion(label.found) if label.found.of else "none marked"
    exact = format_proportion(label.exact, counts=False) if label.exact.of else "–"
    right = format_proportion(label.precision) if label.precision.of else "none proposed"
    return f"{found:<26} {exact:<16} {right}"


# --------------------------------------------------------------------------------- time


def _time_lines(result: RuleReport) -> Iterator[str]:
    time = result.time
    yield "Time: medians, from the previous decision or from when the sentence was shown"
    yield f"  to accept a suggestion   {format_duration(time.accepting)}"
    yield f"  to annotate manually     {format_duration(time.manual)}"
    yield f"  to reject a suggestion   {format_duration(time.rejecting)}"
    yield f"  saved by one accept      {format_duration(time.apart)}"
    yield f"  saved by all accepts     {format_duration(time.saved)}"
    yield f"  spent on rejecting       {format_duration(time.spent_rejecting)}"
    yield f"  saved on balance         {format_duration(time.net)}"
    yield "  An estimate: it assumes that people would have marked what they accepted."
