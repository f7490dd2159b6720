"""`annotator serve`: open the app in a browser on this machine."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import webbrowser
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import click

from annotator.api import ProjectFolder
from annotator.cli.console import print_message
from annotator.errors import AnnotatorError
from annotator.safe_text import display


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="127.0.0.1 or ::1, no other.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on (default: any free port).",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the address in the browser.")
@click.option("--gold", is_flag=True, help="Adjudicate, as `annotator adjudicate` does.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON.")
@click.pass_obj
def command(
    folder: ProjectFolder, host: str, port: int, *, open_browser: bool, gold: bool, as_json: bool
) -> None:
    """Open the app in a browser on this machine, where you left off.

    Prints an address that one browser can open, once. Ctrl+C ends the server.
    """
    if find_spec("textual_serve") is None:
        raise AnnotatorError(
            "the app in a browser needs one more package: pip install 'framing-annotator[serve]'"
        )
    from annotator.web.server import listen, serve

    folder.label_set()
    folder.open_store().close()
    arguments = _arguments(folder, gold=gold)
    title = display(Path(os.path.realpath(folder.path)).name) or "annotator"

    def print_address(address: str) -> None:
        click.echo(json.dumps({"url": address, "pid": os.getpid()}) if as_json else address)
        print_message(f"{title}: open this address, it works once; ctrl+c ends the app")
        if open_browser and not webbrowser.open(address):
            print_message("no browser could be opened")

    with listen(host, port) as listening, suppress(KeyboardInterrupt):
        asyncio.run(serve(listening, arguments, title, print_address))


def _arguments(folder: ProjectFolder, *, gold: bool) -> list[str]:
    """Return the command that opens the app, with the module path of this process."""
    path = [] if {"", str(Path.cwd())} & {*sys.path} else ["-P"]
    project = os.path.realpath(folder.path)
    name = ["--annotator", folder.annotator_name()]
    return [
        *(sys.executable, *path, "-m", "annotator", "--project", project, *name, "annotate"),
        *(["--gold"] if gold else []),
    ]
