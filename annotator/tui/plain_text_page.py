"""What the apps of plain-text mode share: the user interface of actions, in lines of text."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from annotator.store import Store
from annotator.tui.context import KeyContext
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keymap import Keymap
from annotator.tui.line_console import Console
from annotator.tui.lock_wait import LOCK_RETRY_SECONDS, LockWait

Answer = TypeVar("Answer")

READ_AGAIN = "="
"""The key that writes the sentence once more."""


class PlainTextPage:
    """A user interface of actions. Subclasses make `_context`, and write what is in view."""

    _context: KeyContext

    def __init__(self, console: Console, store: Store) -> None:
        self._console = console
        self._quit = False
        self._lock_wait = LockWait(store, console.write, self._give_up)

    def _with_help(self, keymap: Keymap) -> Keymap:
        """The keys, of which the one for help writes them as text."""
        return Keymap(
            tuple(
                replace(one, handler=lambda _: self._write_keys()) if one.id == "help" else one
                for one in keymap.actions
            )
        )

    def _read_keys(self) -> None:
        """Press keys until one quits or the input ends."""
        while not self._quit:
            key = self._console.key()
            if not key:
                return
            self.press(key)

    def press(self, key: str) -> None:
        """Run the action of a key, and write what changed."""
        raise NotImplementedError

    def _may_run(self, only_reads: bool) -> bool:
        """Wait while another program writes, if an action may record something; False in the end.

        Then the message says why.
        """
        if only_reads:
            return True
        self._context.message = ""
        while not self._lock_wait.may_begin():
            if self._context.message:
                return False
            time.sleep(LOCK_RETRY_SECONDS)
        return True

    def _give_up(self, message: str) -> None:
        self._context.message = message

    # ------------------------------------------------------------------ for actions

    def show_dialog(self, dialog: Dialog[Answer], then: Callable[[Answer | None], None]) -> None:
        """Ask in lines of text, after the message of the last action."""
        self._write_message()
        then(dialog.ask_in_plain_text(self._console))

    def copy(self, _text: str) -> str:
        """There is no clipboard: it needs an escape sequence."""
        return "no clipboard in plain-text mode"

    def use_theme(self, _name: str) -> str:
        """There are no colours."""
        return "no colours in plain-text mode"

    def set_plain_emoji(self, *, enabled: bool) -> str:
        """Emoji stay as they are: a screen reader reads their names."""
        del enabled
        return "emoji stay as they are in plain-text mode"

    def quit(self) -> None:
        """End the loop of keys."""
        self._quit = True

    def drop_input(self) -> None:
        """Drop what was typed ahead."""
        self._console.forget()

    def alert(self, _message: str) -> None:
        """Every message is written as a whole."""

    # ------------------------------------------------------------------ writing

    def _write_message(self) -> None:
        if self._context.message:
            self._console.write(self._context.message)
        self._context.message = ""

    def _write_keys(self) -> None:
        raise NotImplementedError
