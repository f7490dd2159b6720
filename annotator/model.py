"""The data types that all packages share: frozen values, without behaviour.

Offsets are Unicode code points of the *document's* text, counted from 0, end exclusive.
Events are in annotator.annotations.events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

Value = str | int | float | bool | list[Any] | dict[str, Any] | None
"""An attribute value, as JSON: a scalar; for a span of the document
{"start": int, "end": int, "text": str}; a list of either."""

Attributes = Mapping[str, Value]


class Voice(StrEnum):
    """Who speaks in a span."""

    NARRATOR = "narrator"
    SOURCE_DIRECT = "source_direct"
    SOURCE_INDIRECT = "source_indirect"
    MIXED = "mixed"


class Tier(StrEnum):
    """How far a rule's suggestions may be trusted, the best tier first."""

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
    """The kinds of blocks. Paragraphs have sentences to annotate, titles if a project wants so."""

    TITLE = "title"
    PARAGRAPH = "paragraph"
    BOILERPLATE = "boilerplate"


class BlockForm(StrEnum):
    """What a block is in its page, beside its kind: the words of others, or beside the text."""

    QUOTE = "quote"
    POST = "post"  # of a social network, embedded
    CAPTION = "caption"
    TABLE = "table"  # a row of it


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a document between line breaks, or the boilerplate part of one.

    form: None for all blocks of running text.
    """

    span: Span
    kind: BlockKind
    form: BlockForm | None = None


_TITLE = 80
"""Characters of the first words of a text that has no title."""


@dataclass(frozen=True, slots=True)
class Document:
    """One news text. The text is what the file held once decoded, and never changes.

    uid: content id, see annotator.documents.document_uid.
    meta: title, source, url, author, date and whatever else the file gave, all text.
    blocks: in the order of the text, disjoint.
    sentences: those that annotators step through, in the order of the text, disjoint, each inside
        one paragraph block, or inside a title block if the project steps through headlines.
    splitter: what found the sentences, name@version; '' if unknown.
    """

    uid: str
    text: str
    meta: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Span, ...] = ()
    splitter: str = ""

    @property
    def title(self) -> str:
        """The title given with the text, else the one found in it, else the first words."""
        given = self.meta.get("title", "")
        if given:
            return given
        for block in self.blocks:
            if block.kind is BlockKind.TITLE:
                return block.span.of(self.text)
        words = " ".join(self.text[: 4 * _TITLE].split())
        return words if len(words) <= _TITLE else words[: _TITLE - 1].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """A place that the text of a document was read from.

    path: relative to the project's folder, with slashes; the name of a file outside of it.
    external_id: the id that the file gives the text, '' for none.
    meta: the metadata that it gives.
    imported_at: UTC, ISO 8601; '' until the store has it.
    """

    path: str
    external_id: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    imported_at: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a text was extracted from, byte for byte.

    media_type: such as text/html. extractor: program and version; '' if the text was given
        beside the original.
    """

    data: bytes
    media_type: str
    extractor: str


# --------------------------------------------------------------------------- guideline


class LabelKind(StrEnum):
    """The kinds of labels: framing and claims are annotated apart; boilerplate is no news text."""

    FRAMING = "framing"
    CLAIM = "claim"
    BOILERPLATE = "boilerplate"


class LabelUnit(StrEnum):
    """The units that a label may apply to."""

    SPAN = "span"
    SENTENCE = "sentence"
    DOCUMENT = "document"


class AttributeType(StrEnum):
    """The types of attribute values. A span is words of the document, or text typed instead."""

    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"
    SPAN = "span"
    SPANS = "spans"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed field of the annotations of a label.

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
    """An invented sentence. span: the words that have the label; None for a counter-example."""

    text: str
    span: Span | None


class RuleForm(StrEnum):
    """The forms of rules: three as in spaCy, and one for quotations and reported speech."""

    PHRASE = "phrase"
    REGEX = "regex"
    PATTERN = "pattern"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions on a match, all of which must hold for a suggestion. Phrases are lower case.

    voice: the voices that the match may have; empty is any.
    quotation: types of quotation that the match must be inside (annotator.attribution); empty
        is any.
    sentence_start, sentence_end: the match must begin, or end, its sentence, quotation marks
        and stops aside.
    lead: the match must be in the first paragraph of its document.
    negated: True if the match must be negated in its clause (not, never, no), False if it must
        not be; None for either.
    speaker: the kind of source that a reporting verb of the sentence must have: named (Doe
        said), unnamed (officials said), nobody; empty is any.
    followed_by, preceded_by: one of these phrases must come right after, or before.
    not_followed_by, not_preceded_by: none of these may.
    sentence_has, sentence_lacks: one of these, or none, anywhere in the sentence.
    language: codes of the languages of documents that the rule is for, or any; empty is English.
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
    language: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern that proposes a label.

    version: eight hex digits of the rule's content; an edited rule has another.
    sources: the phrases, the expressions, the token patterns as JSON, or the types of quotation
        and reported speech. A word with ~ after it stands for all its forms (toe~: toes, toed).
    set: attribute values of its suggestions.
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
        """The name of the rule in events and exports: id@version."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Label:
    """An entry of labels.yaml: definition, appearance and rules of one label.

    name: as in data files. title: as on screen.
    key: the character that applies it, '' for none. glyph: one cell wide, for lists.
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
class Group:
    """A group of labels. hue: '#rrggbb', the color that its labels are shades of; '' for none."""

    name: str
    title: str = ""
    hue: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One immutable version of labels.yaml.

    uid: content id of the text of its files. source: that text.
    guideline: content id of groups, labels, attributes and definitions; annotations refer to it.
    rules_uid: content id of the rules; suggestions refer to it. Comments and formatting change
        neither.
    pipeline: the trained spaCy pipeline that token patterns with LEMMA, POS and the like need;
        '' for none.
    """

    uid: str
    name: str
    labels: tuple[Label, ...]
    source: str
    pipeline: str = ""
    groups: tuple[Group, ...] = ()
    guideline: str = ""
    rules_uid: str = ""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of every label, in the order of the file."""
        return tuple(rule for label in self.labels for rule in label.rules)

    def label(self, name: str) -> Label | None:
        """The label of that name, or None."""
        return next((label for label in self.labels if label.name == name), None)

    def titles(self) -> dict[str, str]:
        """The title of each label by its name; with the name, where two titles are equal."""
        number = Counter(label.title for label in self.labels)
        return {
            one.name: one.title if number[one.title] == 1 else f"{one.title} ({one.name})"
            for one in self.labels
        }


# ------------------------------------------------------------------------- suggestions


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An annotation that a rule proposes, with the reason for it.

    rule: the rule's reference, id@version.
    triggers: the parts of the span that the rule matched on, in order.
    frames: for a framing device, the key of the suggested claim that it frames, if there is one.
    suggester, suggester_version: the program that proposes it; the version of the rules is the
        uid of their rule set.
    """

    span: Span
    label: str
    rule: str
    tier: Tier
    voice: Voice
    triggers: tuple[Span, ...] = ()
    attributes: Attributes = field(default_factory=dict)
    frames: SuggestionKey | None = None
    suggester: str = "rules"
    suggester_version: str = ""

    @property
    def key(self) -> SuggestionKey:
        """The span and label that a decision refers to, whatever rule proposed them."""
        return SuggestionKey(self.span.start, self.span.end, self.label)


class SuggestionKey(NamedTuple):
    """The span and label of a suggestion: decisions refer to these and outlive rules."""

    start: int
    end: int
    label: str

    @property
    def span(self) -> Span:
        """The span."""
        return Span(self.start, self.end)


# -------------------------------------------------------------------------- decisions


class Origin(StrEnum):
    """The ways in which an annotation was made."""

    MANUAL = "manual"
    ACCEPTED = "accepted"
    EDITED = "edited"


class OnShow(StrEnum):
    """What suggestions were on show in the sentence when an annotation was made.

    SAME: one of the same label on words that overlap. OTHER: another one. UNKNOWN: not recorded,
    in annotations of versions before 7.
    """

    SAME = "same"
    OTHER = "other"
    NONE = "none"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """The decisions on a suggestion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A label that one annotator gave to a span, with attribute values and origin.

    fragments: in order, disjoint, at least one; several make it discontinuous.
    rule: the reference of the rule that proposed it, '' for none.
    guideline: the uid of the guideline it was made under; of the label set in old annotations.
    on_show: what suggestions were on show when it was made.
    created_at, modified_at: UTC, ISO 8601; '' if unknown.
    """

    uid: str
    label: str
    fragments: tuple[Span, ...]
    attributes: Attributes
    origin: Origin
    rule: str = ""
    guideline: str = ""
    on_show: OnShow = OnShow.UNKNOWN
    created_at: str = ""
    modified_at: str = ""

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

    @property
    def content(self) -> Content:
        """What it says."""
        return Content(self.label, self.fragments, self.attributes)


@dataclass(frozen=True, slots=True)
class Content:
    """What an annotation says: label, words and values, whoever made it.

    Of a relation, the label is its kind, and there are no fragments.
    """

    label: str
    fragments: tuple[Span, ...] = ()
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed connection of two annotations of one annotator, by their uids."""

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
    """All that one annotator holds of one sentence: the fold of that annotator's events there.

    finished: False is "not judged"; True with no annotations is "nothing here".
    cannot_judge: why the annotator cannot judge it, a code of annotator.annotations.reason_codes
        or as typed; '' if nothing was said. Such a sentence is not finished.
    shown: whether suggestions were on show when it was finished.
    finished_at: of the last finish event, UTC, ISO 8601; '' if there is none.
    """

    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    verdicts: Mapping[SuggestionKey, Verdict] = field(default_factory=dict)
    note: str = ""
    flagged: bool = False
    finished: bool = False
    shown: bool = True
    finished_at: str = ""
    cannot_judge: str = ""

    @property
    def is_done(self) -> bool:
        """True if nothing is left to do: the sentence is finished, or cannot be judged."""
        return self.finished or bool(self.cannot_judge)


@dataclass(frozen=True, slots=True)
class Progress:
    """The number of finished sentences, of all in the queue, and of those that cannot be judged."""

    finished: int
    total: int
    cannot_judge: int = 0

    @property
    def left(self) -> int:
        """The number of sentences still to be done."""
        return self.total - self.finished - self.cannot_judge


@dataclass(frozen=True, slots=True)
class Reading:
    """One annotator's judgements of one document, by sentence.

    A sentence without events of the annotator is absent. The judgement under None is of the
    document as a whole. pass_number: 0; 1 and up for silent repeats.
    """

    document: Document
    annotator: str
    judgements: Mapping[Span | None, Judgement]
    pass_number: int = 0


# ------------------------------------------------------------------------ adjudication


class SettledAs(StrEnum):
    """The ways in which a disagreement is settled.

    UNANIMOUS: all agreed. VERSION: as one or more annotators have it. MAJORITY: as most have it.
    UNION: all that anybody marked. NOTHING: nothing is held there. EDITED: as the lead wrote it.
    """

    UNANIMOUS = "unanimous"
    VERSION = "version"
    MAJORITY = "majority"
    UNION = "union"
    NOTHING = "nothing"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a lead settled what annotators marked about the same words, or how they related it.

    uid: of its event. actor: the lead. at: UTC, ISO 8601. sentence: under which it is filed.
    why: a code of annotator.annotations.reason_codes, '' if none was given. note: in the lead's
    words. The other fields: see annotator.annotations.events.Settle.
    """

    uid: str
    actor: str
    at: str
    sentence: Span | None
    about: frozenset[str]
    kinds: tuple[str, ...]
    held: Mapping[str, Content | None]
    seen: Mapping[str, str]
    settled_as: SettledAs
    taken_from: tuple[str, ...]
    made: tuple[Content, ...]
    gold: tuple[str, ...]
    between_leads: bool = False
    policy: str = ""
    why: str = ""
    note: str = ""


# --------------------------------------------------------------------------- datasets


@dataclass(frozen=True, slots=True)
class Guideline:
    """A version of the guideline that annotations refer to.

    definition: its groups and labels, as annotator.labels.label_set_json writes them.
    """

    name: str
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document with all that is held of it.

    sources: by path. earlier: the uids of the documents that it is a later version of, sorted.
    suggesters: those whose suggestions it has, by name, each with the version that last looked.
    suggestions: the current ones. readings: by annotator, then pass; each holds this document.
    settlements: how leads settled in gold what people differed about, oldest first.
    """

    document: Document
    sources: tuple[DocumentSource, ...] = ()
    earlier: tuple[str, ...] = ()
    suggesters: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    readings: tuple[Reading, ...] = ()
    settlements: tuple[Settlement, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """All that a project holds, or a file of it.

    annotators: their roles by name; '' if unknown, as in old files.
    guideline: the uid of the current one; '' if unknown.
    guidelines: by uid, each one that an annotation refers to and that is known.
    documents: all, by uid. They may be read on demand, and then only once.
    labels: those that were kept when others were left out; None if all were.
    """

    annotators: Mapping[str, str] = field(default_factory=dict)
    guideline: str = ""
    guidelines: Mapping[str, Guideline] = field(default_factory=dict)
    documents: Iterable[AnnotatedDocument] = ()
    labels: frozenset[str] | None = None
