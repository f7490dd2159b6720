"""The linear mode: the same keys and the same deeds as on the screen, told in lines of text.

A screen reader can follow it, and so can a pipe. Every action of the key table is done by the
function that does it on the screen; a box is asked in lines (`Box.in_lines`).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from annotator.model import LabelSet
from annotator.store import Store
from annotator.tui.actions import DEFAULT, Keymap, Mode, keymap_of, relations
from annotator.tui.actions.handlers import DO
from annotator.tui.context import Stage
from annotator.tui.dialogs.dialog import Box
from annotator.tui.keyboard import latin, use_layout
from annotator.tui.plain_text import descriptions
from annotator.tui.plain_text.console import Talk, source
from annotator.workflow import messages
from annotator.workflow.controller import Desk
from annotator.workflow.project_settings import Settings

DEFAULTS = Settings()
READ_AGAIN = "="
_NOT_HERE = "not in the linear mode: it needs the screen"


class Linear:
    """One annotator at a desk, by lines."""

    def __init__(self, desk: Desk, talk: Talk, keymap: Keymap = DEFAULT) -> None:
        self.desk = desk
        self._talk = talk
        self._left = False
        self._stage = Stage(
            desk,
            keymap,
            push=self._push,
            do=self._do,
            leave=self._leave,
            terminal=_NoScreen(),
            clock=time.monotonic,
        )

    def run(self) -> None:
        """Until it is left, or the input ends. Everything decided is saved at once."""
        self._talk.say(self._welcome())
        self._stage.told = self._stage.desk.finder.greeting
        self._tell_told()
        self._tell_document()
        while not self._left:
            key = self._talk.key()
            if not key:
                return
            self.press(key)

    def press(self, key: str) -> None:
        """Do what a key does, and tell what came of it."""
        stage, key = self._stage, latin(key)
        stage.alive()
        action = stage.keymap.resolve(key, stage.mode)
        before = _Seen(stage)
        stage.told = ""
        if action:
            self._do(action.id, key)
        elif stage.hinting:
            stage.hinting.type(key)
        elif key == READ_AGAIN:
            self._tell_sentence()
        else:
            stage.told = f"{key} does nothing here; {stage.key('help')} lists the keys"
            self._talk.forget()
        stage.desk.keep_place()
        if not self._left:
            self._tell_change(before)

    def _do(self, action: str, key: str = "") -> None:
        if action == "help":
            self._tell_keys()
        else:
            DO[action](self._stage, key)

    def _leave(self) -> None:
        self._left = True

    def _push(self, box: Screen[Any], then: Callable[[Any], None]) -> None:
        """Ask a box in lines, after telling what was done before it opened."""
        self._tell_told()
        if isinstance(box, Box):
            then(box.in_lines(self._talk))
        else:
            self._stage.told = _NOT_HERE

    # ------------------------------------------------------------------ telling

    def _welcome(self) -> str:
        lists, leaves = self._stage.key("help"), self._stage.key("quit")
        return (
            f"linear mode: {lists} lists the keys, {READ_AGAIN} reads the sentence again,"
            f" {leaves} leaves"
        )

    def _tell_told(self) -> None:
        if self._stage.told:
            self._talk.say(self._stage.told)
        self._stage.told = ""

    def _tell_document(self) -> None:
        document = self._stage.session.document
        title = self._stage.desk.title_of(document.uid, document.title)
        self._talk.say(f"Document: {title}")
        self._tell_sentence()

    def _tell_sentence(self) -> None:
        for line in descriptions.sentence(self._stage):
            self._talk.say(line)

    def _tell_keys(self) -> None:
        """The keys of the mode, by their names: signs for them are not read out."""
        for action in self._stage.keymap.of_mode(self._stage.mode):
            self._talk.say(f"{' or '.join(action.keys)}: {action.help}")
        self._talk.say(f"{READ_AGAIN}: Read the sentence again")

    def _tell_change(self, before: _Seen) -> None:
        """What the key did, then what is now to be seen that was not before."""
        silent = not self._stage.told
        self._tell_told()
        stage, now = self._stage, _Seen(self._stage)
        if len(now.missed) > len(before.missed) and now.sentence == before.sentence:
            session = stage.session
            self._talk.say(messages.missed(now.missed, session.document.text, session.label_set))
        if now.document != before.document:
            self._tell_document()
        elif now.sentence != before.sentence:
            self._tell_sentence()
        elif now.selected != before.selected and now.selected:
            self._talk.say(descriptions.selected(stage.session))
        elif now.mark != before.mark:
            self._talk.say(descriptions.in_hand(stage.session))
        elif now.selected != before.selected and silent:
            self._talk.say("nothing is selected any more")
        if stage.hinting and (now.hinting, now.first) != (before.hinting, before.first):
            self._talk.say(_asked(stage))


class _Seen:
    """What was to be seen at one moment, to tell what changed."""

    def __init__(self, stage: Stage) -> None:
        session = stage.session
        self.document = session.document.uid
        self.sentence = session.sentence
        self.mark = session.mark
        self.missed = session.missed(session.sentence)
        self.selected = session.selection
        self.hinting = id(stage.hinting) if stage.hinting else 0
        self.first = stage.first


def _asked(stage: Stage) -> str:
    """The question that letters are on show for, and the letters."""
    if stage.mode is Mode.LINK:
        named = (f"{n} {one.name}" for n, one in enumerate(relations.roles(stage), 1))
        return f"link to: {'; '.join([descriptions.letters(stage), *named])}"
    if stage.mode is Mode.LABEL:
        return f"type the letter of a label: {descriptions.letters(stage)}"
    if stage.first:
        first = " ".join(stage.first.of(stage.session.document.text).split())
        return f"from “{first}”: type the letters of the last word"
    return f"type the letters of a word: {descriptions.letters(stage)}"


class _NoScreen:
    """A terminal that is only written lines to."""

    def copy(self, text: str) -> str:
        """The clipboard is reached by an escape sequence, and there are none here."""
        del text
        return "no clipboard in the linear mode"

    def wear(self, theme: str) -> str:
        """Nothing is drawn."""
        del theme
        return "no colours in the linear mode"

    def draw_pictures(self, *, plainly: bool) -> str:
        """A screen reader reads emoji by their names."""
        del plainly
        return "emoji stay as they are in the linear mode"


def make(
    store: Store,
    label_set: LabelSet,
    annotator: str,
    write: Callable[[str], None],
    settings: Settings = DEFAULTS,
) -> Linear:
    """The linear mode for one annotator, on this process's input. write: puts a line out."""
    desk = Desk(store, label_set, annotator, lambda: secrets.token_hex(8), settings)
    use_layout(settings.layout)
    return Linear(desk, Talk(source(), write), keymap_of(settings.preset, settings.keys))
