"""The command line: one module per command, imported when the command is called.

`annotator --help` therefore loads neither Textual nor spaCy nor SQLite. The group is the pattern
of https://click.palletsprojects.com/en/stable/complex/ ("Lazily Loading Subcommands"), with the
help texts at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.api import ProjectFolder
from annotator.cli.console import print_message


class _Utf8Text(click.types.StringParamType):
    """A text, unlike a path, is stored or printed: it may have no bytes that are not UTF-8."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text: str = super().convert(value, param, ctx)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail("expected text in UTF-8, got other bytes", param, ctx)
        return text


def _require_utf8(command: click.Command) -> None:
    """Refuse bytes that are not UTF-8 in all texts on a command's line."""
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = _Utf8Text()
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _require_utf8(one)


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
        _require_utf8(self)

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
        _require_utf8(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.lazy_subcommands.items()])


_COMMANDS = {
    "init": ("init", "Make a project: labels.yaml and a folder for texts."),
    "tour": ("tour", "Try the main keys on a short text."),
    "import": ("import_texts", "Read texts into the project."),
    "resplit": ("resplit", "Split documents of the project into sentences again."),
    "suggest": ("suggest", "Run the rules over the texts."),
    "show": ("show", "Print a document, or the HTML page its text comes from."),
    "annotate": ("annotate", "Open the app where you left off."),
    "adjudicate": ("adjudicate", "Settle what annotators differ about."),
    "serve": ("serve", "Open the app in a browser on this machine."),
    "agreement": ("agreement", "Print how far annotators agree, with intervals."),
    "accuracy": ("accuracy", "Print how many gold questions annotators answered right."),
    "train": ("train", "Assign documents as training."),
    "questions": ("questions", "Set how many gold questions and silent repeats there are."),
    "reasons": ("reasons_report", "Print why annotators differed, and what to change next."),
    "report": ("report", "Write a report about agreement, as an HTML page."),
    "people": ("people", "List people, and change their roles and names."),
    "release": ("release", "Let annotators see what became of their work in documents."),
    "outcome": ("outcome", "Print what became of an annotator's work in gold."),
    "notes": ("notes", "Print flags, notes and comments, by document and sentence."),
    "merge": ("merge", "Bring together what other files of the project hold."),
    "backup": ("backup", "Copy the database, also while others write to it."),
    "snapshot": ("snapshot", "Name what the project holds now, to export it again later."),
    "export": ("export", "Write the annotations as a dataset."),
    "publish": ("publish", "Write a dataset to publish: data, splits, card, checksums."),
    "verify": ("verify", "Check a published dataset, or compare two."),
    "fill": ("fill", "Put the texts back into a dataset that was published without them."),
    "formats": ("formats", "List the formats that are imported and exported."),
    "settings": ("settings", "Print the settings and keys, and the file that sets each."),
    "labels": ("labels", "List the labels of labels.yaml."),
    "rules": ("rules", "Check, test, measure, compare and find rules."),
}
"""By command: its module and its line in the help, in the order in which people need them."""


@click.group(cls=LazyGroup, lazy_subcommands=_COMMANDS, invoke_without_command=True)
@click.option(
    "-p",
    "--project",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The project's folder (default: the current one).",
)
@click.option(
    "-a",
    "--annotator",
    envvar="ANNOTATOR_NAME",
    default="",
    help="The annotator's name (default: the user who is logged in).",
)
@click.version_option(__version__, prog_name="annotator")
@click.pass_context
def main(context: click.Context, folder: Path, annotator: str) -> None:
    """Annotate framing and misinformation in news text.

    Without a command: import new texts from corpora/ of the project, run the rules, and open the
    app where you left off.
    """
    context.obj = ProjectFolder(folder, annotator.strip(), print_message)
    if context.invoked_subcommand is None:
        from annotator.cli.annotate import start

        start(context.obj)
