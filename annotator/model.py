"""The nouns of the project: frozen values that everything else hands around.

One word per idea. Offsets are Unicode code points of the *document's* text, counted
from 0, end exclusive. Nothing here reads, writes or computes more than a property.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Value = str | int | float | bool | list[Any] | dict[str, Any] | None
"""What an attribute may hold, as JSON: a scalar; for a stretch of the document
{"start": int, "end": int, "text": str}; a list of either."""

Attributes = Mapping[str, Value]


class Voice(StrEnum):
    """Who speaks in a span."""

    NARRATOR = "narrator"
    SOURCE_DIRECT = "source_direct"
    SOURCE_INDIRECT = "source_indirect"
    MIXED = "mixed"


class Tier(StrEnum):
    """How far a rule's suggestions may be trusted, best first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Where in a document's text: characters [start, end), counted from 0."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start < end:
            raise ValueError(f"a span needs 0 <= start < end, got [{start}, {end})")
        _set_start(self, start)
        _set_end(self, end)

    def of(self, text: str) -> str:
        """The characters of text that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether every character of other is in this span."""
        return self.start <= other.start and other.end <= self.end

    def as_value(self, text: str) -> dict[str, Value]:
        """The span as attribute values hold it: {"start", "end", "text"}."""
        return {"start": self.start, "end": self.end, "text": self.of(text)}


# Every paragraph, sentence and match is a span: set so, one is made in two thirds of the time.
_set_start = Span.__dict__["start"].__set__
_set_end = Span.__dict__["end"].__set__


# ------------------------------------------------------------------------------ texts


class BlockKind(StrEnum):
    """What a block of a page is. Only paragraphs have sentences to step through."""

    TITLE = "title"
    PARAGRAPH = "paragraph"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document between line breaks, or the furniture part of one."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """One news text. The text is what the file held once decoded, and never changes.

    uid: content id, see annotator.documents.document_uid.
    meta: title, source, url, author, date and whatever else the file gave, all text.
    blocks: in the order of the text, disjoint.
    sentences: in the order of the text, disjoint, each inside one paragraph block.
    """

    uid: str
    text: str
    meta: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Span, ...] = ()

    @property
    def title(self) -> str:
        """The title given with the text, else the one found in it, else the first words."""
        given = self.meta.get("title", "")
        if given:
            return given
        for block in self.blocks:
            if block.kind is BlockKind.TITLE:
                return block.span.of(self.text)
        return " ".join(self.text[:400].split())[:60]


@dataclass(frozen=True, slots=True)
class Original:
    """What a text was taken out of, byte for byte.

    media_type: such as text/html. extractor: program and version, '' where the text was given
        beside the original.
    """

    data: bytes
    media_type: str
    extractor: str


# --------------------------------------------------------------------------- guideline


class LabelKind(StrEnum):
    """Framing and claims are annotated apart; furniture marks what is not article text."""

    FRAMING = "framing"
    CLAIM = "claim"
    FURNITURE = "furniture"


class LabelUnit(StrEnum):
    """What a label is put on."""

    SPAN = "span"
    SENTENCE = "sentence"
    DOCUMENT = "document"


class AttributeType(StrEnum):
    """What an attribute holds. A span is a stretch of the document, or text typed instead."""

    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"
    SPAN = "span"
    SPANS = "spans"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed question that an annotation answers.

    choices: for CHOICE, in the order of the keys that pick them; else empty.
    minimum, maximum: for NUMBER, inclusive; None is unbounded.
    """

    name: str
    type: AttributeType
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An invented sentence; span is where the label belongs, None where it does not."""

    text: str
    span: Span | None


class RuleForm(StrEnum):
    """The ways to write a rule: three as the field writes them, and speech found in the text."""

    PHRASE = "phrase"
    REGEX = "regex"
    PATTERN = "pattern"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What else must hold for a match to become a suggestion. Phrases are lower case.

    voice: the voices in which the rule may fire; empty is any.
    quotation: kinds of quotation the match must be inside of (see annotator.attribution); empty is any.
    sentence_start, sentence_end: the match must open, or close, its sentence (marks of quotation
        and stops aside).
    lead: the match must be in the first paragraph of its document.
    negated: whether the match must, or must not, be denied in its clause (not, never, no);
        None does not care.
    speaker: who must speak in the sentence by a verb of saying: named (Doe said), unnamed
        (officials said), nobody; empty is any.
    followed_by, preceded_by: one of these phrases must come right after, or before.
    not_followed_by, not_preceded_by: none of these may.
    sentence_has, sentence_lacks: one of these, or none, anywhere in the sentence.
    """

    voice: tuple[Voice, ...] = ()
    quotation: tuple[str, ...] = ()
    sentence_start: bool = False
    sentence_end: bool = False
    lead: bool = False
    negated: bool | None = None
    speaker: tuple[str, ...] = ()
    followed_by: tuple[str, ...] = ()
    not_followed_by: tuple[str, ...] = ()
    preceded_by: tuple[str, ...] = ()
    not_preceded_by: tuple[str, ...] = ()
    sentence_has: tuple[str, ...] = ()
    sentence_lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that proposes a label.

    version: eight hex digits of the rule's content; an edited rule has another.
    sources: the phrases, the expressions, the token patterns as JSON texts, or the kinds of
        speech. A word with ~ behind it stands for all its forms (toe~: toes, toed, toeing).
    set: attributes the suggestion comes with.
    file, line: where the rule begins, counted from 1; file '' is labels.yaml itself.
    """

    id: str
    version: str
    label: str
    tier: Tier
    form: RuleForm
    sources: tuple[str, ...]
    conditions: Conditions = Conditions()
    set: Attributes = field(default_factory=dict)
    match: tuple[Example, ...] = ()
    no_match: tuple[Example, ...] = ()
    enabled: bool = True
    line: int = 0
    file: str = ""

    @property
    def reference(self) -> str:
        """How events and exports name the rule: id@version."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Label:
    """An entry of labels.yaml: guideline, looks and rules of one label.

    name: the word in data files. title: the words on screen.
    key: one character that picks it, '' for none. glyph: one cell wide, drawn under a span.
    """

    name: str
    title: str
    kind: LabelKind
    unit: LabelUnit
    group: str
    key: str
    glyph: str
    color: str
    definition: str
    cues: str = ""
    attributes: tuple[Attribute, ...] = ()
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One immutable version of labels.yaml.

    uid: content id of the whole definition. source: the file's text, kept for the record.
    pipeline: the trained spaCy pipeline that token patterns with LEMMA, POS and the like need;
        '' for none.
    """

    uid: str
    name: str
    labels: tuple[Label, ...]
    source: str
    pipeline: str = ""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of every label, in the order of the file."""
        return tuple(rule for label in self.labels for rule in label.rules)

    def label(self, name: str) -> Label | None:
        """The label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)


# ------------------------------------------------------------------------- suggestions


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rule's proposal, with the reason for it.

    rule: the rule's reference, id@version.
    triggers: the stretches of the match that made the rule fire, in order.
    frames: for a framing device, the key of the suggested claim that it frames, if there is one.
    """

    span: Span
    label: str
    rule: str
    tier: Tier
    voice: Voice
    triggers: tuple[Span, ...] = ()
    attributes: Attributes = field(default_factory=dict)
    frames: SuggestionKey | None = None

    @property
    def key(self) -> SuggestionKey:
        """What a decision refers to: the same words and label stay decided under a new rule."""
        return (self.span.start, self.span.end, self.label)


SuggestionKey = tuple[int, int, str]


# -------------------------------------------------------------------------- decisions


class Origin(StrEnum):
    """How an annotation came to be."""

    MANUAL = "manual"
    ACCEPTED = "accepted"
    EDITED = "edited"


class Verdict(StrEnum):
    """What a person said of a suggestion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class EventKind(StrEnum):
    """One thing a person did. Payloads are described in annotator.annotations.fold."""

    ACCEPT = "accept"
    REJECT = "reject"
    PUT = "put"
    DELETE = "delete"
    SET = "set"
    RELATE = "relate"
    UNRELATE = "unrelate"
    NOTE = "note"
    FLAG = "flag"
    FINISH = "finish"
    MERGE = "merge"
    SPLIT = "split"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it is recorded: what a person wants done, and where.

    sentence: the sentence in focus when it was done; None for the document as a whole.
    """

    kind: EventKind
    document: str
    sentence: Span | None
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing one annotator did: appended, never changed.

    uid: portable; sorts by time, strictly increasing for one annotator.
    group: the uid of the first event done by the same key press; undo takes a group back.
    at: UTC, ISO 8601. milliseconds: since the sentence came into view, None if unknown.
    """

    uid: str
    group: str
    annotator: str
    at: str
    milliseconds: int | None
    kind: EventKind
    document: str
    sentence: Span | None
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator holds of a span: a label, its answers, where it came from.

    fragments: in order, disjoint, at least one; several make it discontinuous.
    rule: the reference of the rule that proposed it, '' where nobody did.
    label_set: the uid of the label set it was made under.
    """

    uid: str
    label: str
    fragments: tuple[Span, ...]
    attributes: Attributes
    origin: Origin
    rule: str = ""
    label_set: str = ""

    def __post_init__(self) -> None:
        if not self.fragments:
            raise ValueError("an annotation needs at least one fragment")
        for one, other in zip(self.fragments, self.fragments[1:], strict=False):
            if one.end > other.start:
                raise ValueError(f"fragments must be in order and disjoint, got {self.fragments}")

    @property
    def span(self) -> Span:
        """From the first fragment's start to the last one's end."""
        return Span(self.fragments[0].start, self.fragments[-1].end)


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed link between two annotations of one annotator, by their uids."""

    uid: str
    kind: str
    head: str
    tail: str

    @property
    def ends(self) -> tuple[str, str]:
        """Head and tail."""
        return self.head, self.tail


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one annotator holds of one sentence: the fold of that annotator's events there.

    finished: False is "not seen"; True with no annotations is "nothing here".
    shown: whether suggestions were shown when it was finished.
    """

    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    verdicts: Mapping[SuggestionKey, Verdict] = field(default_factory=dict)
    note: str = ""
    flagged: bool = False
    finished: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an annotator is: sentences finished, of all that are to be judged."""

    finished: int
    total: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One annotator's judgements of one document, by the sentence they are of.

    A sentence the annotator never touched is absent. Judgements under None are of the
    document as a whole.
    """

    document: Document
    annotator: str
    judgements: Mapping[Span | None, Judgement]
