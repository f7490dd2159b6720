"""The files that one label set is read from.

The lines of all files are numbered in one sequence, so that one number identifies a file and a
line in it, even after nodes of several files were merged.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from pathlib import Path
from typing import NamedTuple

from annotator.errors import Problem

MAX_BYTES = 5_000_000
"""Size of one file."""

MAX_FILES = 200

DEFAULT = "default"
"""The name of the shipped label file, as `extends` and Rule.file use it."""


class SourceFile(NamedTuple):
    """One file.

    name: its path relative to the folder of the main file. first: the number before that of its
        first line, in the sequence of all lines.
    """

    path: Path
    name: str
    text: str
    first: int


class SourceFiles:
    """The files read so far. The first is the main one."""

    def __init__(self) -> None:
        self.files: list[SourceFile] = []

    def read(self, path: Path, name: str = "") -> SourceFile | Problem:
        """Read a file as UTF-8. Return the problem if that fails (line 0: the file as a whole).

        name: '' for its path relative to the folder of the main file.
        """
        text = _text(path)
        if isinstance(text, Problem):
            return text
        if len(self.files) == MAX_FILES:
            return Problem(path, 0, "too many files are named", f"At most {MAX_FILES} are read.")
        last = self.files[-1] if self.files else None
        first = last.first + line_ends(last.text) + 2 if last else 0
        self.files.append(SourceFile(path, name or self._relative(path), text, first))
        return self.files[-1]

    def _relative(self, path: Path) -> str:
        if not self.files:
            return path.name
        try:
            return Path(os.path.relpath(path, self.files[0].path.parent)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    def at(self, line: int) -> tuple[SourceFile, int]:
        """The file of a line number, and the line number in that file."""
        found = self.files[bisect_right(self.files, line, key=lambda one: one.first) - 1]
        return found, line - found.first

    def file(self, line: int) -> str:
        """The value of Rule.file for a rule on this line: '' for the main file."""
        found = self.at(line)[0]
        return "" if found is self.files[0] else found.name

    def where(self, line: int) -> str:
        """A line for a message: 'line 3', or 'line 3 of base.yaml'."""
        _, number = self.at(line)
        return f"line {number}" + (f" of {self.file(line)}" if self.file(line) else "")

    def combined_text(self) -> str:
        """The texts of all files, the main one first, each other one after a comment with its name.

        This is LabelSet.source, whose content id is the label set's uid: the format must not
        change.
        """
        main, *others = self.files
        headed = [f"# file {one.name} ({len(one.text)} characters)\n{one.text}" for one in others]
        return "\n".join([main.text, *headed])


def line_ends(text: str) -> int:
    """Number of line ends of any kind: no reader of lines counts more."""
    return sum(map(text.count, ("\n", "\r", "\x85", "\u2028", "\u2029")))


def _text(path: Path) -> str | Problem:
    try:
        if path.exists() and not path.is_file():
            return Problem(path, 0, "this is not a file", "Name a text file.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        what = f"cannot be read ({reason or 'this cannot be a file name'})"
        return Problem(path, 0, what, "Put the file there, or name another.")
    if len(data) > MAX_BYTES:
        fix = "Move word lists to files of their own, or split it."
        return Problem(path, 0, f"expected at most {MAX_BYTES // 1_000_000} MB", fix)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "expected UTF-8", "Save the file as UTF-8.")


def shipped(name: str) -> Path:
    """The path of a shipped file or folder: labels.yaml, its schema, settings.yaml or corpora."""
    installed = Path(__file__).parents[1] / "shipped" / name
    return installed if installed.exists() else Path(__file__).parents[2] / name


def path_of(file: str, labels: Path) -> Path:
    """The path of the file that Rule.file names. labels: the main label file."""
    if file == DEFAULT:
        return shipped("labels.yaml")
    return labels.parent / file if file else labels
