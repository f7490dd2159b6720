"""What a report is: somebody's words or thoughts, given by the narrator with their source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.attribution.reporting_verbs import Verb
from annotator.model import Span


class AttributionKind(StrEnum):
    """How the words of a source are given."""

    DIRECT = "direct"  # nothing but full quotations: “We lost,” Doe said
    INDIRECT = "indirect"  # no marks: Doe said that they had lost
    MIXED = "mixed"  # the narrator's words with quoted ones among them: Doe said they “lost”


class AttributionForm(StrEnum):
    """The construction that reports."""

    THAT_CLAUSE = "that_clause"  # Doe said that it rained
    BARE_CLAUSE = "bare_clause"  # Doe said it rained; It rained, Doe said
    QUESTION = "question"  # Doe asked whether, explained why, it rained
    QUOTATION = "quotation"  # “It rained,” said Doe
    COLON = "colon"  # Doe: It rained
    ACCORDING_TO = "according_to"  # It rained, according to Doe
    NOUN = "noun"  # Doe's claim that it rained
    AS = "as"  # Doe described the rain as a flood
    INFINITIVE = "infinitive"  # Doe vowed to stay dry
    OBJECT = "object"  # Doe condemned the rain
    PASSIVE = "passive"  # Doe was accused of making rain
    ADVERB = "adverb"  # It allegedly rained


@dataclass(frozen=True, slots=True)
class Attribution:
    """One report. What it says of truth is what the text says, never what anybody knows.

    cue: what attributes: has repeatedly said, according to. source: who is named or meant; None
        where nobody is.
    content: in order, disjoint, at least one; several where it is interrupted: It rained, Doe
        said, and it snowed. Marks of quotation belong to it, the word `that` before it does not.
    named: whether the source holds a proper name.
    judgement: asserted_true, asserted_false, doubted or contested by a word about the saying
        (rightly noted, falsely claimed, denied); '' where the text takes no side.
    """

    kind: AttributionKind
    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    form: AttributionForm
    named: bool = False
    judgement: str = ""

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("a report needs content")

    @property
    def source_wording(self) -> tuple[Span, ...]:
        """The content that is worded as the source would: not what it merely was about.

        Of “The rain was said to be a flood” the subject is the narrator's, and so is all of
        “Doe condemned the rain”, of “It allegedly rained” and of “amid fears that it rains”.
        """
        if self.form in _ABOUT or (self.form is AttributionForm.NOUN and self.source is None):
            return ()
        if self.form is AttributionForm.PASSIVE:
            return tuple(part for part in self.content if part.start >= self.cue.end)
        return self.content


_ABOUT = frozenset({AttributionForm.OBJECT, AttributionForm.INFINITIVE, AttributionForm.ADVERB})


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

    form: AttributionForm
    content: tuple[Range, ...]
    cue_end: int
