"""`annotator export`: write the annotations as a dataset."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_message, progress
from annotator.cli.dataset_options import (
    chosen,
    dataset_options,
    print_names_found,
    say_what_is_left_out,
)
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.api import Project
    from annotator.datasets.pseudonyms import NameFound
    from annotator.formats import WriteOptions
    from annotator.model import Dataset


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "name",
    help="native, csv, tsv, wide, parquet, prodigy, doccano, huggingface, semeval2020, semeval2023,"
    " label-studio, brat, cas-xmi, conll, spacy, croissant or an installed one; jsonl is native,"
    " excel is csv --spreadsheet (default: by the suffix of TARGET).",
)
@dataset_options
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME|SNAPSHOT",
    callback=lambda _context, _option, value: value and _moment(value),
    help="As this file held it at a moment: 2026-11-29 (its end) or 2026-11-29T18:30 (UTC), or"
    " when a snapshot was made, by its name.",
)
@click.option(
    "--votes", is_flag=True, help="Tables: a row for each label, sentence and annotator, 0 or 1."
)
@click.option("--soft", is_flag=True, help="Tables: the share of annotators who gave each label.")
@click.option(
    "--spreadsheet", is_flag=True, help="Tables: no cell can be taken for a formula (changes data)."
)
@click.option(
    "--offsets",
    type=click.Choice(["codepoint", "utf-16"]),
    default="codepoint",
    help="What offsets count (default: code points).",
)
@click.pass_obj
def command(
    folder: ProjectFolder,
    /,
    *,
    target: Path,
    name: str | None,
    as_of: str | None,
    votes: bool,
    soft: bool,
    spreadsheet: bool,
    offsets: str,
    no_text: bool,
    pseudonyms: Path | None,
    **others: Any,
) -> None:
    """Write what people annotated to TARGET, a file or a folder (- is stdout).

    Gold and machines are left out unless --gold, --by or --with asks for them.

    native is lossless and documented in docs/native-format.md; csv has a row for each annotation
    and for each finished sentence without one. TARGET is written as a whole or not at all; of
    what exists only an earlier export in the same format is replaced.
    """
    from annotator.formats import OffsetUnit, Rows, WriteOptions

    if votes and soft:
        raise click.UsageError("--votes and --soft exclude each other")
    rows = Rows.VOTES if votes else Rows.SOFT if soft else Rows.ANNOTATIONS
    options = WriteOptions(OffsetUnit(offsets), not no_text, rows, spreadsheet)
    choice = {**chosen(others), "as_of": as_of, "pseudonyms": pseudonyms}
    with open_project(folder) as project:
        _check_moment(as_of, project)
        say_what_is_left_out(project, choice)
        if str(target) == "-":
            with project.store.reading():
                names: list[NameFound] = []
                _print(project.read(**choice, names=names), name or "native", options)
            print_names_found(names if pseudonyms else ())
            return
        done = project.export(target, format=name, options=options, progress=progress, **choice)
    documents, readings = count(done.documents, "document"), count(done.readings, "reading")
    print_message(f"{target}: {documents} with {readings} written as {done.format}")
    print_names_found(done.names)


def _print(dataset: Dataset, name: str, options: WriteOptions) -> None:
    """Write a dataset to stdout.

    Raises AnnotatorError for a format that is a folder, and if stdout is a terminal: texts may
    hold control sequences.
    """
    from annotator import formats

    writer = formats.writer_of(Path(), name)
    options = formats.writer_options(name, options)
    formats.check_options(writer.name, writer.write_options, options)
    if not isinstance(writer, formats.WritableFormat):
        raise AnnotatorError(f"the format {name!r} is a folder: name one in place of -")
    if sys.stdout.isatty():
        raise AnnotatorError(
            "a dataset may contain control sequences: write it to a file, or into a pipe"
        )
    for piece in writer.write(dataset, options):
        sys.stdout.buffer.write(piece.encode("utf-8") if isinstance(piece, str) else piece)


def _check_moment(as_of: str | None, project: Project) -> None:
    """Raise BadParameter for what is neither a time nor the name of a snapshot."""
    names = [one.name for one in project.store.history.snapshots()]
    if as_of is None or as_of in names or _is_time(as_of):
        return
    known = f"these are: {', '.join(names)}" if names else "there is none"
    raise click.BadParameter(
        f"expected a date or a time such as 2026-11-29T18:30, or the name of a snapshot ({known}),"
        f" got {as_of!r}"
    )


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _moment(text: str) -> str:
    """A date (its last moment) or a time, as UTC in ISO 8601; any other text as it is, a name."""
    if not _is_time(text):
        return text
    moment = datetime.fromisoformat(text)
    if len(text.strip()) <= len("2026-11-29"):
        moment += timedelta(days=1, milliseconds=-1)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")
