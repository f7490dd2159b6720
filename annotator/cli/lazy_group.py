"""A group of commands that are imported when they are called.

The pattern of https://click.palletsprojects.com/en/stable/complex/ ("Lazily Loading
Subcommands"), with the help texts at hand: `--help` imports no command either.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A click group whose commands are named by their modules.

    lazy_subcommands: by command, the module below annotator.cli that defines `command`, and the
        line in the group's help. Their order is kept.
    """

    def __init__(
        self, *args: Any, lazy_subcommands: Mapping[str, tuple[str, str]], **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.lazy_subcommands = lazy_subcommands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in order."""
        del ctx
        return list(self.lazy_subcommands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command. None: there is none with this name."""
        del ctx
        if cmd_name not in self.lazy_subcommands:
            return None
        module, _ = self.lazy_subcommands[cmd_name]
        command = import_module(f"annotator.cli.{module}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"annotator.cli.{module}.command is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy_subcommands.items()])
