"""`annotator show`: list the documents, print one, or write the HTML page it comes from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.console import print_lines, progress
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.model import DocumentSource
    from annotator.store import Store


@click.command("show")
@click.argument("document", default="")
@click.option(
    "--original",
    is_flag=True,
    help="Write the HTML page its text was extracted from, byte for byte.",
)
@click.option(
    "--near-duplicates",
    "as_groups",
    is_flag=True,
    help="Print the groups of documents that are nearly the same text.",
)
@click.pass_obj
def command(folder: ProjectFolder, document: str, *, original: bool, as_groups: bool) -> None:
    """Print metadata, sources and text of DOCUMENT (its uid, or enough of its beginning).

    Without DOCUMENT, print the uid and the title of each. Of texts that are nearly the same, such
    as one story at several outlets, half of the runs of four words of the shorter one are in the
    other.
    """
    with folder.open_store() as store:
        if as_groups:
            print_lines(_groups(store))
            return
        if not document:
            print_lines(f"{one.uid}  {one.title}" for one in store.documents.summaries(""))
            return
        uid = find_uid(store, document)
        if original:
            _write_original(store, uid)
            return
        shown = store.documents.get(uid)
        print_lines([uid, *(f"{key}: {value}" for key, value in shown.meta.items())])
        print_lines(map(_source_line, store.documents.sources(uid)))
        print_lines(f"nearly the same as: {_titled(store, other)}" for other in _near(store, uid))
        print_lines(["", *shown.text.splitlines()])


def _near(store: Store, uid: str) -> Iterator[str]:
    from annotator.api.near_duplicates import of_document

    return (one.earlier for one in of_document(store, uid))


def _groups(store: Store) -> Iterator[str]:
    """Yield the documents of each group, with a blank line between two groups."""
    from annotator.api.near_duplicates import all_groups

    for number, group in enumerate(all_groups(store, progress)):
        if number:
            yield ""
        yield from (_titled(store, uid) for uid in group)


def _titled(store: Store, uid: str) -> str:
    document = store.documents.get(uid)
    source = document.meta.get("source", "")
    return f"{uid}  {document.title}{f' ({source})' if source else ''}"


def _source_line(source: DocumentSource) -> str:
    name = f", id {source.external_id}" if source.external_id else ""
    return f"read from: {source.path}{name}"


def find_uid(store: Store, letters: str) -> str:
    """The uid of the one document whose uid begins with these letters.

    Raises AnnotatorError if it is none or several.
    """
    found = store.documents.uids_starting_with(letters) or store.documents.uids_starting_with(
        f"b2:{letters}"
    )
    if len(found) == 1:
        return found[0]
    if not found:
        raise AnnotatorError(f"no document has the uid {letters!r}; `annotator show` lists them")
    raise AnnotatorError(f"{len(found)} documents have a uid like {letters!r}; give more of it")


def _write_original(store: Store, uid: str) -> None:
    original = store.documents.original(uid)
    if original is None:
        raise AnnotatorError(f"{uid} was a text itself; `annotator show {uid}` prints it")
    if sys.stdout.isatty():
        raise AnnotatorError(
            "an HTML page may contain control sequences; write it to a file:"
            f" annotator show {uid} --original > page.html"
        )
    sys.stdout.buffer.write(original.data)
