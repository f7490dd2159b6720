"""Input and output of plain-text mode, for screen readers and pipes.

No escape sequences are written: no cursor moves, no colour, no full screen. On a terminal, keys
are read one by one. From a pipe, a line is the name of a key ('space', 'tab') or several keys
('ax'); what follows a key that asks for a line is the answer ('cnot sure').
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Protocol

from annotator.errors import AnnotatorError
from annotator.safe_text import display

NAMES = {" ": "space", "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace"}
"""Keys whose character is not their name."""

SEQUENCES = {
    "\x1b": "escape",
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[C": "right",
    "\x1b[D": "left",
    "\x1b[Z": "shift+tab",
    "\x1b[5~": "pageup",
    "\x1b[6~": "pagedown",
    "\x1b[1;2C": "shift+right",
    "\x1b[1;2D": "shift+left",
}
"""Keys that a terminal sends as several characters (those of xterm)."""

_NAMED = frozenset({*NAMES.values(), *SEQUENCES.values()})
END = "\x04"
"""The character for the end of the input (control and D)."""


class ConsoleInput(Protocol):
    """Where keys and lines come from."""

    def key(self) -> str:
        """The next key, by its name in the key table; '' at the end of the input."""

    def line(self) -> str:
        """The rest of the current line, else the next line; '' at the end of the input."""

    def forget(self) -> None:
        """Drop keys that were typed ahead."""

    def skip_line(self) -> None:
        """Drop the rest of a line of keys, after a key that does nothing."""


class Console:
    """Writes lines, and asks for keys and lines. write: writes a line at once."""

    def __init__(self, console_input: ConsoleInput, write: Callable[[str], None]) -> None:
        self._source = console_input
        self._write = write
        self.key = console_input.key
        self.forget = console_input.forget
        self.skip_line = console_input.skip_line

    def write(self, text: str) -> None:
        """Write text, made safe line by line: it cannot control the terminal."""
        for line in text.split("\n"):
            self._write(display(line))

    def ask(self, question: str) -> str:
        """Write a question, and return the answer, '' if there is none."""
        self.write(question)
        return self._source.line().strip()


def _read_line() -> str:
    """The next line of standard input, '' at its end. Raises AnnotatorError if it is not UTF-8."""
    line = sys.stdin.readline()
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        raise AnnotatorError(
            "a line of the input has bytes that are not UTF-8, and was not used; what was decided"
            " before is saved: convert the rest to UTF-8, and continue"
        ) from None
    return line


class PipeInput:
    """Keys and lines from a stream of lines."""

    def __init__(self) -> None:
        self._waiting = ""

    def key(self) -> str:
        """A key named by a whole line, or the next character; an empty line is enter."""
        if not self._waiting:
            line = _read_line()
            named = line.rstrip("\r\n")
            if named in _NAMED:
                return named
            self._waiting = named or line[-1:]
        char, self._waiting = self._waiting[:1], self._waiting[1:]
        return NAMES.get(char, char)

    def line(self) -> str:
        """The rest of the line whose first keys were taken, else the next line."""
        line, self._waiting = self._waiting or _read_line(), ""
        return line.rstrip("\r\n")

    def forget(self) -> None:
        """Drop the rest of the line."""
        self._waiting = ""

    skip_line = forget


class TerminalInput:
    """Keys as they are pressed, and lines that are shown and edited while they are typed."""

    def __init__(self) -> None:
        self._waiting = ""
        self._input = sys.stdin.fileno()

    def key(self) -> str:
        """The next key, perhaps one that was typed ahead."""
        while True:
            if not self._waiting:
                with _unechoed(self._input):
                    self._waiting = self._read()
            if self._waiting in {"", END}:
                return ""
            key, self._waiting = _first_key(self._waiting)
            if key:
                return key

    def line(self) -> str:
        """A line; it begins with what was typed ahead."""
        while "\n" not in self._waiting:
            read = self._read()
            if not read:
                break
            self._waiting += read
        line, _, self._waiting = self._waiting.partition("\n")
        return line

    def forget(self) -> None:
        """Drop what was typed ahead."""
        self._waiting = ""

    def skip_line(self) -> None:
        """Keys are typed one by one: each counts, however fast they come."""

    def _read(self) -> str:
        return os.read(self._input, 65_536).decode("utf-8", "replace")


def _first_key(sent: str) -> tuple[str, str]:
    """The first key of what a terminal sent, '' for an unknown one; and the rest."""
    known = [sequence for sequence in SEQUENCES if sent.startswith(sequence)]
    if known:
        longest = max(known, key=len)
        return SEQUENCES[longest], sent[len(longest) :]
    char = sent[0]
    return NAMES.get(char, char if char.isprintable() else ""), sent[1:]


@contextmanager
def _unechoed(number: int) -> Iterator[None]:
    """Within the context, the terminal sends each key at once and does not show it."""
    import termios  # noqa: PLC0415 - not on every system: PipeInput is used there
    import tty  # noqa: PLC0415

    before = termios.tcgetattr(number)
    tty.setcbreak(number, termios.TCSADRAIN)
    try:
        yield
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def console_input() -> ConsoleInput:
    """Keys one by one if standard input is a terminal that can send them, else lines."""
    can_send_keys = sys.stdin.isatty() and find_spec("termios")
    return TerminalInput() if can_send_keys else PipeInput()


def typed_number(text: str, most: int) -> int | None:
    """The number from 1 to `most` that was typed; None for anything else, however long."""
    digits = text.strip().lstrip("0")
    if not digits.isdecimal() or len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
