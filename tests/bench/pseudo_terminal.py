"""A program in a pseudo-terminal: press its keys, wait until it has drawn, read what it costs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS, ROWS = 100, 32
QUIET = 0.06
"""Seconds without output after which a program has drawn all that a key changed."""

PATIENCE = 60.0
BYTES = {"space": b" ", "tab": b"\t", "enter": b"\r", "escape": b"\x1b"}
ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",  # frames are drawn at once
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",  # no reports of a changed size
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>41;390;0c",
    b"\x1b]11;?\x1b\\": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
}
"""What programs ask of a terminal, and what xterm answers."""

_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[A-Za-z]|\][^\x1b\x07]*(?:\x1b\\|\x07)|.)")


class PseudoTerminal:
    """A terminal of 100 by 32 cells with a running program.

    began: when the program was started, in seconds of the monotonic clock.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.began = time.perf_counter()
        self._latest = b""
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], list(command), {**environment, "TERM": "xterm-256color"})
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, size)

    def press(self, key: str, quiet: float = QUIET) -> float:
        """Press a key; seconds until the last byte of what it changed on the screen."""
        return self.press_all([key], quiet)

    def press_all(self, keys: Sequence[str], quiet: float = QUIET) -> float:
        """Press keys one after the other; seconds until all is drawn, without the pauses."""
        spent = 0.0
        for key in keys:
            before = time.perf_counter()
            os.write(self._file, BYTES.get(key, key.encode()))
            last, _ = self._read(quiet, since=before)
            spent += last - before
        return spent

    def wait_for(self, word: str) -> float:
        """Wait until a word is on the screen and all is drawn; seconds since the start."""
        seen = b""
        while word.encode() not in _ESCAPES.sub(b"", seen):
            last, data = self._read(QUIET, since=time.perf_counter())
            seen += data
        return last - self.began

    def press_until(self, key: str, word: str) -> float:
        """Press a key; when the output came in which a word is on the screen, as `began`."""
        os.write(self._file, BYTES.get(key, key.encode()))
        seen = b""
        while word.encode() not in _ESCAPES.sub(b"", seen):
            last, data = self._read(0, since=time.perf_counter())
            seen += data
        return last

    def processor_seconds(self) -> float:
        """Processor time of the program so far, of all its threads (Linux)."""
        threads = Path(f"/proc/{self._pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def resident_megabytes(self) -> float | None:
        """Resident memory of the program; None where there is no /proc."""
        status = Path(f"/proc/{self._pid}/status")
        if not status.exists():
            return None
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
        return int(found[1]) / 1024 if found else None

    def close(self) -> None:
        """End the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._file)

    def _read(self, quiet: float, *, since: float) -> tuple[float, bytes]:
        """Read until nothing has come for a while; when the last byte came, and all bytes."""
        last, data = since, b""
        while True:
            wait = quiet if data else PATIENCE
            if not select.select([self._file], [], [], wait)[0]:
                if not data:
                    raise TimeoutError(f"the program drew nothing for {PATIENCE:.0f} s")
                return last, data
            try:
                part = os.read(self._file, 1 << 16)
            except OSError as error:  # Linux says EIO where the program has ended
                said = _ESCAPES.sub(b"", self._latest).decode(errors="replace")
                raise TimeoutError(f"the program ended:\n{said}") from error
            last = time.perf_counter()
            data += part
            self._latest = (self._latest + part)[-5000:]
            for question, answer in ANSWERS.items():
                if question in part:
                    os.write(self._file, answer)
