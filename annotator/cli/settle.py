"""`annotator adjudicate --settle`: settle at once what all annotators, or most of them, hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli.console import count, print_lines, progress
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.api.settle_by_policy import PolicyReport
    from annotator.model import LabelSet

_AGREED = "agreed"
_KINDS = {
    _AGREED: "all agree",
    "label": "other labels",
    "bounds": "other bounds",
    "missed": "not marked by all",
    "voice": "other voices",
    "attribute": "other values",
    "relation": "not related by all",
}


def settle(
    project: Project,
    *,
    threshold: float,
    labels: Sequence[str],
    kinds: Sequence[str],
    batch: str,
    document: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Settle by a policy and print what was settled."""
    report = project.settle(
        threshold=threshold,
        labels=labels,
        kinds=kinds,
        batch=batch,
        document=document,
        dry_run=dry_run,
        progress=progress,
    )
    names = [one.name for one in project.label_set().labels]
    unknown = [one for one in labels if one not in names]
    if unknown and not report.settled:
        hint = did_you_mean(unknown[0], names)
        raise AnnotatorError(
            f"--label: no label of labels.yaml is called {unknown[0]!r}, and no disagreement is"
            f" about one. {hint}"
        )
    if batch and batch not in project.store.project.state().assignments.values():
        raise AnnotatorError(f"--batch: no batch is called {batch!r}; nothing was settled")
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2, ensure_ascii=False))
    else:
        print_lines(report_lines(report, project.label_set()))


def report_lines(report: PolicyReport, label_set: LabelSet) -> Iterator[str]:
    """The report in words."""
    settled = sum(number for kind, number in report.settled.items() if kind != _AGREED)
    would = "would be " if report.dry_run else ""
    yield (
        f"{count(settled, 'disagreement')} {would}settled ({report.policy}),"
        f" {count(report.sentences, 'sentence')} {would}finished in gold;"
        f" {count(report.left, 'sentence')} {'would stay' if report.dry_run else 'left'} open"
    )
    for kind, number in report.settled.most_common():
        yield f"  {number:>7,}  {_KINDS.get(kind, kind)}"
    if report.labels:
        yield "by label:"
    for name, number in report.labels.most_common():
        label = label_set.label(name)
        yield f"  {number:>7,}  {label.title if label else name}"
    for one in report.examples:
        yield ""
        yield " ".join(one.text.split())
        for name, held in one.held.items():
            yield f"    {name}: {held or 'nothing'}"
        yield f"    gold: {one.made or 'nothing'}"
    if report.dry_run:
        yield "nothing was changed (--dry-run)"
    elif settled or report.sentences:
        yield "`u` in `annotator adjudicate` takes all of it back"
