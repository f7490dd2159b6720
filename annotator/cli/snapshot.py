"""`annotator snapshot`: name what the project holds now, to export it again later."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.console import count, print_lines, print_message
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.annotations.events import Event
    from annotator.store.history import Snapshot


@click.group("snapshot")
def command() -> None:
    """Name what the project holds now, to export it again later.

    `annotator export TARGET --as-of NAME` writes the same bytes whatever comes after.
    """


@command.command("create")
@click.argument("name")
@click.pass_obj
def create(folder: ProjectFolder, name: str) -> None:
    """Make a snapshot with this NAME, which no other one has."""
    _check_name(name)
    with folder.open_store() as store:
        made = store.history.create_snapshot(name)
    print_lines([_line(made)])


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_snapshots(folder: ProjectFolder, *, as_json: bool) -> None:
    """Print name, time (UTC), number of events and hash of each snapshot."""
    with folder.open_store() as store:
        found = store.history.snapshots()
    if as_json:
        click.echo(json.dumps({"snapshots": [asdict(one) for one in found]}, indent=2))
        return
    print_lines(map(_line, found))
    if not found:
        print_message("no snapshots; `annotator snapshot create NAME` makes one")


@command.command("diff")
@click.argument("one")
@click.argument("other")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def diff(folder: ProjectFolder, one: str, other: str, *, as_json: bool) -> None:
    """Print what was done between two snapshots, by annotator and kind of event."""
    with folder.open_store() as store:
        gone, new = store.history.compare_snapshots(one, other)
    if as_json:
        found = {"only_in_first": _counts(gone), "only_in_second": _counts(new)}
        click.echo(json.dumps(found, indent=2))
        return
    if not gone and not new:
        print_lines([f"{one} and {other} have the same events"])
    for events, which in ((gone, one), (new, other)):
        if events:
            documents = count(len({event.document for event in events}), "document")
            print_lines([f"only in {which}: {count(len(events), 'event')} in {documents}"])
            print_lines(_by_annotator(events))


@command.command("verify")
@click.argument("names", nargs=-1)
@click.pass_obj
def verify(folder: ProjectFolder, names: tuple[str, ...]) -> None:
    """Check that the events of snapshots (default: of all) are here as they were."""
    with folder.open_store() as store:
        history = store.history
        wanted = names or tuple(one.name for one in history.snapshots())
        lost = {name: history.lost_events(name) for name in wanted}
        sizes = {one.name: one.events for one in history.snapshots()}
    print_lines(f"{name}: all {sizes[name]:,} events are here" for name in wanted if not lost[name])
    if bad := [name for name in wanted if lost[name]]:
        raise AnnotatorError(
            "; ".join(f"{name}: {count(lost[name], 'event')} of {sizes[name]:,} missing or changed"
                      for name in bad)
            + ": merge the file that has them, or put a backup in the place of this one"
        )  # fmt: skip


def _check_name(name: str) -> None:
    """Raise BadParameter for a name that --as-of would take for a time, or that shows nothing."""
    try:
        datetime.fromisoformat(name)
    except ValueError:
        if name.strip() == name and name.isprintable() and name:
            return
    raise click.BadParameter(
        f"expected a name such as pilot or paper-2027, which is no date, got {name!r}"
    )


def _line(one: Snapshot) -> str:
    return f"{one.name}  {one.created_at[:19]}  {count(one.events, 'event')}  {one.hash}"


def _by_annotator(events: Sequence[Event]) -> Iterator[str]:
    for annotator, kinds in _counts(events).items():
        named = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())
        yield f"  {annotator}: {named}"


def _counts(events: Sequence[Event]) -> dict[str, dict[str, int]]:
    """The number of events by annotator and kind, both in alphabetical order."""
    found = Counter((event.annotator, str(event.kind)) for event in events)
    counts: dict[str, dict[str, int]] = {}
    for (annotator, kind), number in sorted(found.items()):
        counts.setdefault(annotator, {})[kind] = number
    return counts
