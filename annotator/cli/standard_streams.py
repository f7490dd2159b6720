"""Standard streams that are closed, full, broken or not UTF-8, and other failures of the system.

`prepare` and `run` are called around every command, so that no command has to think of them: each
ends in one sentence on stderr and an exit code. Messages are never worth a failure: where stderr
cannot be written to, they are lost, and the exit code says how the work ended.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from annotator.cli.console import print_message
from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_NULL = Path(os.devnull)
_REPLACED = ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))
"""File descriptor, and how the null device is opened if it is closed.

The other way round for stdin and stdout, so that a command that needs one of them notices.
"""


# ------------------------------------------------------------------------ before


def prepare() -> None:
    """Open the standard streams that are closed, and explain the errors of stdin and stdout.

    A terminal that is not UTF-8 shows a question mark for a character that it does not have. In a
    file or a pipe that would be wrong data, so it is an error there.
    """
    for number, flags in _REPLACED:
        _open_if_closed(number, flags)
    sys.stdin = _explained(sys.stdin, 0, "r", errors="surrogateescape")
    is_shown = bool(sys.stdout) and sys.stdout.isatty()
    sys.stdout = _explained(sys.stdout, 1, "w", errors="replace" if is_shown else "strict")
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), write_through=True)


def _open_if_closed(number: int, flags: int) -> None:
    """Let no file that is opened later take the place of a standard stream."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(_NULL, flags)
        if opened == number:
            os.set_inheritable(opened, True)
        else:
            os.dup2(opened, number)
            os.close(opened)


def _explained(stream: TextIO | None, number: int, mode: str, *, errors: str) -> TextIO:
    """Return a stream like the given one, None being a closed one, that explains its errors."""
    explained = _Explained(stream, number, mode)
    return io.TextIOWrapper(
        io.BufferedReader(explained) if mode == "r" else io.BufferedWriter(explained),
        encoding=stream.encoding if stream else "utf-8",
        errors=errors,
        line_buffering=mode == "w" and explained.isatty(),
    )


class _Explained(io.RawIOBase):
    """The bytes of stdin or stdout. What the system refuses is an AnnotatorError."""

    def __init__(self, stream: TextIO | None, number: int, mode: str) -> None:
        super().__init__()
        self._stream = stream  # it would close its bytes when nothing refers to it
        raw = getattr(getattr(stream, "buffer", None), "raw", None)
        self._raw = raw or io.FileIO(number, mode, closefd=False)

    def readable(self) -> bool:
        return self._raw.readable()

    def writable(self) -> bool:
        return self._raw.writable()

    def isatty(self) -> bool:
        return self._raw.isatty()

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        with self._errors("read from stdin"):
            return self._raw.readinto(buffer)  # type: ignore[attr-defined, no-any-return]

    def write(self, data: ReadableBuffer, /) -> int | None:
        with self._errors("write to stdout"):
            return self._raw.write(data)  # type: ignore[attr-defined, no-any-return]

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            why = "it is closed" if self._stream is None else error.strerror
            raise AnnotatorError(
                f"cannot {what}: {why}; use a terminal, or a file or a pipe that works"
            ) from error


# ------------------------------------------------------------------------ around


def run(program: Callable[[], None]) -> int:
    """Run a program, which may raise SystemExit, and write what it printed. Return the exit code.

    1 for what the user can put right: each AnnotatorError, and what the system refused. Our own
    mistakes keep their traceback.
    """
    try:
        return _flushed(program)
    except AnnotatorError as error:
        print_message(str(error))
    except UnicodeEncodeError as error:
        if error.encoding == "utf-8":  # a text of ours, and no stream in another encoding
            raise
        print_message(_not_encodable(error))
    except BrokenPipeError:
        pass  # as after `| head`: who reads has seen enough, and wants no message
    except OSError as error:
        print_message(_sentence(error))
    finally:
        _write_or_drop(sys.stdout, 1)
        _write_or_drop(sys.stderr, 2)
    return 1


def _flushed(program: Callable[[], None]) -> int:
    code: object = 0
    try:
        program()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    return code if isinstance(code, int) else int(code is not None)


def _write_or_drop(stream: TextIO, number: int) -> None:
    """Write what is left of a stream. Drop it if that fails, or Python would try and fail again."""
    try:
        stream.flush()
    except (OSError, AnnotatorError):
        with suppress(OSError), _NULL.open("wb") as nowhere:
            os.dup2(nowhere.fileno(), number)


def _not_encodable(error: UnicodeEncodeError) -> str:
    char = error.object[error.start]
    return (
        f"stdout is {sys.stdout.encoding}, which has no {char!a}: set PYTHONIOENCODING=utf-8, or"
        " use a locale with UTF-8"
    )


def _sentence(error: OSError) -> str:
    why = error.strerror or str(error)
    if error.filename is None:
        return f"the system refused what the command needs: {why}; put that right and try again"
    return f"{os.fsdecode(error.filename)}: {why}; put that right, or name another path"
