"""`annotator merge`: bring together what other files of the project hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_lines, print_message, progress
from annotator.cli.settings_file import open_project

if TYPE_CHECKING:
    from annotator.store.merge import MergeReport

_NAMED = 3
"""Documents that a line names."""


@click.command("merge")
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would come.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    folder: ProjectFolder, others: tuple[Path, ...], *, dry_run: bool, as_json: bool
) -> None:
    """Bring what OTHERS hold into this project: databases, or folders of projects.

    All that people did there is here afterwards, once: documents, decisions, gold, comments,
    suggestions. The order of files does not matter, merging a file twice changes nothing, and the
    other files are only read. If one of them cannot be merged, nothing is.

    Where files disagree, one rule holds in all of them: of a document that was imported with other
    metadata, those of the earliest import; of one that was split into other sentences, those of
    the smallest splitter and hash. Such documents are listed.
    """
    with open_project(folder) as project:
        reports = project.merge(others, dry_run=dry_run, progress=progress)
    if as_json:
        found = [_as_json(path, one) for path, one in zip(others, reports, strict=True)]
        click.echo(json.dumps({"dry_run": dry_run, "files": found}, indent=2))
        return
    for path, report in zip(others, reports, strict=True):
        print_lines(_lines(path, report, dry_run=dry_run))
    if any(one.suggestions or one.documents for one in reports) and not dry_run:
        print_message("`annotator suggest` runs the rules over documents that need it")


def _lines(path: Path, report: MergeReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the lines about one file."""
    would = "would come" if dry_run else "came"
    documents = count(report.documents, "document")
    yield f"{path}: {documents} and {count(report.events, 'event')} {would}"
    yield (
        f"  there already: {count(report.known_documents, 'document')},"
        f" {count(report.known_events, 'event')}"
    )
    if report.decisions:
        yield f"  {count(report.decisions, 'decision')} of the project (roles, settings, comments)"
    if report.suggestions:
        yield f"  {count(report.suggestions, 'suggestion')}"
    if report.people:
        yield f"  new here: {', '.join(report.people)}"
    yield from (f"  {line}" for line in _disagreements(report))


def _disagreements(report: MergeReport) -> Iterator[str]:
    """Yield a line for each kind of thing that the files disagree about."""
    if report.in_two_places:
        names = ", ".join(report.in_two_places)
        yield f"worked in both files: {names}; of two decisions about one thing the later one holds"
    if report.guideline:
        yield (
            f"labels.yaml is another one there (guideline {report.guideline}): this project keeps"
            " its own; annotations keep the version that they were made under"
        )
    if report.other_boundaries:
        yield (
            f"split into other sentences: {_some(report.other_boundaries)}; those of the smallest"
            " splitter and hash hold"
        )
    if report.other_metadata:
        yield f"with other metadata: {_some(report.other_metadata)}; those imported first hold"
    if report.settled_twice:
        places = [
            f"{uid} [{sentence.start}, {sentence.end})" if sentence else uid
            for uid, sentence in report.settled_twice
        ]
        yield f"settled by leads in both files: {_some(places)}; `annotator adjudicate` shows them"
    if report.snapshots_kept:
        names = ", ".join(report.snapshots_kept)
        yield f"snapshots with other events under the same name: {names}; those here stay"


def _some(places: list[str]) -> str:
    more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
    return ", ".join(places[:_NAMED]) + more


def _as_json(path: Path, report: MergeReport) -> dict[str, Any]:
    found = {"file": str(path), **asdict(report)}
    found["settled_twice"] = [
        {"document": uid, "sentence": [one.start, one.end] if one else None}
        for uid, one in report.settled_twice
    ]
    return found
