"""`annotator release`: let annotators see what became of their work, once it is settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import count, print_lines, print_message
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.store import Store


@click.command("release")
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@click.option("--batch", default="", metavar="NAME", help="The documents assigned in this batch.")
@click.option("--all", "everything", is_flag=True, help="All documents that are settled.")
@click.option("--dry-run", is_flag=True, help="Print what would be released; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    documents: Sequence[str],
    batch: str,
    *,
    everything: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Let the annotators of each DOCUMENT (its uid, or enough of its beginning) see the outcome.

    For leads. A document in which gold has finished nothing, or something is left to settle, is
    named and not released; then none is, but with --all. What is released stays so.
    """
    from annotator.workflow.release import release

    if bool(documents) + bool(batch) + everything != 1:
        raise click.UsageError("name documents, or a batch with --batch, or give --all")
    with folder.open_store() as store:
        report = release(
            store,
            _wanted(store, documents, batch),
            actor=acting_name(folder, store),
            keep_good=everything,
            dry_run=dry_run,
        )
    if as_json:
        click.echo(json.dumps(report.as_dict(), indent=2))
    else:
        would = "would be released" if dry_run else "released"
        print_lines(f"{would}: {title}  {uid}" for uid, title in report.released.items())
        print_lines(f"released before: {title}  {uid}" for uid, title in report.already.items())
    for uid, (title, reason) in report.refused.items():
        print_message(f"not released: {title}  {uid}: {reason}")
    if report.refused and not everything:
        raise AnnotatorError(
            f"{count(len(report.refused), 'document')} cannot be released, so none is: settle them"
            " with `annotator adjudicate`, or leave them out"
        )
    if not (as_json or report.released or report.already):
        print_message("no document is settled yet")


def _wanted(store: Store, documents: Sequence[str], batch: str) -> Sequence[str]:
    """The uids of the documents that are named, of a batch, or else of all that have gold."""
    from annotator.cli.show import find_uid
    from annotator.workflow.release import batch_documents

    if documents:
        return [find_uid(store, letters) for letters in documents]
    if batch:
        return batch_documents(store, batch)
    return store.questions.documents_with_gold()
