"""`annotator init`: make a project."""

from __future__ import annotations

import os
from pathlib import Path

import click

from annotator.api import Project
from annotator.cli.console import print_message
from annotator.errors import AnnotatorError


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--examples", is_flag=True, help="Copy the invented example articles too.")
@click.pass_obj
def command(project: Project, folder: Path | None, examples: bool) -> None:
    """Make a project in FOLDER (default: the current one): labels.yaml, settings.yaml, corpora/.

    Existing files are not changed.
    """
    target = Project(folder, report=print_message) if folder else project
    try:
        made = _copy_missing(target, examples=examples)
    except OSError as error:
        raise AnnotatorError(
            f"{target.folder}: cannot make a project here ({error.strerror});"
            " choose a folder you may write to"
        ) from None
    print_message(
        f"made {', '.join(made)}" if made else "everything is there already; nothing changed"
    )
    print_message(
        f"next: put texts into {target.corpora}, then run `annotator --project {target.folder}`"
    )


def _copy_missing(project: Project, *, examples: bool) -> list[str]:
    """Copy the shipped files that the project does not have. Returns their paths."""
    from annotator.formats.atomic_file import write_atomically
    from annotator.labels import shipped

    project.corpora.mkdir(parents=True, exist_ok=True)
    sources = {
        project.folder / name: shipped(name)
        for name in ("labels.yaml", "labels.schema.json", "settings.yaml")
    }
    if examples:
        for source in sorted(shipped("corpora").iterdir()):
            sources[project.corpora / source.name] = source
    missing = [target for target in sources if not os.path.lexists(target)]  # follows no link
    for target in missing:
        write_atomically(target, [sources[target].read_bytes().decode("utf-8")])
    return [str(target) for target in missing]
