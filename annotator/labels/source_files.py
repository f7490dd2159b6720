"""The files that one label set is made of, and the lines in them.

Every file that is read gets lines of its own in one long count, so that a plain number says which
line of which file is meant, whoever put the pieces together.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from annotator.errors import Problem

MOST_BYTES = 5_000_000
"""Of one file."""

MOST_FILES = 200

DEFAULT = "default"
"""The name of the label file that comes with the program."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file. first: its line 0 in the long count. name: as seen from the folder of the first."""

    path: Path
    name: str
    text: str
    first: int


@dataclass(slots=True)
class Sources:
    """The files read so far, the main one first."""

    files: list[Source] = field(default_factory=list)

    def read(self, path: Path, name: str = "") -> Source | Problem:
        """The text of a file as UTF-8, or what is wrong with it, line 0 for all of it.

        name: what to call it; '' is its path as seen from the folder of the first file.
        """
        text = _text(path)
        if isinstance(text, Problem):
            return text
        if len(self.files) == MOST_FILES:
            return Problem(path, 0, "too many files are named", f"At most {MOST_FILES} are read.")
        last = self.files[-1] if self.files else None
        first = last.first + line_ends(last.text) + 2 if last else 0
        self.files.append(Source(path, name or self._seen(path), text, first))
        return self.files[-1]

    def _seen(self, path: Path) -> str:
        if not self.files:
            return path.name
        try:
            return Path(os.path.relpath(path, self.files[0].path.parent)).as_posix()
        except ValueError:  # another drive
            return path.as_posix()

    def at(self, line: int) -> tuple[Source, int]:
        """The file of a line of the long count, and its line there."""
        found = self.files[bisect_right(self.files, line, key=lambda one: one.first) - 1]
        return found, line - found.first

    def file(self, line: int) -> str:
        """What Rule.file says of a line: '' for the main file."""
        found = self.at(line)[0]
        return "" if found is self.files[0] else found.name

    def where(self, line: int) -> str:
        """A line in words: 'line 3', or 'line 3 of base.yaml'."""
        _, number = self.at(line)
        return f"line {number}" + (f" of {self.file(line)}" if self.file(line) else "")

    def record(self) -> str:
        """Every text; the main one first, each of the others under a comment with its name."""
        main, *others = self.files
        headed = [f"# file {one.name} ({len(one.text)} characters)\n{one.text}" for one in others]
        return "\n".join([main.text, *headed])


def line_ends(text: str) -> int:
    """At least as many as any reader of lines counts."""
    return sum(map(text.count, ("\n", "\r", "\x85", "\u2028", "\u2029")))


def _text(path: Path) -> str | Problem:
    try:
        if path.exists() and not path.is_file():
            return Problem(path, 0, "this is not a file", "Name a text file.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        said = (
            error.strerror if isinstance(error, OSError) else None
        ) or "no such name is possible"
        return Problem(path, 0, f"cannot be read ({said})", "Put it there, or name another.")
    if len(data) > MOST_BYTES:
        fix = "Take word lists out of it, or split it."
        return Problem(path, 0, f"expected at most {MOST_BYTES // 1_000_000} MB", fix)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(path, line, "expected UTF-8", "Save the file as UTF-8.")


def shipped(name: str) -> Path:
    """A file or folder that comes with the program: labels.yaml, its schema, or corpora."""
    installed = Path(str(resources.files("annotator"))) / "shipped" / name
    return installed if installed.exists() else Path(__file__).parents[2] / name


def path_of(file: str, labels: Path) -> Path:
    """The file that Rule.file means, for the rules of a label file."""
    if file == DEFAULT:
        return shipped("labels.yaml")
    return labels.parent / file if file else labels
