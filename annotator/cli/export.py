"""`annotator export`: write the annotations as a dataset."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.api import Project
from annotator.cli.console import count, print_message
from annotator.cli.settings_file import open_store
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.model import AnnotatedDocument


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "name", help="jsonl, csv or excel (default: by the suffix of TARGET).")
@click.option("--by", multiple=True, help="Only this annotator; may be repeated.")
@click.option("--gold", is_flag=True, help="Only the adjudicated layer.")
@click.option(
    "--as-of",
    "as_of",
    metavar="TIME",
    callback=lambda _context, _option, value: value and _moment(value),
    help="As this file held it at a moment: 2026-11-29 (its end) or 2026-11-29T18:30 (UTC).",
)
@click.pass_obj
def command(  # noqa: PLR0917 - one for each option
    project: Project,
    target: Path,
    name: str | None,
    by: tuple[str, ...],
    gold: bool,
    as_of: str | None,
) -> None:
    """Write every annotator's annotations to TARGET (- is stdout).

    jsonl is lossless and documented in docs/native-format.md; csv has a row for each annotation
    and for each finished sentence without one. TARGET is written as a whole or not at all; of
    existing files only an earlier export in the same format is replaced.
    """
    from annotator import formats
    from annotator.formats.atomic_file import check_place, write_output

    if gold and by:
        raise click.UsageError("--gold and --by exclude each other")
    is_file = str(target) != "-"
    if is_file:
        check_place(target, corpora=project.corpora)
    chosen = formats.choose(target, name or (None if is_file else "jsonl"))
    with open_store(project) as store, store.reading():
        known = store.annotators.names()
        for one in by:
            if one not in known:
                raise AnnotatorError(f"there is no annotator {one!r}. {did_you_mean(one, known)}")
        people = store.annotators.names("gold") if gold else list(by) or None
        dataset = store.datasets.read(people, as_of=as_of)
        written = Counter[str]()
        dataset = replace(dataset, documents=_counted(dataset.documents, written))
        lines = chosen.lines(dataset)
        if not is_file:
            for line in lines:
                sys.stdout.buffer.write(line.encode("utf-8"))
            return
        write_output(target, lines, corpora=project.corpora)
    documents, readings = (count(written[noun], noun) for noun in ("document", "reading"))
    print_message(f"{target}: {documents} with {readings} written as {chosen.name}")


def _counted(
    documents: Iterable[AnnotatedDocument], written: Counter[str]
) -> Iterator[AnnotatedDocument]:
    for document in documents:
        written["document"] += 1
        written["reading"] += len(document.readings)
        yield document


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
