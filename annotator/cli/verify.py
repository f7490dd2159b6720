"""`annotator verify`: check a published dataset, or compare two."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.console import count, print_lines, print_message

if TYPE_CHECKING:
    from annotator.datasets.verification import Verification


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("other", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(folder: Path, other: Path | None, *, as_json: bool) -> None:
    """Check a dataset that `publish` wrote, or say what changed from FOLDER to OTHER.

    Checksums, ids and texts of documents, every quote, labels, counts, splits, and the list of
    files in croissant.json. All problems are named; the exit code is 1 if there is any.
    """
    if other is not None:
        _compare(folder, other, as_json=as_json)
        return
    from annotator.datasets.verification import verify_folder

    found = verify_folder(folder)
    if as_json:
        click.echo(json.dumps(_as_json(found), indent=2))
    else:
        for problem in found.problems:
            print_message(str(problem))
        checked = (
            f"{count(found.files, 'file')}, {count(found.documents, 'document')},"
            f" {count(found.spans, 'span')}"
        )
        problems = count(len(found.problems), "problem") if found.problems else "all right"
        print_lines([f"{folder}: {problems}; checked {checked}"])
    if found.problems:
        raise click.exceptions.Exit(1)


def _as_json(found: Verification) -> dict[str, Any]:
    return {
        "files": found.files,
        "documents": found.documents,
        "spans": found.spans,
        "problems": [
            {"file": str(one.path), "line": one.line, "problem": one.problem}
            for one in found.problems
        ],
    }


def _compare(folder: Path, other: Path, *, as_json: bool) -> None:
    from annotator.datasets.comparison import compare_folders

    found = compare_folders(folder, other)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
    else:
        print_lines(found.lines())
