"""Every command that a page names exists, with its options."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress

import click
import pytest

from annotator.cli import main
from tests.helpers.pages import blocks
from tests.helpers.paths import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands_of(page: str) -> list[str]:
    """The commands in the blocks of a page, and those between backquotes in its text."""
    lines = [line for block in blocks(page) for line in block.text.splitlines()]
    in_blocks = [line.rpartition(" | ")[2].partition(" > ")[0] for line in lines]
    in_text = [re.sub(r"\s+", " ", one) for one in re.findall(r"`(annotator [^`]+)`", page)]
    found = [one for one in [*in_blocks, *in_text] if one.startswith("annotator ")]
    return [one for one in found if "[" not in one]  # how to call it, in general


def parse(line: str) -> None:
    """Parse a command. Raises click.NoSuchOption or click.NoSuchCommand for what does not exist."""
    command: click.Command = main
    context = click.Context(main, info_name="annotator")
    arguments = shlex.split(line)[1:]
    while isinstance(command, click.Group):
        _, arguments, _ = command.make_parser(context).parse_args(arguments)
        if not arguments:
            return
        found = command.get_command(context, arguments[0])
        if found is None:
            raise click.NoSuchOption(arguments[0])
        command, context = found, click.Context(found, context, arguments.pop(0))
    with suppress(click.BadOptionUsage):  # a page may name an option without its value
        command.make_parser(context).parse_args(arguments)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_commands_that_a_page_names_exist(path):
    wrong = []
    for line in commands_of(path.read_text("utf-8")):
        try:
            parse(line)
        except click.NoSuchOption as error:
            wrong.append(f"{line}: {error.format_message()}")
    assert wrong == []


@pytest.mark.parametrize("line", ["annotator exprot x.csv", "annotator agreement --labels hedge"])
def test_a_command_that_does_not_exist_is_found(line):
    with pytest.raises(click.NoSuchOption):
        parse(line)
