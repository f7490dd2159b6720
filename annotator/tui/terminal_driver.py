"""Textual's driver for a terminal, with our parser of what the terminal sends."""

from __future__ import annotations

import os
import selectors
import time
from codecs import getincrementaldecoder

from textual.drivers.linux_driver import LinuxDriver
from textual.messages import ExitApp

from annotator.tui.key_parser import KeyParser

_WAIT = 0.1
"""Seconds between looks whether the app is at its end."""

_SHORT_WAIT = 0.02
"""Seconds between looks whether a pause has ended a sequence."""

_MOST_BYTES = 1 << 16


class TerminalDriver(LinuxDriver):
    """Reads keys from the terminal and draws to it. Bytes that are not UTF-8 are replaced."""

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
                        self._app.post_message(ExitApp())
                        return
                    for message in parser.feed(decode(data), time.monotonic()):
                        self.process_message(message)
                for message in parser.tick(time.monotonic()):
                    self.process_message(message)

    def _read(self) -> bytes:
        """What the terminal sent; b"" if it is gone."""
        try:
            return os.read(self.fileno, _MOST_BYTES)
        except OSError:  # Linux says EIO
            return b""
