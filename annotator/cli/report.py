"""`annotator report`: the agreement of a study as one HTML page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from annotator import __version__
from annotator.api import ProjectFolder
from annotator.cli.console import Share, print_message, progress
from annotator.cli.settings_file import open_project


@click.command("report")
@click.argument("target", type=click.Path(path_type=Path))
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
@click.pass_obj
def command(
    folder: ProjectFolder,
    target: Path,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    confidence: float,
) -> None:
    """Write a report about agreement to TARGET, one HTML page without anything from elsewhere.

    It has plots, tables that can be sorted, the sentences in which annotators differ, habits of
    annotators, the pull of suggestions, and a paragraph for the methods section of a paper.
    TARGET is written as a whole or not at all; of existing files only an earlier report is
    replaced.
    """
    if target.suffix.lower() not in {".html", ".htm"}:
        raise click.UsageError(f"TARGET is {target.name}: expected a name in .html")
    now = datetime.now(UTC)
    made = f"Made on {now:%Y-%m-%d} at {now:%H:%M} UTC by annotator {__version__}."
    with open_project(folder) as project:
        project.write_report(
            target, by=by, labels=wanted, confidence=confidence, made=made, progress=progress
        )
    print_message(f"{target} written")
