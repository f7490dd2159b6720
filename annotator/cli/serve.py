"""`annotator serve`: the app on a page of a browser on this machine."""

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

from annotator.api import Project
from annotator.cli.console import say
from annotator.errors import AnnotatorError


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="127.0.0.1 or ::1, no other.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="Where to listen (default: any port that is free).",
)
@click.option("--open", "opening", is_flag=True, help="Open the address in the browser.")
@click.option("--gold", is_flag=True, help="Work on the adjudicated layer, as the annotator gold.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as JSON.")
@click.pass_obj
def command(
    project: Project, host: str, port: int, *, opening: bool, gold: bool, as_json: bool
) -> None:
    """Open the app in a browser on this machine, where you left off.

    Prints an address that lets one browser in, once. Ctrl+C ends it.
    """
    if find_spec("textual_serve") is None:
        raise AnnotatorError("a page needs one more package: pip install 'annotator[serve]'")
    from annotator.web.serve import listen, serve

    project.label_set()
    project.store().close()
    arguments = _arguments(project, gold=gold)
    folder = project.folder.resolve()

    def told(address: str) -> None:
        click.echo(json.dumps({"url": address, "pid": os.getpid()}) if as_json else address)
        say(f"{folder.name}: open this address, it works once; ctrl+c ends the app")
        if opening and not webbrowser.open(address):
            say("no browser could be opened from here")

    with listen(host, port) as listening, suppress(KeyboardInterrupt):
        asyncio.run(serve(listening, arguments, folder.name or "annotator", told))


def _arguments(project: Project, *, gold: bool) -> list[str]:
    """The command that opens the app. It finds modules where this process finds them."""
    path = [] if {"", str(Path.cwd())} & {*sys.path} else ["-P"]
    folder = str(project.folder.resolve())
    who = ["--annotator", project.name()]
    return [
        *(sys.executable, *path, "-m", "annotator", "--project", folder, *who, "annotate"),
        *(["--gold"] if gold else []),
    ]
