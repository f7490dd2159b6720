"""`annotator suggest`: run the rules over the texts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_message, progress
from annotator.cli.import_texts import check_encoding
from annotator.cli.settings_file import open_project
from annotator.errors import DataError

if TYPE_CHECKING:
    from annotator.batch import BatchReport, Job
    from annotator.model import LabelSet

_FILE = click.Path(path_type=Path)


@click.command("suggest")
@click.option(
    "--suggester",
    "name",
    default="rules",
    show_default=True,
    help="The installed suggester to run in the project.",
)
@click.option("--input", "source", type=_FILE, help="Parquet, JSONL, or a folder of texts.")
@click.option("--output", "target", type=_FILE, help="Parquet or JSONL to write.")
@click.option("--labels", type=_FILE, help="The label file (default: the project's).")
@click.option("--text-column", default="text", show_default=True, help="The column with the texts.")
@click.option("--id-column", default="id", show_default=True, help="The column with their ids.")
@click.option("--encoding", callback=check_encoding, help="Read every file in this encoding.")
@click.option(
    "--workers", type=click.IntRange(1, 1024), help="Number of processes (default: all cores)."
)
@click.option(
    "--restart", is_flag=True, help="Start again, even if a stopped run could be continued."
)
@click.option(
    "--prefilter/--no-prefilter",
    default=True,
    help="Whether to look for candidate sentences first. Without: slow, same suggestions.",
)
@click.option("--keep-good", is_flag=True, help="Process the readable texts; list the others.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    /,
    source: Path | None,
    target: Path | None,
    labels: Path | None,
    name: str,
    **how: Any,
) -> None:
    """Run the rules of labels.yaml over the documents that have no suggestions of them yet.

    After a change of labels.yaml that is every document: the new suggestions replace the old
    ones. Decisions of people stay.

    With --input and --output: read the texts of a file or folder and write the suggestions to
    another file, on all cores, without the project's database. A stopped run continues where it
    was.
    """
    if source is None and target is None:
        _suggest_in_project(folder, name, prefilter=how["prefilter"])
        return
    if source is None or target is None:
        raise click.UsageError("--input and --output need each other")
    _suggest_in_batch(source, target, _label_set(folder, labels), **how)


def _suggest_in_project(folder: ProjectFolder, name: str, *, prefilter: bool) -> None:
    from annotator.suggestions.rules import RuleSuggester

    label_set = folder.label_set()
    suggester = name if name != "rules" else partial(RuleSuggester, prefilter=prefilter)
    with open_project(folder) as project:
        documents, suggestions = project.suggest(label_set, suggester=suggester, progress=progress)
    if documents:
        print_message(f"{count(suggestions, 'suggestion')} in {count(documents, 'document')}")
    else:
        version = "labels.yaml" if name == "rules" else "version"
        print_message(f"every document has the suggestions of this {version}")


def _suggest_in_batch(
    source: Path,
    target: Path,
    label_set: LabelSet,
    *,
    text_column: str,
    id_column: str,
    encoding: str | None,
    workers: int | None,
    restart: bool,
    keep_good: bool,
    prefilter: bool,
) -> None:
    from annotator.batch import Columns, Job, known_target

    if not known_target(target):
        raise click.UsageError(f"--output is {target.name}: expected a name in .parquet or .jsonl")
    job = Job(
        source=source,
        target=target,
        label_set=label_set,
        columns=Columns(text_column, id_column, encoding),
        workers=workers or _cores(),
        restart=restart,
        keep_good=keep_good,
        prefilter=prefilter,
    )
    report = _run(job)
    for line in _summary(job, report):
        print_message(line)
    if not report.written:
        print_message(
            f"nothing was written; --keep-good writes the readable texts, from {target}.parts"
        )
        raise DataError(*report.named_problems(source))


def _label_set(folder: ProjectFolder, labels: Path | None) -> LabelSet:
    from annotator.labels import load

    return load(labels) if labels else folder.label_set()


def _run(job: Job) -> BatchReport:
    from annotator.batch import run

    try:
        with _progress_bar() as (start, advance):
            return run(job, start, advance)
    except KeyboardInterrupt:
        print_message(f"stopped; the same command continues from {job.target}.parts")
        raise


def _summary(job: Job, report: BatchReport) -> Iterator[str]:
    """Yield the lines that say what a run did."""
    if report.resumed:
        yield f"continued after {count(report.resumed, 'part')} of an earlier run"
    yield (
        f"{count(report.suggestions, 'suggestion')} in {count(report.documents, 'document')}"
        f" with {count(report.sentences, 'sentence')}"
    )
    if report.guessed:
        yield (
            f"{count(report.guessed, 'text')} read in a guessed encoding; --encoding overrules it"
        )
    for problem in report.skipped:
        yield f"skipped: {problem}"
    if report.written:
        for problem in report.named_problems(job.source):
            yield f"not read: {problem}"
        yield f"written: {job.target}"


def _cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress_bar() -> Iterator[Any]:
    """Show a progress bar on a terminal. Yields (start, advance); both take a number."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Suggesting", file=sys.stderr, hidden=hidden) as bar:

        def start(size: int) -> None:
            bar.length = max(1, size)

        yield start, bar.update
