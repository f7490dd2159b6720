"""Run an app in the terminal, or in a browser: what it needs, and how it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from annotator.cli.console import print_message
from annotator.errors import AnnotatorError
from annotator.workflow.project_settings import Settings

if TYPE_CHECKING:
    from annotator.tui.app import AnnotatorApp

_REPORT_FAULT = (
    "This is a fault in annotator, which ended the app. Please report it, with the lines above."
    " Decisions were stored when they were shown as done; start again to go on."
)

_NO_SCREEN = frozenset({"", "dumb", "unknown"})
"""Values of TERM for terminals that cannot move the cursor."""


def run_on_screen(app: AnnotatorApp[Any], leave: Callable[[], None]) -> None:
    """Run an app on the screen until it is left. leave: called then, whatever ended it.

    Raises the fault that ended it, if one did; SystemExit if a signal did.
    """
    from annotator.tui.end_signals import ended_by_signals

    try:
        with nullcontext() if is_in_browser() else ended_by_signals(app.end_by_signal):
            app.run()
    finally:
        leave()
    if app.crash:
        app.crash.add_note(_REPORT_FAULT)
        raise app.crash
    if app.return_code:
        sys.exit(app.return_code)


def check_terminal(settings: Settings, command: str = "annotator annotate") -> None:
    """End with exit code 2 if the app would draw a screen and the terminal cannot show one.

    command: the one that has plain-text mode. Raises AnnotatorError if there is no terminal.
    """
    if is_in_browser() or settings.plain_text:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotatorError(
            f"the app needs a terminal; in a pipe use `{command} --plain`, or the commands"
            " `annotator import`, `suggest`, `agreement` and `export`"
        )
    problem = _terminal_problem()
    if problem:
        print_message(f"{problem}, or use `{command} --plain`, which prints lines of text")
        sys.exit(2)


def _terminal_problem() -> str:
    """Why the terminal cannot show the screen, and the remedy; '' if it can, as far as is known."""
    if sys.platform == "win32":  # its consoles have no TERM, and Textual writes to them as it must
        return ""
    terminal = os.environ.get("TERM", "")
    if terminal in _NO_SCREEN:
        named = f"TERM={terminal}" if terminal else "TERM is not set"
        return f"the terminal cannot show a screen ({named}): set TERM, such as TERM=xterm-256color"
    charset = getattr(sys.__stdout__, "encoding", "") or "ascii"
    if os.environ.get("LC_ALL") in {"C", "POSIX"} and os.environ.get("PYTHONUTF8") != "1":
        charset = "ascii"  # chosen on purpose, says PEP 538; Python writes UTF-8 all the same
    if charset.lower().replace("-", "").replace("_", "") != "utf8":
        return (
            f"the locale has the character set {charset}, and the app draws signs of UTF-8: set one"
            " of UTF-8, such as LC_ALL=C.UTF-8"
        )
    return ""


def is_in_browser() -> bool:
    """Return whether `annotator serve` started this process, which draws into a browser."""
    return "TEXTUAL_DRIVER" in os.environ
