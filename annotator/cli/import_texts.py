"""`annotator import`: read texts into the project."""

from __future__ import annotations

import codecs
from pathlib import Path

import click

from annotator.cli import steps
from annotator.cli.project import Project
from annotator.cli.speech import say


def _known_encoding(
    context: click.Context, option: click.Parameter, name: str | None
) -> str | None:
    del context, option
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(
            f"expected the name of an encoding such as utf-8 or cp1252, got {name!r}"
        ) from None


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--encoding", callback=_known_encoding, help="Read every file in this encoding.")
@click.option("--keep-good", is_flag=True, help="Import what can be read; name what cannot.")
@click.pass_obj
def command(
    project: Project,
    paths: tuple[Path, ...],
    encoding: str | None,
    keep_good: bool,
) -> None:
    """Read text files (.txt, .md), JSONL files and folders of them; default: corpora/.

    A file may begin with YAML front matter (title, source, url, author, date). Texts that are
    there already are left alone; a changed text is a new document. If anything cannot be read,
    nothing is imported and every problem is named.
    """
    with project.store(create=True) as store:
        done = steps.import_texts(
            store, paths or (project.corpora,), encoding=encoding, keep_good=keep_good
        )
    for line in done.words():
        say(line)
