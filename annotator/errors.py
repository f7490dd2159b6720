"""What can go wrong that a person can put right: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class AnnotatorError(Exception):
    """A mistake its user can mend. The command line prints it and exits with 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one place of a file.

    line: counted from 1; 0 where the whole file is meant.
    """

    path: Path
    line: int
    problem: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.problem}\n    {self.fix}"


class DataError(AnnotatorError):
    """Files someone wrote are wrong: every problem found, not just the first."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a DataError needs at least one problem")
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class StoreError(AnnotatorError):
    """The database cannot be used as it is: not ours, newer than this program, or not writable."""


class UndefinedAgreement(AnnotatorError):
    """A coefficient has no value for this data; the message says why."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The sentence that follows an unknown word: the nearest known one, or all of them."""
    close = get_close_matches(word, known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(known)}." if known else "None is defined."
