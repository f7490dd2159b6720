"""The command line. Each command is a module of its own, loaded when it is called.

That keeps `annotator --help` free of Textual, spaCy and SQLite.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from annotator.api import Project
from annotator.cli.console import say

_COMMANDS = {
    "init": ("init", "Make a project: labels.yaml and a folder for texts."),
    "import": ("import_texts", "Read texts into the project."),
    "suggest": ("suggest", "Run the rules over the texts."),
    "show": ("show", "Print a document, or the page that it was taken out of."),
    "annotate": ("annotate", "Open the app where you left off."),
    "serve": ("serve", "Open the app in a browser on this machine."),
    "agreement": ("agreement", "Print how far annotators agree, with intervals."),
    "export": ("export", "Write the annotations as a dataset."),
    "settings": ("settings", "Print the settings and keys in force, and where they are from."),
    "labels": ("labels", "List the labels of labels.yaml."),
    "rules": ("rules", "Check, try, measure, compare and find rules."),
}
"""Command: (module, what the help says), in the order of the journey."""


class Journey(click.Group):
    """The commands in the order a person needs them, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"annotator.cli.{_COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a slip of ours, for mypy
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands, in the order of the journey"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=Journey, invoke_without_command=True)
@click.option(
    "-p",
    "--project",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder (default: this one).",
)
@click.option(
    "-a",
    "--annotator",
    envvar="ANNOTATOR_NAME",
    default="",
    help="Who is annotating (default: who is logged in).",
)
@click.version_option(package_name="annotator")
@click.pass_context
def main(context: click.Context, folder: Path, annotator: str) -> None:
    """Annotate framing and misinformation in news text.

    Without a command, in a project's folder: read what is new in corpora/, run the rules,
    and open the app where you left off.
    """
    context.obj = Project(folder, annotator.strip(), say)
    if context.invoked_subcommand is None:
        from annotator.cli.annotate import begin

        begin(context.obj)
