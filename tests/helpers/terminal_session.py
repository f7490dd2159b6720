"""A program in a pseudo-terminal: its output is kept, signals are sent, the terminal is looked at.

The pseudo-terminal of tests.bench measures time; this one is for how a program begins and ends.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.bench.pseudo_terminal import ANSWERS
from tests.helpers.paths import ROOT

PATIENCE = 60.0
SIZE = (24, 80)  # rows, columns


class TerminalSession:
    """A running program and its terminal. output: all that it wrote so far."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        before: Callable[[], object] = lambda: None,
    ) -> None:
        """before: called in the new process, before the program is run."""
        self.output = b""
        self.status: int | None = None
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self.attributes_before = termios.tcgetattr(slave)
        chosen = {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **(environment or {})}
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(slave, number)
            os.closerange(3, 100)
            os.chdir(folder)
            before()
            os.execvpe(command[0], list(command), {**os.environ, **chosen})
        self._slave = slave  # kept open, so that the terminal outlives the program

    def __enter__(self) -> TerminalSession:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.hang_up()

    def hang_up(self) -> None:
        """Take the terminal away."""
        for number in (self._master, self._slave):
            if number >= 0:
                os.close(number)
        self._master = self._slave = -1

    @property
    def attributes(self) -> list:
        """How the terminal treats what is typed, now."""
        return termios.tcgetattr(self._slave)

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def wait_for(self, text: str, since: int = 0) -> int:
        """Wait until the program has written a text; where that ends in its output."""
        until = time.monotonic() + PATIENCE
        while text.encode() not in self.output[since:]:
            if not self._read() and self._has_ended():
                self._read()
                assert text.encode() in self.output[since:], self.said()
            assert time.monotonic() < until, self.said()
        return self.output.index(text.encode(), since) + len(text)

    def wait_for_stop(self) -> None:
        """Wait until the program is stopped by job control."""
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid and os.WIFSTOPPED(status):
                return
            assert not pid, (status, self.said())
            self._read()

    def wait(self) -> int:
        """Wait for the end; the exit code, negative for a signal."""
        until = time.monotonic() + PATIENCE
        while not self._has_ended():
            assert time.monotonic() < until, self.said()
            self._read()
        while self._read():
            pass
        return os.waitstatus_to_exitcode(self.status or 0)

    def processor_seconds(self) -> float:
        """Processor time of the program so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def said(self) -> str:
        return self.output[-3000:].decode(errors="replace")

    def _has_ended(self) -> bool:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def _read(self) -> bytes:
        if self._master < 0:
            time.sleep(0.02)
            return b""
        if not select.select([self._master], [], [], 0.05)[0]:
            return b""
        data = os.read(self._master, 1 << 16)
        self.output += data
        for question, answer in ANSWERS.items():
            if question in data:
                os.write(self._master, answer)
        return data


def annotate(folder: Path, *options: str, **named) -> TerminalSession:
    """The app on the project in a folder."""
    command = [sys.executable, "-m", "annotator", "-a", "ann", "annotate", *options]
    return TerminalSession(command, folder, **named)
