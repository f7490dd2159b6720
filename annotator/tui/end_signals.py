"""Signals that end the app: SIGTERM, SIGHUP, SIGQUIT, SIGINT. The terminal is restored, always.

The signal's number is written to a pipe by Python itself, at once, whatever the program is doing.
A thread reads it and asks the app to end as if its key had been pressed. If the app does not, the
thread restores the terminal and ends the process: a program that hangs can be ended without leaving
a terminal in which nothing can be read or typed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from types import FrameType
from typing import Any, NoReturn

LAST_RESORT_SECONDS = 3.0
"""The time that the app has to end by itself."""

EXIT_BY_SIGNAL = 128
"""Shells add the number of a signal to this for the exit code."""

RESTORE = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?2048l\x1b[?1004l"  # bracketed paste, reports of size and focus
    "\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"  # keys, line wrap, alternate screen, cursor
)
"""Takes back all that the app asks of a terminal."""

_NAMES = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")


def end_signals() -> list[signal.Signals]:
    """The signals that end the app here: those that the system has and nobody ignores.

    `nohup` ignores SIGHUP, and means it.
    """
    known = [signal.Signals[name] for name in _NAMES if hasattr(signal, name)]
    return [one for one in known if signal.getsignal(one) is not signal.SIG_IGN]


@contextmanager
def ended_by_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Inside, a signal has the app ended by `end`, called in another thread with its number."""
    if sys.platform == "win32":
        yield
        return
    has_ended, attributes = Event(), _terminal_attributes()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    handled = end_signals()
    before = {one: signal.signal(one, _do_nothing) for one in handled}
    before_pipe = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def watch() -> None:
        while number := next(iter(os.read(reading, 1)), 0):
            if number in handled:
                end(number)
                if not has_ended.wait(LAST_RESORT_SECONDS):
                    _end_at_once(number, attributes)

    thread = Thread(target=watch, name="end-signals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        signal.set_wakeup_fd(before_pipe)
        for one, handler in before.items():
            signal.signal(one, handler)
        os.write(writing, b"\0")
        thread.join()
        os.close(reading)
        os.close(writing)


@contextmanager
def raised_signals() -> Iterator[None]:
    """Inside, a signal raises SystemExit, so that what was changed at the terminal is restored."""
    before = {one: signal.signal(one, _leave) for one in end_signals() if one != signal.SIGINT}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(EXIT_BY_SIGNAL + number)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """The number of the signal is in the pipe already."""


def _terminal_attributes() -> list[Any] | None:
    """How the terminal treats what is typed, None where that is not known."""
    with suppress(ImportError, OSError, ValueError):
        import termios  # noqa: PLC0415 - not on every system

        with suppress(termios.error):
            found: list[Any] = termios.tcgetattr(sys.__stdin__.fileno())  # type: ignore[union-attr]
            return found
    return None


def _end_at_once(number: int, attributes: list[Any] | None) -> NoReturn:
    """Restore the terminal without the app, which hangs, and end the process."""
    if attributes is not None:
        import termios  # noqa: PLC0415 - not on every system

        terminal = sys.__stdin__.fileno()  # type: ignore[union-attr]
        with suppress(OSError, termios.error):
            termios.tcflush(terminal, termios.TCOFLUSH)  # what it does not take would keep us
            termios.tcsetattr(terminal, termios.TCSANOW, attributes)
            os.set_blocking(terminal, False)
            os.write(terminal, RESTORE.encode())
            os.set_blocking(terminal, True)
    os._exit(EXIT_BY_SIGNAL + number)
