"""`annotator init`: make a project."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from annotator.api import Project
from annotator.cli.console import say
from annotator.errors import AnnotatorError


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--examples", is_flag=True, help="Copy the invented example articles too.")
@click.pass_obj
def command(project: Project, folder: Path | None, examples: bool) -> None:
    """Make a project in FOLDER (default: this one): labels.yaml and corpora/.

    Nothing that is there already is touched.
    """
    target = Project(folder, report=say) if folder else project
    try:
        made = _make(target, examples=examples)
    except OSError as error:
        raise AnnotatorError(
            f"{target.folder}: cannot make a project here ({error.strerror});"
            " choose a folder you may write to"
        ) from None
    say(f"made {', '.join(made)}" if made else "everything is there already; nothing changed")
    say(f"next: put texts into {target.corpora}, then run `annotator --project {target.folder}`")


def _make(project: Project, *, examples: bool) -> list[str]:
    """Copy what is missing; the names of what was made."""
    from annotator.labels import shipped

    made = []
    project.corpora.mkdir(parents=True, exist_ok=True)
    for name in ("labels.yaml", "labels.schema.json"):
        target = project.folder / name
        if not target.exists():
            shutil.copyfile(shipped(name), target)
            made.append(str(target))
    for source in sorted(shipped("corpora").iterdir()) if examples else []:
        target = project.corpora / source.name
        if not target.exists():
            shutil.copyfile(source, target)
            made.append(str(target))
    return made
