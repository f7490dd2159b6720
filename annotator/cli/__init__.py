"""The command line: one module per command, imported when the command is called.

`annotator --help` therefore loads neither Textual nor spaCy nor SQLite.
"""

from __future__ import annotations

from pathlib import Path

import click

from annotator.api import Project
from annotator.cli.console import print_message
from annotator.cli.lazy_group import LazyGroup

_COMMANDS = {
    "init": ("init", "Make a project: labels.yaml and a folder for texts."),
    "import": ("import_texts", "Read texts into the project."),
    "suggest": ("suggest", "Run the rules over the texts."),
    "show": ("show", "Print a document, or the HTML page its text comes from."),
    "annotate": ("annotate", "Open the app where you left off."),
    "serve": ("serve", "Open the app in a browser on this machine."),
    "agreement": ("agreement", "Print how far annotators agree, with intervals."),
    "export": ("export", "Write the annotations as a dataset."),
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
@click.version_option(package_name="annotator")
@click.pass_context
def main(context: click.Context, folder: Path, annotator: str) -> None:
    """Annotate framing and misinformation in news text.

    Without a command: import new texts from corpora/ of the project, run the rules, and open the
    app where you left off.
    """
    context.obj = Project(folder, annotator.strip(), print_message)
    if context.invoked_subcommand is None:
        from annotator.cli.annotate import start

        start(context.obj)
