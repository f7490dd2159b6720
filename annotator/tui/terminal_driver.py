"""Textual's driver for a terminal, with our parser of what the terminal sends."""

from __future__ import annotations

import os
import selectors
import signal
import sys
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import IO, Any

from textual.drivers.linux_driver import LinuxDriver

from annotator.tui.end_signals import EXIT_BY_SIGNAL
from annotator.tui.key_parser import KeyParser

_WAIT = 0.1
"""Seconds between looks whether the app is at its end."""

_SHORT_WAIT = 0.02
"""Seconds between looks whether a pause has ended a sequence."""

_MOST_BYTES = 1 << 16


class TerminalDriver(LinuxDriver):
    """Reads keys from the terminal and draws to it. Bytes that are not UTF-8 are replaced."""

    def __init__(self, *values: Any, **named: Any) -> None:
        super().__init__(*values, **named)
        terminal = sys.__stdout__ or self._file  # Textual draws on stderr, which may be a file
        if terminal is not None:
            self._file = _TerminalFile(terminal)  # type: ignore[assignment]  # enough to write to

    def run_input_thread(self) -> None:
        """Read keys until the app ends; end the app if the terminal is gone."""
        parser = KeyParser(back_tab=os.environ.get("TERM") == "linux")
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_SHORT_WAIT if parser.is_waiting else _WAIT):
                    data = self._read()
                    if not data:
                        self._app.exit(return_code=EXIT_BY_SIGNAL + signal.SIGHUP)
                        return
                    for message in parser.feed(decode(data), time.monotonic()):
                        self.process_message(message)
                for message in parser.tick(time.monotonic()):
                    self.process_message(message)

    def stop_application_mode(self) -> None:
        """Restore the terminal; the mouse also reports in cells again."""
        self.write("\x1b[?1016l")
        super().stop_application_mode()

    def _read(self) -> bytes:
        """What the terminal sent; b"" if it is gone."""
        try:
            return os.read(self.fileno, _MOST_BYTES)
        except OSError:  # Linux says EIO
            return b""


class _TerminalFile:
    """The terminal's output. What is drawn once the terminal is gone is dropped.

    Otherwise the thread that writes would end, and the app would wait for it for ever.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        """Write a text."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Write what is held back."""
        with suppress(OSError):
            self._file.flush()
