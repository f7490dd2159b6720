"""What the readers of a sentence hand each other, in numbers of its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.attribution.attribution import ReportForm
from annotator.attribution.reporting_verbs import Verb

Range = tuple[int, int]
"""The tokens from the first up to the second, which is excluded."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that reports, and where its group begins: has repeatedly said."""

    first: int
    at: int
    verb: Verb
    passive: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What a cue reports: the ranges of the content, and where the cue ends."""

    form: ReportForm
    content: tuple[Range, ...]
    cue_end: int
