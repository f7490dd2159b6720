"""Write the pages of keys and of commands: `python -m tests.helpers.reference_pages`.

They are made of the key table and of the command line, so that they cannot say anything else.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from annotator.cli import main
from annotator.tui.actions.key_table import GROUPS
from annotator.tui.adjudication.actions import GROUPS as ADJUDICATION_GROUPS
from annotator.tui.keymap import Action, Mode
from tests.helpers.paths import ROOT

FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by `python -m tests.helpers.reference_pages`: change the {0}, not this page. -->"

MODES = {
    Mode.STEP: "always",
    Mode.SELECT: "a span is selected",
    Mode.HINT: "letters are over words",
    Mode.SPLIT: "a sentence is split",
    Mode.LABEL: "letters are on labels",
    Mode.RELATE: "a relation is added",
    Mode.ADJUDICATE: "adjudicating",
}
"""When the keys of a mode work."""

KEYS_HEAD = """
# Keys

Every key of the app, by topic. `?` in the app shows those that work at the moment. *When* says in
which mode a key works; *always* is the mode in which you move from sentence to sentence. The name
of an action is what [settings.yaml](settings.md#keys) calls it.
"""

ADJUDICATION_HEAD = """
## Adjudication

The keys of `annotator adjudicate`. They are the same for everybody: the letters that no other
action has are those of annotators.
"""

COMMANDS_HEAD = """
# Commands

Every command, as `--help` prints it. `--project FOLDER` and `--annotator NAME` stand before the
name of the command: `annotator -p study -a ann annotate`. Results go to stdout, messages to stderr.
Exit codes: 0 success, 1 an error in the data, 2 an error in the command.
"""


def keys_page() -> str:
    """The page of all keys."""
    return "\n".join(
        [MADE.format("key table"), KEYS_HEAD, *_topics(), ADJUDICATION_HEAD, *_of_adjudication()]
    )


def _topics() -> Iterator[str]:
    for topic, actions in GROUPS.items():
        yield f"## {topic}\n\n| key | does | when | action |\n|---|---|---|---|"
        yield from (_row(*_of_action(action)) for action in actions)
        yield ""


def _of_adjudication() -> Iterator[str]:
    for topic, actions in ADJUDICATION_GROUPS.items():
        yield f"### {topic}\n\n| key | does |\n|---|---|"
        yield from (_row(*_of_action(action)[:2]) for action in actions)
        yield ""


def _of_action(action: Action) -> tuple[str, str, str, str]:
    keys = " ".join(map(_code, action.keys)) or "in the palette"
    return keys, _cell(action.help), MODES[action.mode], _code(f"{action.mode}.{action.id}")


def commands_page() -> str:
    """The page of all commands."""
    sections = _sections(click.Context(main, info_name="annotator"), level=2)
    return "\n".join([MADE.format("commands"), COMMANDS_HEAD, *sections])


def _sections(context: click.Context, level: int) -> Iterator[str]:
    """The section of a command, and those of its commands."""
    command = context.command
    yield f"{'#' * level} {context.command_path}\n"
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    yield from _options(context)
    names = command.list_commands(context) if isinstance(command, click.Group) else []
    for name in names:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found
        yield from _sections(click.Context(found, context, name), 3 if context.parent else 2)


def _options(context: click.Context) -> Iterator[str]:
    """The table of a command's options."""
    options = (one for one in context.command.get_params(context) if isinstance(one, click.Option))
    records = filter(None, (one.get_help_record(context) for one in options))
    rows = [_row(_code(option), _cell(text)) for option, text in records]
    yield "\n".join(["| option | |", "|---|---|", *rows, ""])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;").replace("<", "&lt;")


def _code(text: str) -> str:
    """Code for a cell of a table, where a stroke ends the cell."""
    return f"<code>{_cell(text)}</code>" if "|" in text or "`" in text else f"`{text}`"


PAGES = {"keys.md": keys_page, "commands.md": commands_page}
"""By file in docs/reference, what it holds."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")
