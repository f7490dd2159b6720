"""`annotator notes`: flags, notes and comments, by document and sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import print_lines, print_message

if TYPE_CHECKING:
    from annotator.workflow.notes import Entry, NotedSentence


@click.command("notes")
@click.option("--by", default="", metavar="NAME", help="Only what this person wrote.")
@click.option(
    "--document", default="", metavar="DOCUMENT", help="Only of this document: its uid, or enough"
    " of its beginning.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(folder: ProjectFolder, by: str, document: str, *, as_json: bool) -> None:
    """Print flags, notes and comments, by document and sentence.

    A lead sees those of everybody. An annotator sees their own, and comments written to them.
    """
    from annotator.cli.show import find_uid
    from annotator.workflow.notes import noted_sentences

    with folder.open_store() as store:
        viewer = acting_name(folder, store)
        uid = find_uid(store, document) if document else ""
        found = noted_sentences(store, viewer, by=by, document=uid)
    if as_json:
        click.echo(json.dumps({"sentences": [_as_json(one) for one in found]}, indent=2))
        return
    print_lines(_lines(found))
    if not found:
        print_message("no flags, notes or comments")


def _lines(found: Sequence[NotedSentence]) -> Iterator[str]:
    document = ""
    for one in found:
        if one.document != document:
            yield from [""] if document else []
            yield f"{one.title}  {one.document}"
            document = one.document
        yield f"  {one.number}  {one.text}" if one.number else "  the document as a whole"
        yield from (f"      {_entry_line(entry)}" for entry in one.entries)


def _entry_line(entry: Entry) -> str:
    if entry.kind == "flag":
        return f"{entry.by} flagged it"
    if entry.kind == "note":
        return f"{entry.by}, note: {entry.text}"
    sent_back = ", sent back" if entry.sent_back else ""
    return f"{entry.by} to {entry.to or 'the lead'}{sent_back}: {entry.text}"


def _as_json(one: NotedSentence) -> dict[str, Any]:
    return {
        "document": one.document,
        "title": one.title,
        "number": one.number,
        "sentence": [one.sentence.start, one.sentence.end] if one.sentence else None,
        "text": one.text,
        "entries": [_entry_json(entry) for entry in one.entries],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": entry.kind, "by": entry.by}
    if entry.kind != "flag":
        found["text"] = entry.text
    if entry.kind == "comment":
        found |= {"to": entry.to, "sent_back": entry.sent_back, "at": entry.at}
    return found
