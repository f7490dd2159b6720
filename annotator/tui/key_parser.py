"""What a terminal sends, as keys, pastes and mouse events, however it is cut into pieces.

A terminal sends the escape key, then f, as it sends alt+f: ESC and f. Such a pair is reported as
alt+f with the character of f, and InputQueue makes two keys of it, unless a line of text has a use
for alt+f. ESC alone is the escape key after a pause. ESC with [ or O begins the sequence of a key.

Sequences, and characters without ESC, are read by Textual's own parser, which is never given a
lone ESC: it waits for what follows and can take it for something else ("ESC 1" for "¡").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from textual._xterm_parser import XTermParser
from textual.constants import ESCAPE_DELAY
from textual.events import Key, Paste
from textual.message import Message

ESC = "\x1b"
_PASTE, _PASTE_END = "\x1b[200~", "\x1b[201~"
_SEQUENCE = re.compile(
    r"\x1b(?:\[M[^\x1b]{3}"  # a mouse event of old terminals
    r"|\[\[[A-E]"  # F1 to F5 of the Linux console
    r"|\[[0-?]*[ -/]*[@-LN-Z\\-~]|\[[0-?]+[ -/]*M"  # CSI
    r"|O[0-9;]*[A-Za-z])"  # SS3
)
_BEGINNING = re.compile(r"\x1b(?:\[M[^\x1b]{0,2}|\[\[?|\[[0-?]+[ -/]*|O[0-9;]*)?\Z")
_BARE = re.compile(r"\x1b[\[O][A-Za-z\[]")
"""ESC, then keys that were typed, if it is the sequence of no key."""


class KeyParser:
    """Parses the input of one terminal.

    back_tab: True if the terminal sends ESC and tab for shift+tab (the Linux console does).
    now: seconds, from any start, for the pause after which a lone ESC is the escape key.
    """

    def __init__(self, *, back_tab: bool = False) -> None:
        self._back_tab = back_tab
        self._parser = XTermParser()
        self._held = ""
        self._held_since = 0.0
        self._pasting = False

    @property
    def is_waiting(self) -> bool:
        """True while a pause would end something: a lone ESC, or half a sequence."""
        return bool(self._held) and not self._pasting

    def feed(self, data: str, now: float) -> Iterator[Message]:
        """The events of a piece of input, as far as they are certain."""
        data, self._held = self._held + data, ""
        while data:
            token, data, certain = self._first(data)
            if not certain:
                self._held, self._held_since = token, now
                return
            yield from self._events(token)

    def tick(self, now: float) -> Iterator[Message]:
        """The events of what is held, once there was a pause after it. To be called often."""
        if not self.is_waiting or now < self._held_since + ESCAPE_DELAY:
            return
        held, self._held = self._held, ""
        yield from self._typed(held)

    def _first(self, data: str) -> tuple[str, str, bool]:
        """The first token and the rest; False if the token may not be whole yet."""
        if self._pasting:
            text, ending, rest = data.partition(_PASTE_END)
            return (text + ending, rest, True) if ending else (data, "", False)
        if data[0] != ESC:
            plain, found, rest = data.partition(ESC)
            return plain, found + rest, True
        if _BEGINNING.match(data):
            return data, "", False
        sequence = _SEQUENCE.match(data)
        cut = sequence.end() if sequence else 1 if data[1] == ESC else 2
        return data[:cut], data[cut:], True

    def _events(self, token: str) -> Iterable[Message]:
        if self._pasting:
            self._pasting = False
            return [Paste(token.removesuffix(_PASTE_END).replace("\x00", ""))]
        if token == _PASTE:
            self._pasting = True
            return []
        if token[0] == ESC and not _SEQUENCE.fullmatch(token):
            return self._typed(token)
        found = list(self._parser.feed(token))
        return found if self._is_understood() else self._not_understood(token)

    def _is_understood(self) -> bool:
        """True unless Textual's parser waits for more of the sequence that it was given.

        There is no public sign of that.
        """
        return self._parser._timeout_time is None

    def _not_understood(self, sequence: str) -> Iterable[Message]:
        """Begin anew after an unknown sequence, which is dropped unless it can have been typed."""
        before, self._parser = self._parser, XTermParser()
        self._parser.mouse_pixels = before.mouse_pixels
        self._parser.terminal_size = before.terminal_size
        self._parser.terminal_pixel_size = before.terminal_pixel_size
        return self._typed(sequence) if _BARE.fullmatch(sequence) else []

    def _typed(self, keys: str) -> Iterator[Message]:
        """Events for ESC, alone or with the key after it, and what was typed then."""
        if len(keys) == 1:
            yield Key("escape", ESC)
            return
        if self._back_tab and keys == "\x1b\t":
            yield Key("shift+tab", None)
            return
        for event in self._parser.feed(keys[1]):
            if isinstance(event, Key):
                yield Key(f"alt+{event.key}", event.character or keys[1])
        if keys[2:]:
            yield from self._parser.feed(keys[2:])
