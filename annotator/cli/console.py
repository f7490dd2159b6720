"""How the command line talks: results to stdout, talk to stderr, nothing raw from a corpus."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

import click

from annotator.safe_text import display

T = TypeVar("T")


def say(text: str) -> None:
    """Tell the person something, on stderr. Control characters from texts are made visible."""
    for line in text.split("\n"):
        click.echo(display(line), err=True)


def tell(lines: Iterable[str]) -> None:
    """Print lines of a result, on stdout, as they may safely be shown."""
    for line in lines:
        click.echo(display(line))


def progress(items: Iterable[T], label: str) -> Iterator[T]:
    """The items, with a progress bar on a terminal; quiet in a pipe."""
    length = len(items) if isinstance(items, Sized) else None
    with click.progressbar(
        items, label=label, length=length, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        yield from shown


def count(number: int, noun: str) -> str:
    """'1 document', '2,000 documents'."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
