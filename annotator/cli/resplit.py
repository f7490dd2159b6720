"""`annotator resplit`: split documents of the project into sentences again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_lines, print_message, progress
from annotator.cli.import_texts import load_splitter
from annotator.cli.settings_file import open_project
from annotator.cli.show import find_uid

if TYPE_CHECKING:
    from annotator.api.resplit import DocumentResplit, ResplitReport
    from annotator.documents import Splitter
    from annotator.model import Span

_EXAMPLES = 5
_LONGEST = 90  # characters of a sentence in an example


@click.command("resplit")
@click.argument("documents", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option(
    "--sentences",
    "splitter",
    metavar="rules|spacy:MODEL",
    callback=load_splitter,
    help="Split by our rules or by an installed spaCy pipeline, now and in later imports of this"
    " project (default: as its last import).",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with every document.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    documents: tuple[str, ...],
    splitter: tuple[str, Splitter] | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Split DOCUMENTS (uids, or enough of their beginning; default: all) as an import does now.

    Documents keep their sentences until this command is used. It changes the sentences of
    everybody; in a project with a lead only a lead may use it. Sentences that people joined or
    split, and blocks that they marked, stay as they are. Annotations stay at their words; a new
    sentence is finished if all of its text was. `u` in the app takes it back as a whole, for the
    person who did it.
    """
    with open_project(folder) as project:
        uids = [find_uid(project.store, letters) for letters in documents]
        report = project.resplit(uids, dry_run=dry_run, splitter=splitter, progress=progress)
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
        return
    print_lines(_lines(report))
    if report.changes and not dry_run:
        print_message("`annotator suggest` runs the rules over the new sentences")


def _lines(report: ResplitReport) -> Iterator[str]:
    """Yield the lines that say what changes, with examples."""
    looked_at = count(report.documents, "document")
    if not report.changes:
        yield f"{looked_at} have the sentences of {report.splitter}: nothing to change"
        return
    verb = "would change" if report.dry_run else "changed"
    removed = sum(len(one.removed) for one in report.changes)
    added = sum(len(one.added) for one in report.changes)
    yield f"{len(report.changes):,} of {looked_at} {verb}, split by {report.splitter}"
    yield f"{count(removed, 'sentence')} became {added:,}"
    if blocks := sum(one.blocks for one in report.changes):
        yield f"{count(blocks, 'block')} (paragraph, title, boilerplate) new or of another kind"
    if finished := sum(one.finished for one in report.changes):
        yield f"finished before: {finished:,}; a new sentence is finished if all of its text was"
    for one in report.changes[:_EXAMPLES]:
        yield ""
        yield f"{one.uid}  {one.title}"
        yield from _example(one)
    if more := len(report.changes[_EXAMPLES:]):
        yield ""
        yield f"and {count(more, 'more document')}; --json lists them"


def _example(change: DocumentResplit) -> Iterator[str]:
    """The sentences of the first place that changes."""
    spans = sorted([*change.removed, *change.added])
    if not spans:
        yield "  other blocks, the same sentences"
        return
    end = spans[0].end
    for span in spans:
        if span.start >= end:
            break
        end = max(end, span.end)
    for sign, sentences in (("-", change.removed), ("+", change.added)):
        for span in sentences:
            if span.start < end:
                yield f"  {sign} {_words(change.text, span)}"


def _words(text: str, span: Span) -> str:
    words = " ".join(span.of(text).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
