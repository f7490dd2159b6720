"""`annotator import`: read texts into the project."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli import steps
from annotator.cli.console import say
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.documents import Splitter


def known_encoding(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """The encoding that was named, as Python calls it; None for none."""
    del context, option
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(
            f"expected the name of an encoding such as utf-8 or cp1252, got {name!r}"
        ) from None


def _loaded(
    context: click.Context, option: click.Parameter, name: str | None
) -> tuple[str, Splitter] | None:
    """The splitter with its name, ready before anything is read."""
    del context, option
    if name is None:
        return None
    from annotator import documents

    try:
        return name, documents.load_splitter(name)
    except AnnotatorError as error:
        raise click.BadParameter(str(error)) from None


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--encoding", callback=known_encoding, help="Read every file in this encoding.")
@click.option("--keep-good", is_flag=True, help="Import what can be read; name what cannot.")
@click.option(
    "--sentences",
    "splitter",
    metavar="rules|spacy:MODEL",
    callback=_loaded,
    help="Who tells sentences apart, from now on: our rules, or an installed spaCy pipeline.",
)
@click.pass_obj
def command(
    project: Project,
    paths: tuple[Path, ...],
    encoding: str | None,
    keep_good: bool,
    splitter: tuple[str, Splitter] | None,
) -> None:
    """Read text files (.txt, .md), JSONL files and folders of them; default: corpora/.

    A file may begin with YAML front matter (title, source, url, author, date). Texts that are
    there already are left alone; a changed text is a new document. If anything cannot be read,
    nothing is imported and every problem is named.

    The project remembers --sentences for its later imports; documents that are there keep theirs.
    """
    name, split = splitter or ("", None)
    with project.store(create=True) as store:
        done = steps.import_texts(
            store,
            paths or (project.corpora,),
            encoding=encoding,
            keep_good=keep_good,
            split=split,
        )
        if name:
            store.set_setting(steps.SENTENCES, name)
    for line in done.words():
        say(line)
