"""The linear mode: the same keys and the same deeds as on the screen, told in lines of text.

A screen reader can follow it, and so can a pipe. Every action of the key table is done by the
function that does it on the screen; a box is asked in lines (`Dialog.ask_in_plain_text`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.screen import Screen

from annotator.model import LabelSet
from annotator.store import Store
from annotator.tui.actions.keymap import Keymap, Mode
from annotator.tui.actions.relations import roles
from annotator.tui.actions.table import DEFAULT, keymap_of
from annotator.tui.context import Context
from annotator.tui.dialogs.dialog import Dialog
from annotator.tui.keyboard import latin, use_layout
from annotator.tui.plain_text import descriptions
from annotator.tui.plain_text.line_console import Console, source
from annotator.workflow import messages
from annotator.workflow.controller import Controller
from annotator.workflow.project_settings import Settings

DEFAULTS = Settings()
READ_AGAIN = "="
_NOT_HERE = "not in the linear mode: it needs the screen"


class PlainTextApp:
    """One annotator at a desk, by lines."""

    def __init__(self, controller: Controller, console: Console, keymap: Keymap = DEFAULT) -> None:
        self.controller = controller
        self._console = console
        self._left = False
        spoken = tuple(
            replace(action, handler=lambda _: self._tell_keys()) if action.id == "help" else action
            for action in keymap.actions
        )
        self._context = Context(controller, Keymap(spoken), self)

    def run(self) -> None:
        """Until it is left, or the input ends. Everything decided is saved at once."""
        self._console.write(self._welcome())
        self._tell_told()
        self._tell_document()
        while not self._left:
            key = self._console.key()
            if not key:
                return
            self.press(key)

    def press(self, key: str) -> None:
        """Do what a key does, and tell what came of it."""
        context, key = self._context, latin(key)
        context.record_activity()
        action = context.keymap.resolve(key, context.mode)
        before = _Seen(context)
        context.message = ""
        if action:
            context.run(action, key)
        elif context.hint_input:
            context.hint_input.type(key)
        elif key == READ_AGAIN:
            self._tell_sentence()
        else:
            context.message = f"{key} does nothing here; {context.key('help')} lists the keys"
            self._console.forget()
        context.controller.save_bookmark()
        if not self._left:
            self._tell_change(before)

    # ------------------------------------------------------------------ for actions

    def show_dialog(self, dialog: Screen[Any], then: Callable[[Any], None]) -> None:
        """Ask in lines of text, after the message of what was done before."""
        self._tell_told()
        if isinstance(dialog, Dialog):
            then(dialog.ask_in_plain_text(self._console))
        else:
            self._context.message = _NOT_HERE

    def copy(self, _text: str) -> str:
        """The clipboard is reached by an escape sequence, and there are none here."""
        return "no clipboard in plain-text mode"

    def use_theme(self, _name: str) -> str:
        """Nothing is drawn."""
        return "no colours in plain-text mode"

    def set_plain_emoji(self, *, enabled: bool) -> str:
        """A screen reader reads emoji by their names."""
        del enabled
        return "emoji stay as they are in plain-text mode"

    def quit(self) -> None:
        """End the loop of `run`."""
        self._left = True

    # ------------------------------------------------------------------ telling

    def _welcome(self) -> str:
        lists, leaves = self._context.key("help"), self._context.key("quit")
        return (
            f"linear mode: {lists} lists the keys, {READ_AGAIN} reads the sentence again,"
            f" {leaves} leaves"
        )

    def _tell_told(self) -> None:
        if self._context.message:
            self._console.write(self._context.message)
        self._context.message = ""

    def _tell_document(self) -> None:
        document = self._context.session.document
        title = self._context.controller.title_of(document.uid, document.title)
        self._console.write(f"Document: {title}")
        self._tell_sentence()

    def _tell_sentence(self) -> None:
        for line in descriptions.sentence(self._context):
            self._console.write(line)

    def _tell_keys(self) -> None:
        """The keys of the mode, by their names: signs for them are not read out."""
        for action in self._context.keymap.of_mode(self._context.mode):
            self._console.write(f"{' or '.join(action.keys)}: {action.help}")
        self._console.write(f"{READ_AGAIN}: Read the sentence again")

    def _tell_change(self, before: _Seen) -> None:
        """What the key did, then what is now to be seen that was not before."""
        silent = not self._context.message
        self._tell_told()
        context, now = self._context, _Seen(self._context)
        if len(now.missed) > len(before.missed) and now.sentence == before.sentence:
            session = context.session
            self._console.write(
                messages.missed(now.missed, session.document.text, session.label_set)
            )
        if now.document != before.document:
            self._tell_document()
        elif now.sentence != before.sentence:
            self._tell_sentence()
        elif now.selected != before.selected and now.selected:
            self._console.write(descriptions.selected(context.session))
        elif now.mark != before.mark:
            self._console.write(descriptions.in_hand(context.session))
        elif now.selected != before.selected and silent:
            self._console.write("nothing is selected any more")
        if context.hint_input and (now.hint_input, now.first) != (before.hint_input, before.first):
            self._console.write(_asked(context))


class _Seen:
    """What was to be seen at one moment, to tell what changed."""

    def __init__(self, context: Context) -> None:
        session = context.session
        self.document = session.document.uid
        self.sentence = session.sentence
        self.mark = session.selected_mark
        self.missed = session.missed(session.sentence)
        self.selected = session.selection
        self.hint_input = id(context.hint_input) if context.hint_input else 0
        self.first = context.first_word


def _asked(context: Context) -> str:
    """The question that letters are on show for, and the letters."""
    if context.mode is Mode.LINK:
        named = (f"{n} {one.name}" for n, one in enumerate(roles(context), 1))
        return f"link to: {'; '.join([descriptions.letters(context), *named])}"
    if context.mode is Mode.LABEL:
        return f"type the letter of a label: {descriptions.letters(context)}"
    if context.first_word:
        first = " ".join(context.first_word.of(context.session.document.text).split())
        return f"from “{first}”: type the letters of the last word"
    return f"type the letters of a word: {descriptions.letters(context)}"


def make(
    store: Store,
    label_set: LabelSet,
    annotator: str,
    write: Callable[[str], None],
    settings: Settings = DEFAULTS,
) -> PlainTextApp:
    """The linear mode for one annotator, on this process's input. write: puts a line out."""
    controller = Controller(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    use_layout(settings.layout)
    return PlainTextApp(
        controller, Console(source(), write), keymap_of(settings.preset, settings.keys)
    )
