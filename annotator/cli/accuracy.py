"""`annotator accuracy`: how far the answers to gold questions are right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

from annotator.api import ProjectFolder
from annotator.cli.annotator_name import acting_name
from annotator.cli.console import Share, print_lines
from annotator.cli.settings_file import open_project
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from annotator.adjudication.accuracy import Accuracy
    from annotator.agreement import Figure

_NAME = 26
_WIDTHS = (9, 21, 21, 21, 21)


@click.command("accuracy")
@click.option("--by", multiple=True, help="Only this annotator; may be repeated.")
@click.option("--label", "wanted", multiple=True, help="Only this label; may be repeated.")
@click.option("--batch", default="", help="Only documents that are assigned in this batch.")
@click.option(
    "--confidence",
    type=Share(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Level of the intervals.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(  # noqa: PLR0917 - one for each option
    folder: ProjectFolder,
    by: tuple[str, ...],
    wanted: tuple[str, ...],
    batch: str,
    confidence: float,
    as_json: bool,
) -> None:
    """Print how many gold questions each annotator answered right, by batch and label.

    A gold question is a sentence that gold has finished, and that the annotator finished without
    having seen gold, unless gold was taken from that annotator. For leads; annotators see their
    own figures of training, and of documents that a lead released.
    """
    with open_project(folder) as project:
        found, bound = project.accuracy(
            by=by,
            labels=wanted,
            batch=batch,
            confidence=confidence,
            viewer=acting_name(folder, project.store),
        )
    if as_json:
        click.echo(json.dumps([one.as_dict() for one in found], indent=2, allow_nan=False))
    elif not found:
        raise AnnotatorError(
            "there are no gold questions: nobody finished a sentence of gold that gold was not"
            " taken from; `annotator questions` mixes some in"
        )
    else:
        print_lines(_lines(found, bound))


def _lines(found: Sequence[Accuracy], bound: float) -> Iterator[str]:
    low = [one for one in found if not one.label and one.is_below(bound)]
    for one in low:
        yield f"{below(one, bound)}."
    yield from [""] if low else ()
    yield _row("", ("right", "share", "precision", "recall", "F1"))
    for annotator, every in groupby(found, key=lambda one: one.annotator):
        yield annotator
        for one in every:
            cells = [f"{one.right:,}/{one.asked:,}"]
            cells += map(_cell, (one.share, one.precision, one.recall, one.f1))
            yield _row(_name(one), cells)
    yield ""
    yield "right: the labels of gold on overlapping words, one to one, and no other label"
    yield "figures without an interval rest on too little data; --json says on how little"


def below(one: Accuracy, bound: float) -> str:
    """That somebody is below the bound, in a sentence without its stop."""
    where = f" in batch {one.batch}" if one.batch else ""
    return (
        f"{one.annotator} is right in {one.right:,} of {one.asked:,} gold questions{where}"
        f" ({_cell(one.share)}), below the bound of {bound:.0%}"
    )


def _name(one: Accuracy) -> str:
    if one.label:
        return f"    {one.label}"
    return f"  batch {one.batch}" if one.batch else "  all"


def _cell(one: Figure) -> str:
    if one.value is None:
        return "-"
    bounds = one.interval
    return f"{one.value:.2f}" + (f" [{bounds.low:.2f}, {bounds.high:.2f}]" if bounds else "")


def _row(name: str, cells: Sequence[str]) -> str:
    first = name if len(name) <= _NAME else name[: _NAME - 1] + "…"
    rest = (f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))
    return f"{first:<{_NAME}}{''.join(rest)}".rstrip()
