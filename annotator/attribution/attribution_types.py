"""Attribution: a statement of the text that gives words or thoughts to a source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.attribution.reporting_verbs import ReportingVerb
from annotator.model import Span


class AttributionKind(StrEnum):
    """Direct or indirect speech."""

    DIRECT = "direct"  # only quotations: “We lost,” Doe said
    INDIRECT = "indirect"  # no marks: Doe said that they had lost
    MIXED = "mixed"  # quoted and unquoted words: Doe said they “lost”


class AttributionForm(StrEnum):
    """The grammatical construction of an attribution."""

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
    """One attribution: a source says, thinks, promises or condemns something.

    cue: the words that report: has repeatedly said, according to.
    source: the person or thing that speaks; None if the sentence names nobody.
    content: at least one span, in order and disjoint; several if the content is interrupted (It
        rained, Doe said, and it snowed). Quotation marks are part of the content, the word `that`
        before it is not.
    named: True if the source contains a proper name.
    verdict_by_text: asserted_true, asserted_false, doubted or contested, by a word of the text
        near the cue (rightly noted, falsely claimed, denied); '' if the text takes no side. It is
        never a judgement of the facts.
    """

    kind: AttributionKind
    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    form: AttributionForm
    named: bool = False
    verdict_by_text: str = ""

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("an attribution needs content")

    @property
    def source_wording(self) -> tuple[Span, ...]:
        """The parts of the content that are in the words of the source, not of the narrator.

        In “The rain was said to be a flood” the subject is in the narrator's words, and so is all
        of “Doe condemned the rain”, “It allegedly rained” and “amid fears that it rains”.
        """
        if self.form in ABOUT or (self.form is AttributionForm.NOUN and self.source is None):
            return ()
        if self.form is AttributionForm.PASSIVE:
            return tuple(part for part in self.content if part.start >= self.cue.end)
        return self.content


ABOUT = frozenset(  # forms whose content is in the words of the narrator
    {AttributionForm.OBJECT, AttributionForm.INFINITIVE, AttributionForm.ADVERB}
)


TokenRange = tuple[int, int]
"""Tokens [first, last) of a sentence."""


@dataclass(slots=True)
class VerbCue:
    """A reporting verb. first: where its verb group begins: (has) repeatedly said."""

    first: int
    at: int
    verb: ReportingVerb
    passive: bool


@dataclass(slots=True)
class ReportedContent:
    """The content that belongs to a cue. cue_end: the token after the last one of the cue."""

    form: AttributionForm
    ranges: tuple[TokenRange, ...]
    cue_end: int
