"""`annotator people`: the annotators of a project, their roles and names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from annotator.annotations.project_events import ROLES
from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name, problem_of
from annotator.cli.console import print_lines, print_message
from annotator.errors import AnnotatorError, did_you_mean
from annotator.safe_text import display

if TYPE_CHECKING:
    from annotator.store import Store
    from annotator.store.annotators import Person

_HEAD = ("name", "role", "finished", "of", "notes", "flags", "last saved (UTC)")


@click.group("people")
def command() -> None:
    """List the people of the project, and change their roles and names.

    Roles are annotator, lead, gold (the adjudicated layer) and machine. Once there is a lead, only
    leads change roles.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_people(folder: ProjectFolder, *, as_json: bool) -> None:
    """Print everybody with role, progress, notes, flags and when something was saved last."""
    with folder.open_store() as store:
        people = store.annotators.all()
    if as_json:
        click.echo(json.dumps({"people": [_as_json(one) for one in people]}, indent=2))
    elif people:
        print_lines(_table([_HEAD, *map(_row, people)]))
    else:
        print_message("nobody has annotated here yet")


@command.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def set_role(folder: ProjectFolder, name: str, role: str) -> None:
    """Give NAME the role ROLE."""
    with folder.open_store() as store:
        before = store.annotators.role(_known(store, name))
        store.annotators.set_role(name, role, actor=acting_name(folder, store))
    if before == role:
        print_message(f"{name} has the role {role} already")
    else:
        print_message(f"{name} has the role {role} now, {before} before")


@command.command("rename")
@click.argument("old")
@click.argument("new")
@click.pass_obj
def rename(folder: ProjectFolder, old: str, new: str) -> None:
    """Call OLD by the name NEW from now on. Annotations, assignments and comments follow.

    The record keeps the name of its time, so that an export of an earlier moment stays the same.
    """
    with folder.open_store() as store:
        _known(store, old)
        if problem := problem_of(new):
            raise AnnotatorError(f"{problem}: choose another name for {old}")
        store.annotators.rename(old, new, actor=acting_name(folder, store))
    print_message(f"{old} is called {new} from now on")


def _known(store: Store, name: str) -> str:
    if store.annotators.role(name) is None:
        hint = did_you_mean(name, store.annotators.names())
        raise AnnotatorError(f"nobody here is called {name!r}. {hint}")
    return name


def _row(one: Person) -> tuple[str, ...]:
    done = one.progress
    numbers = (done.finished, done.total, one.notes, one.flags)
    saved = one.last_saved[:16].replace("T", " ")
    return (display(one.name), one.role, *(f"{number:,}" for number in numbers), saved or "never")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if 2 <= at <= 5 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _as_json(one: Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role,
        "finished": one.progress.finished,
        "sentences": one.progress.total,
        "cannot_judge": one.progress.cannot_judge,
        "notes": one.notes,
        "flags": one.flags,
        "last_saved": one.last_saved or None,
        "former_names": one.former,
    }
