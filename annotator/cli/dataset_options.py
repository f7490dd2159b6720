"""The options that say what of a project a dataset holds, of `export` and `publish`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from annotator.cli.console import count, print_message

if TYPE_CHECKING:
    from annotator.api import Project
    from annotator.datasets.pseudonyms import NameFound

_Command = TypeVar("_Command", bound=Callable[..., Any])

_LISTED = 20
"""Places with a name that are listed."""

_OPTIONS = (
    click.option("--by", multiple=True, help="Only this annotator; may be repeated."),
    click.option("--gold", is_flag=True, help="Only the adjudicated layer."),
    click.option(
        "--with",
        "more",
        multiple=True,
        type=click.Choice(["gold", "machines", "training"]),
        help="With gold, with machines, or with what was annotated as training; may be repeated.",
    ),
    click.option("--training", is_flag=True, help="The same as --with training."),
    click.option("--label", "labels", multiple=True, help="Only this label; may be repeated."),
    click.option("--group", "groups", multiple=True, help="Only this group; may be repeated."),
    click.option(
        "--source", "sources", multiple=True, help="Only documents of this source; may be repeated."
    ),
    click.option("--finished", is_flag=True, help="Only sentences that are done."),
    click.option(
        "--blind", is_flag=True, help="Only sentences finished with no suggestion on show."
    ),
    click.option(
        "--origin",
        "origins",
        multiple=True,
        type=click.Choice(["manual", "accepted", "edited"]),
        help="Only annotations made in this way; may be repeated.",
    ),
    click.option("--no-text", is_flag=True, help="Leave texts and quotes out: offsets and hashes."),
    click.option(
        "--pseudonyms",
        type=click.Path(path_type=Path),
        metavar="KEYFILE",
        help="Write pseudonyms in place of names; the file is made, or extended by new names.",
    ),
)
_CHOICES = (
    "by", "gold", "more", "training", "labels", "groups", "sources", "finished", "blind", "origins",
)  # fmt: skip


def dataset_options(command: _Command) -> _Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen(options: dict[str, Any]) -> dict[str, Any]:
    """Take the choice out of the options of a command, as `Project.read` has it."""
    from annotator.datasets.dataset_filter import DatasetFilter
    from annotator.model import Origin

    given = {name: options.pop(name) for name in _CHOICES}
    more = given["more"]
    if given["gold"] and (given["by"] or more):
        raise click.UsageError("--gold excludes --by and --with")
    if given["by"] and {"gold", "machines"} & {*more}:
        raise click.UsageError("--by names annotators: name gold or a machine there, too")
    return {
        "by": given["by"],
        "gold": given["gold"],
        "with_gold": "gold" in more,
        "with_machines": "machines" in more,
        "training": given["training"] or "training" in more,
        "only": DatasetFilter(
            labels=given["labels"],
            groups=given["groups"],
            sources=given["sources"],
            finished=given["finished"],
            blind=given["blind"],
            origins=tuple(map(Origin, given["origins"])),
        ),
    }


def say_what_is_left_out(project: Project, choice: dict[str, Any]) -> None:
    """Say that gold or machines are left out, where there are any."""
    if choice["by"] or choice["gold"]:
        return
    for role, asked in (("gold", "gold"), ("machine", "machines")):
        held = project.store.annotators.names(role)
        if held and not choice[f"with_{asked}"]:
            them = "it" if len(held) == 1 else "them"
            print_message(f"without {', '.join(held)}: --with {asked} includes {them}")


def print_names_found(found: Sequence[NameFound]) -> None:
    """Print where names still are, a line for each document and key, the first ones alone."""
    if not found:
        return
    places = list(dict.fromkeys((one.document, one.where, one.name) for one in found))
    print_message(
        f"{count(len(places), 'place')} with the name of an annotator: read them, and mend the"
        " source or leave the document out"
    )
    for document, where, name in places[:_LISTED]:
        print_message(f"  {document}: {where} has {name!r}")
    if len(places) > _LISTED:
        print_message(f"  and {len(places) - _LISTED:,} more")
