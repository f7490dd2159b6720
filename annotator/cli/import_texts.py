"""`annotator import`: read texts into the project."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import ImportResult, Project
from annotator.cli.console import count, print_message, progress
from annotator.cli.settings_file import open_store
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.documents import Splitter


def check_encoding(context: click.Context, option: click.Parameter, name: str | None) -> str | None:
    """Return Python's name of the encoding. Raises BadParameter for an unknown one."""
    del context, option
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(
            f"expected the name of an encoding such as utf-8 or cp1252, got {name!r}"
        ) from None


def _load_splitter(
    context: click.Context, option: click.Parameter, name: str | None
) -> tuple[str, Splitter] | None:
    """Load the splitter before any text is read. Returns it with its name."""
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
@click.option("--encoding", callback=check_encoding, help="Read every file in this encoding.")
@click.option("--keep-good", is_flag=True, help="Import the readable files; list the others.")
@click.option(
    "--sentences",
    "splitter",
    metavar="rules|spacy:MODEL",
    callback=_load_splitter,
    help="Split sentences by our rules or by an installed spaCy pipeline, now and in later imports"
    " of this project.",
)
@click.pass_obj
def command(
    project: Project,
    paths: tuple[Path, ...],
    encoding: str | None,
    keep_good: bool,
    splitter: tuple[str, Splitter] | None,
) -> None:
    """Import text files (.txt, .md), HTML, JSONL and folders of them (default: corpora/).

    A text file may begin with YAML front matter (title, source, url, author, date). A text is a
    document once, whatever its metadata: where it is found again is recorded. A changed text is a
    new document. If a file cannot be read, nothing is imported and every problem is listed.

    The project remembers --sentences; earlier documents keep their sentences.
    """
    with open_store(project, create=True) as store:
        result = project.import_texts(
            store,
            paths,
            encoding=encoding,
            keep_good=keep_good,
            splitter=splitter,
            progress=progress,
        )
    for line in import_summary(result):
        print_message(line)


def import_summary(result: ImportResult) -> Iterator[str]:
    """Yield the lines that say what an import did."""
    new, sentences = count(result.new, "new document"), count(result.sentences, "sentence")
    elsewhere = f" ({result.elsewhere:,} from another place)" if result.elsewhere else ""
    yield f"{new} with {sentences}, {result.known:,} already there{elsewhere}"
    for name, number in sorted(result.encodings.items()):
        yield f"{count(number, 'text')} read as {name}: a guess; --encoding overrules it"
    for problem in result.skipped:
        yield f"skipped: {problem}"
    for problem in result.refused:
        yield f"not imported: {problem}"
