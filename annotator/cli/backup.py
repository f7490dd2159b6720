"""`annotator backup`: copy the database, also while others write to it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_lines


@click.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def command(folder: ProjectFolder, target: Path | None) -> None:
    """Copy the database to TARGET, as it is at this moment, and check the copy.

    Without TARGET the copy is put beside the database, with the time (UTC) in its name. Others may
    write meanwhile. To go back to a copy, quit annotator and copy it over annotations.db.
    """
    from annotator.formats.atomic_file import check_place
    from annotator.store.backup import back_up_to

    if target is None:
        now = datetime.now(tz=UTC)
        target = folder.database.with_name(f"annotations-{now:%Y-%m-%d-%H%M%S}.db")
    check_place(target, corpora=folder.corpora)
    events = back_up_to(folder.database, target)
    print_lines([f"{target}: a copy with {count(events, 'event')}"])
