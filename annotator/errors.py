"""Errors that a user can fix: each says where, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class AnnotatorError(Exception):
    """An error that the user can fix. The command line prints it and exits with code 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file.

    line: counted from 1; 0 for the whole file.
    """

    path: Path
    line: int
    problem: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.problem}\n    {self.fix}"


class DataError(AnnotatorError):
    """Mistakes in files: every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a DataError needs at least one problem")
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class StoreError(AnnotatorError):
    """A database that is not ours, newer than this program, damaged, or not writable."""


class StoreBusy(StoreError):
    """Another process has been writing to the database for too long."""


class StoreReplaced(StoreError):
    """The file of the database was removed while it was open, or another took its place."""


class ChangedElsewhere(AnnotatorError):
    """A decision on what another window has changed since it was shown; nothing is recorded."""


def failure_text(error: AnnotatorError | OSError) -> str:
    """A failure in one line: 'notes.txt: No space left on device' for one of the system."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return " ".join(str(error).split())


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return the hint for an unknown word: the most similar known one, or all of them."""
    close = get_close_matches(word, known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(known)}." if known else "None is defined."
