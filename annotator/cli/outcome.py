"""`annotator outcome`: what became of an annotator's work in gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from annotator.annotations.reason_codes import in_words
from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import count, format_proportion, print_lines, print_message
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.adjudication.outcome import GoldOutcome
    from annotator.model import Annotation, LabelSet
    from annotator.store import Store
    from annotator.workflow.outcome import OutcomeReport


@click.command("outcome")
@click.option("--by", default="", metavar="NAME", help="The work of this annotator; for leads.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(folder: ProjectFolder, by: str, *, as_json: bool) -> None:
    """Print what became of an annotator's work in the documents that a lead released.

    Annotations that are kept in gold, changed, or not in it, with 95 % intervals (Wilson's), and
    what gold has in addition. Only the annotator and leads see it.
    """
    from annotator.workflow.outcome import NOTHING_RELEASED, outcome_report

    with folder.open_store() as store:
        viewer = acting_name(folder, store)
        report = outcome_report(store, _annotator(store, by) if by else viewer, viewer=viewer)
        label_set = folder.label_set(store)
    if as_json:
        click.echo(json.dumps(_as_json(report), indent=2))
    elif report.documents:
        print_lines(_lines(report, label_set))
    else:
        print_message(NOTHING_RELEASED)


def _annotator(store: Store, name: str) -> str:
    if store.annotators.role(name) is None:
        hint = did_you_mean(name, store.annotators.people())
        raise AnnotatorError(f"nobody here is called {name!r}. {hint}")
    return store.annotators.current_name(name)


def _lines(report: OutcomeReport, label_set: LabelSet) -> Iterator[str]:
    from annotator.workflow.outcome import WORDS, label_title

    for one in report.counts:
        share = f"  {format_proportion(one.share, counts=False)}" if one.share else ""
        yield f"{WORDS[one.kind]:<20}{one.count:>6,}{share}"
    documents = count(len(report.documents), "released document")
    yield f"{count(report.total, 'annotation')} by {report.annotator} in {documents}"
    before = ""
    for change in report.changed:
        if change.document != before:
            before = change.document
            yield from ["", f"{report.documents[before].title}  {before}"]
        yield f"  {report.number(change):>3}  “{report.words(change)}”"
        yours = label_title(change.yours, label_set)
        yield f"       {yours} -> {_in_gold(report, change, label_set)}"
        if change.why:
            yield f"       reason: {in_words(change.why)}"
        if change.note:
            yield f"       note: {change.note}"


def _in_gold(report: OutcomeReport, one: GoldOutcome, label_set: LabelSet) -> str:
    more = report.other_values(one) if one.kind == "values" else ""
    if one.kind == "bounds" and one.gold:
        more = f"“{report.words_of(one.document, one.gold)}”"
    words = report.in_gold(one, label_set)
    return f"{words}: {more}" if more else words


def _as_json(report: OutcomeReport) -> dict[str, Any]:
    return {
        "annotator": report.annotator,
        "documents": list(report.documents),
        "annotations": report.total,
        "counts": [
            {
                "outcome": one.kind,
                "count": one.count,
                "share": one.share and one.share.value,
                "low": one.share and one.share.low,
                "high": one.share and one.share.high,
            }
            for one in report.counts
        ],
        "changed": [
            {
                "outcome": one.kind,
                "document": one.document,
                "number": report.number(one),
                "sentence": [one.sentence.start, one.sentence.end],
                "yours": _annotation_json(report, one, one.yours),
                "gold": _annotation_json(report, one, one.gold),
                "reason": one.why,
                "note": one.note,
            }
            for one in report.changed
        ],
    }


def _annotation_json(
    report: OutcomeReport, one: GoldOutcome, made: Annotation | None
) -> dict[str, Any] | None:
    if made is None:
        return None
    return {
        "label": made.label,
        "fragments": [[span.start, span.end] for span in made.fragments],
        "text": report.words_of(one.document, made),
        "attributes": dict(made.attributes),
    }
