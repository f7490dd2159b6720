"""`annotator fill`: put the texts back into a dataset that was published without them."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.console import count, print_message

_LISTED = 100


@click.command("fill")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--texts",
    "paths",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file, a folder or a project with texts; may be repeated.",
)
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write into this folder (default: in place).",
)
def command(folder: Path, paths: tuple[Path, ...], target: Path | None) -> None:
    """Put texts and quotes into a dataset that was published with --no-text.

    Each text is known by its hash, whatever its file is called. If one is missing, all that are
    missing are named and nothing is written. Afterwards the dataset is what `publish` writes with
    texts.
    """
    from annotator.api.fill import fill
    from annotator.errors import Problem

    unread: list[Problem] = []
    done = fill(folder, paths, target, unread)
    for problem in unread:
        print_message(str(problem))
    if not done.missing:
        print_message(f"{target or folder}: {count(done.filled, 'text')} put back")
        return
    for uid in done.missing[:_LISTED]:
        print_message(f"missing: {uid}")
    if len(done.missing) > _LISTED:
        print_message(f"and {len(done.missing) - _LISTED:,} more")
    print_message(f"{count(len(done.missing), 'text')} not found: nothing is written")
    raise click.exceptions.Exit(1)
