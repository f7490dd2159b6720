"""Run the whole program many times, each in a fork that has its modules already.

A fork has its own standard streams, which may be closed, full or broken: it makes sys.stdin, stdout
and stderr of them as Python does at its start. `python -m tests.helpers.command_forks` is the
process that is forked; it reads one request on each line of stdin.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import annotator
from tests.helpers.paths import ROOT

CLOSED, BROKEN = "closed", "broken"
"""A standard stream that is closed, and a pipe that nobody reads. Others are the path of a file."""

LIMIT = 2_000
"""Most bytes in a file where a run has `limited`."""


@dataclass(frozen=True)
class Ended:
    """How a run ended. code: as a shell has it."""

    code: int
    stdout: str
    stderr: str


class Forks:
    """Runs of the program. folder: where they run, and where captured streams are kept."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._folder = folder

    def run(
        self,
        arguments: Sequence[str],
        *,
        streams: dict[int, str] | None = None,
        encoding: str = "utf-8",
        limited: bool = False,
        environment: dict[str, str] | None = None,
    ) -> Ended:
        """Run `annotator` with these arguments."""
        captured = [self._folder / "stdout.captured", self._folder / "stderr.captured"]
        every = {0: os.devnull, 1: str(captured[0]), 2: str(captured[1]), **(streams or {})}
        for path in captured:
            path.unlink(missing_ok=True)
        request = {
            "arguments": list(arguments), "streams": every, "encoding": encoding,
            "limited": limited, "environment": environment or {}, "folder": str(self._folder),
        }  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, err = (
            path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
            for path in captured
        )
        return Ended(code, out, err)


@contextmanager
def forks(folder: Path) -> Iterator[Forks]:
    """Start the process that is forked."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.command_forks"],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        yield Forks(process, folder)
    finally:
        process.communicate()
        assert process.returncode == 0


# ------------------------------------------------------------------------ the other process


def main() -> None:
    """Fork for each line of stdin, and write the exit code."""
    for module in walk_packages(annotator.__path__, "annotator."):
        import_module(module.name)
    import_module("spacy.lang.en")
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run_child(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def run_child(request) -> None:
    """Run the program as the only thing that this process does."""
    os.chdir(request["folder"])
    os.environ.update(request["environment"])
    for number, what in request["streams"].items():
        redirect(int(number), what)
    sys.stdin = opened(0, "r", request["encoding"], "strict")
    sys.stdout = opened(1, "w", request["encoding"], "strict")
    sys.stderr = opened(2, "w", request["encoding"], "backslashreplace")
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    signal.alarm(60)
    if request["limited"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))
    sys.argv = ["annotator", *request["arguments"]]
    code = 1
    try:
        import_module("annotator.__main__").run()
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(ended(code))


def redirect(number: int, what: str) -> None:
    if what == CLOSED:
        os.close(number)
        return
    if what == BROKEN:
        nobody, source = os.pipe()
        os.close(nobody)
    else:
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
        source = os.open(what, flags)
    os.dup2(source, number)
    os.close(source)


def opened(number: int, mode: str, encoding: str, errors: str):
    """A standard stream as Python opens it: None if it is closed."""
    try:
        os.fstat(number)
    except OSError:
        return None
    raw = io.FileIO(number, mode, closefd=False)
    buffer = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, encoding, errors, line_buffering=number == 2)


def ended(code: int) -> int:
    """The exit code after the last flush: as in Python, 120 if that fails."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except (OSError, ValueError):
            return 120
    return code or 0


if __name__ == "__main__":
    main()
