"""The report on rules as a person reads it: every share with its counts and its interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from annotator.annotations.reject_reasons import in_words
from annotator.cli.console import count
from annotator.cli.number_format import share, span_of_time

if TYPE_CHECKING:
    from annotator.rule_quality.recall import LabelRecall, Recall
    from annotator.rule_quality.report import Record, Report


def lines(result: Report) -> Iterator[str]:
    """The whole report."""
    if result.total.shown:
        yield from _head(result)
        yield from _table(result)
        yield from _reasons(result.records)
    else:
        yield "no suggestion was decided, or passed over, yet"
    yield ""
    yield from _recall(result.recall)
    yield ""
    yield from _time(result)
    yield from (f"note: {note}" for note in result.notes)


def _head(result: Report) -> Iterator[str]:
    level = f"{result.confidence * 100:.4g} %"
    yield f"Suggestions and what became of them; decisions of {', '.join(result.annotators)}."
    yield f"[a, b] is the {level} interval (shares in %: Wilson's; times: of the median)."
    yield ""


# -------------------------------------------------------------------------------- rules


def _table(result: Report) -> Iterator[str]:
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
        "open: passed over when the sentence was finished. precision: accepted as it was, of all"
        " decided."
    )
    yield "with edits: accepted or edited, of all decided. What two people saw counts twice."


def _row(record: Record, name: str) -> str:
    numbers = (record.shown, record.accepted, record.edited, record.rejected, record.undecided)
    counts = " ".join(f"{number:>6,}" for number in numbers)
    saved = "–" if record.saved.value is None or not record.accepted else span_of_time(record.saved)
    useful = share(record.useful, counts=False)
    return f"{name} {counts}  {share(record.precision):<26} {useful:<16} {saved}"


def _reasons(records: Sequence[Record]) -> Iterator[str]:
    rejected = [record for record in records if any(record.reasons)]
    if rejected:
        yield ""
        yield "Reasons given for rejecting"
    for record in rejected:
        said = ", ".join(
            f"{in_words(reason) or 'none given'} ({times:,})"
            for reason, times in record.reasons.items()
        )
        yield f"  {record.rule}: {said}"


# ------------------------------------------------------------------------------- recall


def _recall(recall: Recall) -> Iterator[str]:
    yield "Recall: what people marked in blind sentences, and the rules of today find"
    if recall.reason:
        yield f"  {recall.reason}"
        return
    width = max(len(label.label) for label in (*recall.labels, recall.total))
    yield f"  {'label':<{width}}  {'found':<26} {'to the letter':<16} proposed and marked"
    for label in (*recall.labels, recall.total):
        yield f"  {label.label:<{width}}  {_recalled(label)}"
    yield (
        f"  {count(recall.sentences, 'blind sentence')}. found: a rule of the label fires on a part"
        " of the mark."
    )
    yield "  proposed and marked: of what the rules propose there, what a person marked unprompted."
    for label in recall.labels:
        if label.rules:
            each = ", ".join(f"{rule} {times:,}" for rule, times in label.rules.items())
            yield f"  {label.label} is found by: {each}"


def _recalled(label: LabelRecall) -> str:
    found = share(label.found) if label.found.of else "none marked"
    exact = share(label.exact, counts=False) if label.exact.of else "–"
    right = share(label.precision) if label.precision.of else "none proposed"
    return f"{found:<26} {exact:<16} {right}"


# --------------------------------------------------------------------------------- time


def _time(result: Report) -> Iterator[str]:
    time = result.time
    yield "Time: medians, counted from the decision before, or from when the sentence was in view"
    yield f"  to accept a suggestion   {span_of_time(time.accepting)}"
    yield f"  to put a mark by hand    {span_of_time(time.by_hand)}"
    yield f"  to reject a suggestion   {span_of_time(time.rejecting)}"
    yield f"  saved by one accept      {span_of_time(time.apart)}"
    yield f"  saved by all accepts     {span_of_time(time.saved)}"
    yield f"  spent on rejecting       {span_of_time(time.spent_rejecting)}"
    yield f"  saved on balance         {span_of_time(time.net)}"
    yield "  An estimate: it takes for granted that people had marked by hand what they accepted."
