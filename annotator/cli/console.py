"""Output of the commands: results go to stdout, messages to stderr, both as safe text."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from annotator.safe_text import display

if TYPE_CHECKING:
    from annotator.rule_quality.estimates import Estimate, Proportion

T = TypeVar("T")

_TIME_UNITS = ((3_600_000.0, "h"), (60_000.0, "min"), (1_000.0, "s"), (1.0, "ms"))


def print_message(text: str) -> None:
    """Print a message on stderr. Control characters are made visible.

    It is lost if stderr cannot be written to: no work should fail for that.
    """
    for line in text.split("\n"):
        with suppress(OSError):
            click.echo(display(line), err=True)


def print_lines(lines: Iterable[str]) -> None:
    """Print the lines of a result on stdout. Control characters are made visible."""
    for line in lines:
        click.echo(display(line))


def progress(items: Iterable[T], label: str) -> Iterator[T]:
    """Yield the items, with a progress bar on a terminal and without one in a pipe."""
    length = len(items) if isinstance(items, Sized) else None
    with click.progressbar(
        items, label=label, length=length, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        yield from shown


# ------------------------------------------------------------------------ numbers


class Share(click.FloatRange):
    """The type of an option: a number in a range. NaN, which click lets pass, is in none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number of a typed text."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return number


def count(number: int, noun: str) -> str:
    """'1 document', '2,000 documents'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def format_proportion(one: Proportion, *, counts: bool = True) -> str:
    """'3/4 = 75 % [30, 95]': counts, share and interval, or why the share is undefined.

    counts: False leaves '3/4 =' out.
    """
    if one.value is None or one.low is None or one.high is None:
        return f"undefined: {one.reason}" if counts else "undefined"
    text = f"{one.value:.0%} [{one.low * 100:.0f}, {one.high * 100:.0f}]".replace("%", " %")
    return f"{one.hits:,}/{one.of:,} = {text}" if counts else text


def format_duration(one: Estimate) -> str:
    """'1.2 s [0.9, 1.5]' for an estimate in milliseconds, or why it is undefined."""
    if one.value is None or one.low is None or one.high is None:
        return f"undefined: {one.reason}"
    size = max(abs(one.value), abs(one.low), abs(one.high))
    unit, name = next((pair for pair in _TIME_UNITS if size >= pair[0]), _TIME_UNITS[-1])
    value, low, high = (number / unit for number in (one.value, one.low, one.high))
    return f"{value:.1f} {name} [{low:.1f}, {high:.1f}]"
