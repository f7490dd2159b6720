"""`annotator publish`: write a folder that others can load, trust and cite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from annotator.api import ProjectFolder
from annotator.cli.console import Share, count, print_message, progress
from annotator.cli.dataset_options import (
    chosen,
    dataset_options,
    print_names_found,
    say_what_is_left_out,
)
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

_MOST_SEED = 2**32 - 1


@click.command("publish")
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Of the dataset (default: the name of the project).")
@click.option("--description", default="", metavar="TEXT", help="What it is, for the card.")
@click.option(
    "--licence", "--license", "licence", default="", help="Such as CC-BY-4.0, or a few words."
)
@click.option(
    "--limits",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A text with the limits of the data, for the card.",
)
@click.option("--author", "authors", multiple=True, help="Whom to cite; may be repeated.")
@click.option(
    "--dev", type=Share(0, 1), default=0.1, help="Share of documents in dev (default: 0.1)."
)
@click.option(
    "--test", type=Share(0, 1), default=0.1, help="Share in test (default: 0.1); the rest is train."
)
@click.option("--seed", type=click.IntRange(0, _MOST_SEED), default=0, help="Of the splits.")
@dataset_options
@click.option("--with-notes", is_flag=True, help="With the notes of annotators and leads.")
@click.pass_obj
def command(
    folder: ProjectFolder,
    /,
    *,
    target: Path,
    limits: Path | None,
    licence: str,
    pseudonyms: Path | None,
    no_text: bool,
    with_notes: bool,
    **others: Any,
) -> None:
    """Write a dataset to publish into FOLDER: data, splits, card, checksums.

    Also a description for programs (Croissant), the labels, versions and a citation file; the
    folder is a Hugging Face dataset, too. Documents that nobody annotated are left out, and so are
    gold and machines unless --gold, --by or --with asks for them. The same project gives the same
    bytes. Near-duplicates are in one split. Of what exists only an earlier publication is replaced.
    """
    choice = chosen(others)
    if others["dev"] + others["test"] > 1:
        raise click.UsageError("--dev and --test are more than 1 together")
    with open_project(folder) as project:
        say_what_is_left_out(project, choice)
        done = project.publish(
            target,
            licence=licence.strip(),
            limits=_text(limits),
            text=not no_text,
            notes=with_notes,
            pseudonyms=pseudonyms,
            progress=progress,
            **choice,
            **others,
        )
    counts = done.counts
    parts = ", ".join(f"{name} {one.documents:,}" for name, one in counts.splits.items())
    print_message(
        f"{target}: {count(counts.documents, 'document')} ({parts}) with"
        f" {count(counts.labels.total(), 'annotation')}"
    )
    if done.untouched:
        print_message(f"left out: {count(done.untouched, 'document')} without an annotation in it")
    if not licence.strip():
        print_message("no licence: nobody may use the dataset; give one with --licence")
    if not pseudonyms:
        print_message("names of annotators are in it: --pseudonyms KEYFILE replaces them")
    print_names_found(done.names)


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise AnnotatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise AnnotatorError(f"{path}: expected text in UTF-8; save it so") from None
