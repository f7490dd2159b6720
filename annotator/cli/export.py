"""`annotator export`: write the annotations as a dataset."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from annotator.api import Project
from annotator.cli.console import count, print_message
from annotator.errors import AnnotatorError, did_you_mean


@click.command("export")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "name", help="jsonl, csv or excel (default: by the suffix of TARGET).")
@click.option("--by", multiple=True, help="Only this annotator; may be repeated.")
@click.option("--gold", is_flag=True, help="Only the adjudicated layer.")
@click.pass_obj
def command(
    project: Project,
    target: Path,
    name: str | None,
    by: tuple[str, ...],
    gold: bool,
) -> None:
    """Write every annotator's annotations to TARGET (- is stdout).

    jsonl is lossless and documented in docs/native-format.md; csv has a row for each annotation
    and for each finished sentence without one. TARGET is replaced as a whole or not at all.
    """
    from annotator import formats

    if gold and by:
        raise click.UsageError("--gold and --by exclude each other")
    chosen = formats.choose(target, name or ("jsonl" if str(target) == "-" else None))
    label_set = project.label_set()
    with project.store() as store:
        known = store.annotators.names()
        for one in by:
            if one not in known:
                raise AnnotatorError(f"there is no annotator {one!r}. {did_you_mean(one, known)}")
        people = store.annotators.names("gold") if gold else list(by) or None
        readings = list(store.judgements.readings(people))
    lines = chosen.lines(readings, label_set)
    if str(target) == "-":
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8"))
        return
    formats.write_atomically(target, lines)
    print_message(f"{target}: {count(len(readings), 'document reading')} written as {chosen.name}")
