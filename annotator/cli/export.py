"""`annotator export`: write the annotations as a dataset."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_message
from annotator.cli.settings_file import open_project

if TYPE_CHECKING:
    from annotator.model import Dataset


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "name",
    help="jsonl, csv, excel or an installed one (default: by the suffix of TARGET).",
)
@click.option("--by", multiple=True, help="Only this annotator; may be repeated.")
@click.option("--gold", is_flag=True, help="Only the adjudicated layer.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    callback=lambda _context, _option, value: value and _moment(value),
    help="As this file held it at a moment: 2026-11-29 (its end) or 2026-11-29T18:30 (UTC).",
)
@click.option("--training", is_flag=True, help="With what was annotated as training.")
@click.pass_obj
def command(  # noqa: PLR0917 - one for each option
    folder: ProjectFolder,
    target: Path,
    name: str | None,
    by: tuple[str, ...],
    gold: bool,
    as_of: str | None,
    training: bool,
) -> None:
    """Write every annotator's annotations to TARGET (- is stdout).

    jsonl is lossless and documented in docs/native-format.md; csv has a row for each annotation
    and for each finished sentence without one. TARGET is written as a whole or not at all; of
    existing files only an earlier export in the same format is replaced.
    """
    if gold and by:
        raise click.UsageError("--gold and --by exclude each other")
    with open_project(folder) as project:
        if str(target) == "-":
            with project.store.reading():
                _print(project.read(by=by, gold=gold, as_of=as_of, training=training), name)
            return
        done = project.export(target, format=name, by=by, gold=gold, as_of=as_of, training=training)
    documents, readings = count(done.documents, "document"), count(done.readings, "reading")
    print_message(f"{target}: {documents} with {readings} written as {done.format}")


def _print(dataset: Dataset, name: str | None) -> None:
    """Write a dataset to stdout."""
    from annotator import formats

    for line in formats.writer_of(Path(), name or "jsonl").write(dataset):
        sys.stdout.buffer.write(line.encode("utf-8"))


def _moment(text: str) -> str:
    """A date (its last moment) or a time, as UTC in ISO 8601, which sorts as events do."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"expected a date or a time such as 2026-11-29T18:30, got {text!r}"
        ) from None
    if len(text.strip()) <= len("2026-11-29"):
        moment += timedelta(days=1, milliseconds=-1)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")
