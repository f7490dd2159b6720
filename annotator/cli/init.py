"""`annotator init`: make a project."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.api import ProjectFolder
from annotator.cli.console import print_message


@click.command("init")
@click.argument(
    "path", metavar="[FOLDER]", type=click.Path(file_okay=False, path_type=Path), required=False
)
@click.option("--examples", is_flag=True, help="Copy the invented example articles too.")
@click.pass_obj
def command(folder: ProjectFolder, path: Path | None, examples: bool) -> None:
    """Make a project in FOLDER (default: the current one): labels.yaml, settings.yaml, corpora/.

    Existing files are not changed.
    """
    target = ProjectFolder(path, report=print_message) if path else folder
    made = ", ".join(map(str, target.make(examples=examples)))
    print_message(f"made {made}" if made else "everything is there already; nothing changed")
    print_message(
        f"next: put texts into {target.corpora}, then run `annotator --project {target.path}`"
    )
