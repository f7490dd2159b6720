"""The input queue: every key, paste and mouse event, handled in the order in which it came.

A key is handled completely before the next one: it is given straight to the screen on top, which
acts on it, and perhaps opens or closes a dialog, before it returns. Textual itself posts a key to
a widget, which handles it some time later; keys typed fast then arrive in a dialog that has been
answered, or on the screen below one that is not open yet.

Input waits here while the screen on top is not ready: it is not laid out yet, or it waits for a
search. So any keys, however fast and in pieces of any size, do what they do when typed slowly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.message_pump import MessagePump
from textual.screen import Screen

from annotator.tui.keymap import Layout, name_of
from annotator.tui.lock_wait import LOCK_RETRY_SECONDS

Answer = TypeVar("Answer")

RETRY_SECONDS = 0.005
"""Between attempts to go on while the screen is not ready."""

_LEAVES = "ctrl+q"
_ENDS_WAIT = frozenset({_LEAVES, "ctrl+c"})
"""Keys that do not wait behind one that waits for another program that writes."""

InputEvent = events.InputEvent | events.Paste


class KeyPress(events.Key):
    """A key that was pressed on a keyboard of some layout. key_name: as in the key table."""

    def __init__(self, key: str, character: str | None, layout: Layout) -> None:
        super().__init__(key, character)
        self.key_name = name_of(self, layout)


class InputScreen(Screen[Answer]):
    """A screen that is given its input by the queue."""

    is_ready = False
    """True once the screen is laid out."""

    last_key = ""
    """The key that was pressed last on this screen."""

    def on_mount(self) -> None:
        """Be ready once everything is laid out."""
        self.call_after_refresh(self._become_ready)

    def _become_ready(self) -> None:
        self.is_ready = True

    def press(self, key: KeyPress) -> None:
        """Handle a key, completely."""

    def paste(self, text: str) -> None:
        """Handle a paste, completely."""

    def selected_words(self) -> str:
        """What is selected on the screen, to be copied."""
        return self.get_selected_text() or ""

    def waits(self, key: KeyPress) -> bool:
        """True while the key depends on a search that is still running."""
        del key
        return False

    def may_record(self, key: KeyPress) -> bool:
        """False for a key that certainly writes nothing to the database."""
        del key
        return True

    def edits_by(self, key: str) -> bool:
        """True if a line of text has a use for this key with alt."""
        del key
        return False


class InputQueue:
    """The input of an app that is still to be handled.

    app_key: handles a key that does the same on every screen; False if it is none. forward:
    Textual's own handling, for mouse events. attempt: does what a key does, and reports failures.
    may_record: False while no key that may record something can be handled. end_wait: drops the
    keys that wait for that; given whether to leave the app. layout: of the keyboard.
    """

    def __init__(
        self,
        app: App[Any],
        app_key: Callable[[events.Key], bool],
        forward: Callable[[events.Event], Awaitable[None]],
        attempt: Callable[[Callable[[], None]], None],
        may_record: Callable[[], bool],
        *,
        end_wait: Callable[[bool], None],
        layout: Layout,
    ) -> None:
        self._app = app
        self._layout = layout
        self._app_key = app_key
        self._forward = forward
        self._attempt = attempt
        self._may_record = may_record
        self._end_wait = end_wait
        self._waits_to_record = False
        self._waiting: deque[InputEvent] = deque()
        self._is_closed = False
        self._is_waiting = False
        self._drops = False
        self._dropped_until = 0.0  # in the time of events
        self._is_stale = False  # a key was pressed since the screen was drawn
        self._drawing: Screen[Any] | None = None  # the screen whose drawing is waited for
        self._mouse_screen: Screen[Any] | None = None  # the screen that is handling the mouse

    @property
    def is_empty(self) -> bool:
        """True once all input is handled."""
        return not self._waiting and self._mouse_screen is not self._app.screen

    async def put(self, event: InputEvent) -> None:
        """Add an event, and handle what can be handled now."""
        if self._is_closed or self._drops or event.time <= self._dropped_until:
            return
        if isinstance(event, events.Key):
            event = self._key(event.key, event.character)
            if self._waits_to_record and event.key in _ENDS_WAIT:
                self._end_wait(event.key == _LEAVES)
                return
        self._waiting.append(event)
        if not self._is_waiting:
            await self._handle()

    def count_decisions(self) -> int:
        """The number of keys that wait, and may record something."""
        screen = self._app.screen
        return sum(
            isinstance(one, KeyPress) and isinstance(screen, InputScreen) and screen.may_record(one)
            for one in self._waiting
        )

    def close(self) -> None:
        """Drop all input, now and later: the app is about to end."""
        self._is_closed = True
        self._waiting.clear()

    def drop(self) -> None:
        """Drop what was typed before now, and what is typed before the screen is drawn again."""
        self._waiting.clear()
        self._dropped_until = time.monotonic()
        if not self._drops:  # a screen that is being closed is not drawn any more
            self._drops = self._app.screen.call_after_refresh(self._stop_dropping)

    def _stop_dropping(self) -> None:
        self._drops = False

    async def _handle(self) -> None:
        """Handle events until one has to wait."""
        self._is_waiting = self._waits_to_record = False
        while self._waiting:
            screen = self._app.screen
            if not (isinstance(screen, InputScreen) and self._can_take(screen, self._waiting[0])):
                self._try_again(RETRY_SECONDS)
                return
            event = self._waiting[0]
            records = isinstance(event, KeyPress) and screen.may_record(event)
            if records and not self._may_record():
                self._waits_to_record = True
                self._try_again(LOCK_RETRY_SECONDS)
                return
            self._waiting.popleft()
            if isinstance(event, KeyPress):
                self._press(screen, event)
            elif isinstance(event, events.Paste):
                self._is_stale = True
                self._attempt(partial(screen.paste, event.text))
            else:
                await self._forward(event)
                self._follow(screen, event)

    def _try_again(self, seconds: float) -> None:
        self._is_waiting = True
        self._app.set_timer(seconds, self._handle)

    def _can_take(self, screen: InputScreen[Any], event: InputEvent) -> bool:
        if not screen.is_ready or self._mouse_screen is screen:
            return False
        if isinstance(event, KeyPress):
            return not screen.waits(event)
        return not isinstance(event, events.MouseDown) or self._is_drawn(screen)

    def _key(self, key: str, character: str | None) -> KeyPress:
        return KeyPress(key, character, self._layout)

    def _press(self, screen: InputScreen[Any], key: KeyPress) -> None:
        """Press a key, or the two of alt and a key: terminals send the same for escape, then it."""
        if key.key.startswith("alt+") and key.character and not screen.edits_by(key.key):
            plain = self._key(key.key.removeprefix("alt+"), key.character)
            self._waiting.extendleft((plain, self._key("escape", "\x1b")))
            return
        self._is_stale = True
        screen.last_key = key.key_name
        if not self._app_key(key):
            self._attempt(partial(screen.press, key))

    # ------------------------------------------------------------------ mouse

    def _is_drawn(self, screen: Screen[Any]) -> bool:
        """True if a click hits what it would hit if the keys before it were long ago."""
        if self._is_stale and self._drawing is not screen:
            self._drawing = screen
            screen.call_after_refresh(self._drawn)
        return not self._is_stale

    def _drawn(self) -> None:
        self._is_stale, self._drawing = False, None

    def _follow(self, screen: Screen[Any], event: InputEvent) -> None:
        """Wait until a mouse event is handled: by a widget, then by those above it.

        Twice by the widget, because what it posts itself comes behind what we post now.
        """
        if isinstance(event, events.MouseMove) and not event.button:
            return
        widget = self._app.mouse_captured or _widget_at(screen, event)
        above = [one for one in widget.ancestors_with_self if isinstance(one, MessagePump)]
        path = above[: above.index(screen) + 1] if screen in above else [screen]
        self._mouse_screen = screen
        self._pass([widget, *path])

    def _pass(self, path: Sequence[MessagePump]) -> None:
        """Come back once each of the path has handled all that it was sent so far."""
        if path and path[0].call_later(self._pass, path[1:]):
            return
        self._mouse_screen = None


def _widget_at(screen: Screen[Any], event: InputEvent) -> DOMNode:
    """The widget under the mouse."""
    if not isinstance(event, events.MouseEvent):
        return screen
    try:
        return screen.get_widget_at(event.x, event.y)[0]
    except NoWidget:
        return screen
