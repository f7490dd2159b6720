"""The context of actions without a screen: keys are pressed, dialogs are left at once."""

from __future__ import annotations

import time
from itertools import count

from annotator.store import Store
from annotator.tui.actions.key_table import DEFAULT
from annotator.tui.context import Context
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings
from tests.helpers.memory_store import labels

UIDS = count()
DEFAULTS = Settings()


class NoScreen:
    """A user interface that shows nothing."""

    def show_dialog(self, _dialog, then) -> None:
        then(None)

    def copy(self, _text: str) -> str:
        return ""

    def use_theme(self, _name: str) -> str:
        return ""

    def set_plain_emoji(self, *, enabled: bool) -> str:
        return f"{enabled}"

    def quit(self) -> None:
        pass

    def drop_input(self) -> None:
        pass

    def alert(self, message: str) -> None:
        pass


def controller_on(store: Store, settings: Settings = DEFAULTS, annotator: str = "ann"):
    """An annotator at work on a store with the labels of the tests."""
    return Controller(store, labels(), annotator, lambda: f"n{next(UIDS)}", settings)


def context_on(store: Store, settings: Settings = DEFAULTS, clock=time.monotonic) -> Context:
    """The context that the screen would have."""
    return Context(controller_on(store, settings), DEFAULT, NoScreen(), clock)
