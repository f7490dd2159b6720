"""`annotator agreement`: how far annotators agree."""

from __future__ import annotations

import json

import click

from annotator.api import ProjectFolder
from annotator.cli.console import Share, print_lines
from annotator.cli.settings_file import open_project


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
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of figures.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    confidence: float,
    as_json: bool,
) -> None:
    """Print percent agreement, kappa, alpha, AC1 and span F1, overall and for each label.

    Compares the sentences that at least two annotators finished, and what there is of attributes,
    relations and labels of documents. Intervals take documents as the sample; docs/agreement.md
    says what is counted, and how well they hold.
    """
    from annotator import agreement

    with open_project(folder) as project:
        report = project.agreement(by=by, labels=wanted, confidence=confidence)
    if as_json:
        click.echo(json.dumps(report.as_list(), indent=2))
    else:
        print_lines(agreement.table(report))
