"""Showing something: why, what a label means, what keys there are; and the way out."""

from __future__ import annotations

from annotator.tui import explain
from annotator.tui.doing.kind import Do
from annotator.tui.sheet import Sheet
from annotator.tui.stage import Stage


def _why(stage: Stage, _key: str) -> None:
    """Why the mark in hand is there."""
    session = stage.session
    if session.mark:
        content = explain.mark(session.mark, session.document.text, stage.desk.label_set)
        stage.show(Sheet("Why", content))
    else:
        stage.told = (
            f"no mark in hand; type {stage.key('commands')} and a label's name for its definition"
        )


def _help(stage: Stage, _key: str) -> None:
    stage.show(Sheet("Keys", explain.keys(stage.keymap)))


def _quit(stage: Stage, _key: str) -> None:
    """Leave; every decision is in the database already."""
    stage.leave()


DO: dict[str, Do] = {"why": _why, "help": _help, "quit": _quit}
