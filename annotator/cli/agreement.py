"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import json

import click

from annotator.api import Project
from annotator.cli.console import Share, print_lines
from annotator.cli.settings_file import open_store
from annotator.errors import AnnotatorError, did_you_mean
from annotator.model import LabelKind, LabelUnit


@click.command("agreement")
@click.option(
    "--by", multiple=True, help="An annotator to compare; may be repeated (default: all)."
)
@click.option(
    "--label", "wanted", multiple=True, help="A label to compare; may be repeated (default: all)."
)
@click.option(
    "--confidence",
    type=Share(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    project: Project,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    confidence: float,
    as_json: bool,
) -> None:
    """Print percent agreement, kappa, alpha and span F1, overall and for each label.

    Compares the sentences that at least two annotators finished. The intervals are jackknife
    intervals over documents, so they need two documents.
    """
    from annotator import agreement

    labels = [one for one in project.label_set().labels if one.kind is not LabelKind.BOILERPLATE]
    known = [one.name for one in labels if one.unit is not LabelUnit.DOCUMENT]
    for name in (one.name for one in labels if one.unit is LabelUnit.DOCUMENT):
        if name in wanted:
            raise AnnotatorError(f"{name!r} is a label of documents, and sentences are compared.")
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise AnnotatorError(f"there is no label {unknown[0]!r}. {did_you_mean(unknown[0], known)}")
    with open_store(project) as store:
        people = list(by) or store.annotators.people()
        for name in by:
            if name not in store.annotators.names():
                hint = did_you_mean(name, store.annotators.names())
                raise AnnotatorError(f"there is no annotator {name!r}. {hint}")
        readings = list(store.judgements.readings(people))
    report = agreement.agreement_report(readings, list(wanted) or known, confidence=confidence)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        print_lines(agreement.table(report))
