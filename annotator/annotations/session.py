"""The session: what a person at one document sees, where in it, and what is in hand.

A session never saves and never decides (annotator.annotations.commands gives the drafts of a decision). What
the store holds after one comes back by `apply`, so that nothing is shown that is not already
kept. No screen, no clock, no database: new uids come from a function given by the caller.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.annotations import relations
from annotator.annotations.selection import Selection
from annotator.attribution import Quotation, quotations
from annotator.model import Annotation, Document, Judgement, LabelSet, Span, Suggestion

NOTHING = Judgement()

MarkKey = tuple[int, int, str, str]
"""Tells marks of one document apart: start, end, label, uid."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A lane under the text: a suggestion to be decided, or an annotation that is held.

    home: the sentence under which its events are filed.
    """

    home: Span | None
    label: str
    fragments: tuple[Span, ...]
    suggestion: Suggestion | None = None
    annotation: Annotation | None = None

    @property
    def span(self) -> Span:
        """From the first fragment's start to the last one's end."""
        return Span(self.fragments[0].start, self.fragments[-1].end)

    @property
    def key(self) -> MarkKey:
        """Tells it from the other marks of the document."""
        uid = self.annotation.uid if self.annotation else ""
        return (self.span.start, self.span.end, self.label, uid)


@dataclass(slots=True)
class Session:
    """One document open before one annotator.

    homes: by annotation, the sentence it was made of where that was merged or split: its events
        go on there, so that all of them are told of one sentence.
    blind: whether a sentence shows no suggestions until it is finished.
    seen: sentences, of now or of then, whose suggestions were on show: they cannot be blind again.
    position: index of the sentence in focus. active: the key of the mark in hand, or None.
    """

    document: Document
    label_set: LabelSet
    suggestions: Sequence[Suggestion]
    judgements: Mapping[Span | None, Judgement]
    new_uid: Callable[[], str]
    homes: Mapping[str, Span | None] = field(default_factory=dict)
    blind: Callable[[Span], bool] = lambda _: False
    seen: Collection[Span] = ()
    position: int = 0
    active: MarkKey | None = None
    selection: Selection | None = None
    quotations: tuple[Quotation, ...] = field(init=False)
    _starts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.suggestions = sorted(self.suggestions, key=lambda one: one.span.start)
        self._starts = [one.span.start for one in self.suggestions]
        paragraphs = [block.span for block in self.document.blocks]
        self.quotations = quotations(self.document.text, paragraphs)
        self.go_to(self.position)

    # ------------------------------------------------------------------ what is seen

    @property
    def sentence(self) -> Span:
        """The sentence in focus."""
        return self.document.sentences[self.position]

    @property
    def judgement(self) -> Judgement:
        """What the annotator holds of the sentence in focus."""
        return self.judgement_of(self.sentence)

    def judgement_of(self, sentence: Span | None) -> Judgement:
        """What the annotator holds of a sentence; an empty judgement if it was never touched."""
        return self.judgements.get(sentence, NOTHING)

    def marks(self, sentence: Span) -> tuple[Mark, ...]:
        """What is drawn under a sentence, in reading order: annotations, then what is undecided."""
        marks = [*self._annotated(sentence), *self._undecided(sentence)]
        return tuple(sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end, mark.label)))

    def document_marks(self) -> tuple[Mark, ...]:
        """What is held of the document as a whole."""
        held = self.judgement_of(None).annotations.values()
        return tuple(self._mark_of(None, annotation) for annotation in held)

    @property
    def mark(self) -> Mark | None:
        """The mark in hand."""
        return next((mark for mark in self.marks(self.sentence) if mark.key == self.active), None)

    def links_of(self, mark: Mark) -> list[tuple[str, Span]]:
        """("frames", claim) or ("framed by", device): links held, or proposed with the mark."""
        if mark.annotation:
            found = relations.of_annotation(mark.annotation.uid, self.judgements)
            return [(kind, other.span) for kind, other in found]
        if mark.suggestion and mark.suggestion.frames:
            claim = Span(*mark.suggestion.frames[:2])
            hidden = any(
                _begins_in(claim, one) and self.is_blind(one) for one in self.document.sentences
            )
            return [] if hidden else [("frames", claim)]
        return []

    def links(self) -> list[tuple[MarkKey, MarkKey, bool]]:
        """The links of the marks of the sentence in focus: from which mark, to which.

        With whether a link is only proposed, with a suggestion.
        """
        here = self.marks(self.sentence)
        uids = {_uid(mark) for mark in here}
        found: list[tuple[MarkKey, MarkKey, bool]] = []
        for judgement in self.judgements.values():
            for relation in judgement.relations.values():
                if uids.isdisjoint(relation.ends):
                    continue
                head, tail = (self.held(end) for end in relation.ends)
                if head and tail:
                    found.append((head.key, tail.key, False))
        for mark in here:
            claim = mark.suggestion.frames if mark.suggestion else None
            found += [(mark.key, other.key, True) for other in here if other.key[:3] == claim]
        return found

    def is_undecided(self, sentence: Span) -> bool:
        """Whether a suggestion of the sentence still waits for a decision, and may be seen."""
        return any(True for _ in self._undecided(sentence))

    def is_blind(self, sentence: Span) -> bool:
        """Whether the suggestions of a sentence are hidden for now."""
        if self.judgement_of(sentence).finished or not self.blind(sentence):
            return False
        return not any(sentence.overlaps(one) for one in self.seen)

    def missed(self, sentence: Span) -> list[Suggestion]:
        """What a blind sentence was finished without: no mark of the label is on its words."""
        if self.judgement_of(sentence).shown:
            return []
        marks = self.marks(sentence)
        held = [mark.annotation for mark in marks if mark.annotation]
        opened = [mark.suggestion for mark in marks if mark.suggestion]
        return [one for one in opened if not any(_marks(note, one) for note in held)]

    def _annotated(self, sentence: Span) -> Iterable[Mark]:
        for home, judgement in self.judgements.items():
            for annotation in judgement.annotations.values() if home else ():
                if any(part.overlaps(sentence) for part in annotation.fragments):
                    yield self._mark_of(home, annotation)

    def _mark_of(self, home: Span | None, annotation: Annotation) -> Mark:
        made_of = self.homes.get(annotation.uid, home)
        return Mark(made_of, annotation.label, annotation.fragments, annotation=annotation)

    def _undecided(self, sentence: Span) -> Iterable[Mark]:
        if self.is_blind(sentence):
            return
        held = self.judgement_of(sentence)
        taken = {(note.span, note.label) for note in held.annotations.values()}
        for suggestion in self.proposed(sentence):
            decided = suggestion.key in held.verdicts
            if not decided and (suggestion.span, suggestion.label) not in taken:
                yield Mark(sentence, suggestion.label, (suggestion.span,), suggestion=suggestion)

    def proposed(self, sentence: Span) -> Sequence[Suggestion]:
        """The suggestions that begin in a sentence, decided or not."""
        low, high = (bisect_left(self._starts, edge) for edge in (sentence.start, sentence.end))
        return self.suggestions[low:high]

    # ------------------------------------------------------------------ moving about

    def go_to(self, position: int) -> None:
        """Bring a sentence into focus (clamped to the document), its first open mark in hand."""
        last = len(self.document.sentences) - 1
        self.position = max(0, min(position, last))
        self.selection = None
        self.active = None
        self._take_open_mark()

    def go_to_sentence(self, sentence: Span | None) -> None:
        """Bring the sentence round the start of one, of now or of then, into focus, or the next."""
        start = sentence.start if sentence else 0
        order = enumerate(self.document.sentences)
        self.go_to(next((place for place, here in order if here.end > start), 0))

    def next_mark(self, step: int) -> None:
        """Take the next (1) or previous (-1) mark of the sentence in hand, round and round."""
        keys = [mark.key for mark in self.marks(self.sentence)]
        if not keys:
            self.active = None
        elif self.active in keys:
            self.active = keys[(keys.index(self.active) + step) % len(keys)]
        else:
            self.active = keys[0 if step > 0 else -1]

    def annotations(self) -> dict[str, Annotation]:
        """Every annotation of the document, by uid."""
        every = self.judgements.values()
        return {uid: one for held in every for uid, one in held.annotations.items()}

    def held(self, uid: str) -> Mark | None:
        """The mark of an annotation, wherever in the document it is; None if there is none."""
        for home, judgement in self.judgements.items():
            if uid in judgement.annotations:
                return self._mark_of(home, judgement.annotations[uid])
        return None

    def label_of(self, uid: str) -> str:
        """The label of an annotation, '' if there is none."""
        mark = self.held(uid)
        return mark.label if mark else ""

    def found(self, mark: Mark) -> Mark | None:
        """A mark as it is now; None once it is deleted or decided."""
        if mark.annotation:
            return self.held(mark.annotation.uid)
        opened = self._undecided(mark.home) if mark.home else ()
        return next((one for one in opened if one.key == mark.key), None)

    def take_mark(self, mark: Mark) -> None:
        """Take a mark in hand."""
        self.active = mark.key

    def take(self, suggestion: Suggestion) -> None:
        """Take an open suggestion of the sentence in hand."""
        self.active = Mark(self.sentence, suggestion.label, (suggestion.span,), suggestion).key

    def find_undecided(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) sentence with an open suggestion; False if none."""
        count = len(self.document.sentences)
        places = range(self.position + step, count if step > 0 else -1, step)
        for place in places:
            if self.is_undecided(self.document.sentences[place]):
                self.go_to(place)
                return True
        return False

    def apply(
        self,
        judgements: Mapping[Span | None, Judgement],
        homes: Mapping[str, Span | None] | None = None,
    ) -> None:
        """Take over what the store now holds, and put the right mark in hand.

        That is the mark in hand if it is still there; the annotation made of a selection;
        else the next open suggestion; else what was just made of the last one.
        """
        before = self._uids()
        had, selected = self.active, self.selection is not None
        self.judgements = judgements
        self.homes = homes or {}
        if self.judgement.finished:
            self.seen = {*self.seen, self.sentence}
        fresh = [mark for mark in self.marks(self.sentence) if _uid(mark) not in before]
        same = [
            mark for mark in self.marks(self.sentence) if had and had[3] and _uid(mark) == had[3]
        ]
        self.selection = None
        if same:
            self.active = same[0].key
        elif fresh and selected:
            self.active = fresh[-1].key
        elif self.mark is None:
            self._take_open_mark()
            if self.active is None and fresh:
                self.active = fresh[-1].key

    def _uids(self) -> set[str]:
        """The annotations there are, and '' for what is none."""
        held = (uid for judgement in self.judgements.values() for uid in judgement.annotations)
        return {"", *held}

    def _take_open_mark(self) -> None:
        """The next open suggestion after the one in hand, else the first one, else nothing."""
        after = self.active[0] if self.active else -1
        opened = [mark for mark in self.marks(self.sentence) if mark.suggestion]
        later = [mark for mark in opened if mark.span.start >= after]
        chosen = (later or opened)[:1]
        self.active = chosen[0].key if chosen else None

    # ------------------------------------------------------------------ selecting

    def select_span(self, span: Span) -> None:
        """Select a stretch of the text for a new annotation."""
        now = self.selection or Selection(span)
        self.selection = replace(now, span=span, at_start=False)

    def edit_bounds(self) -> bool:
        """Select the span of the mark in hand so that it can be moved; False without a mark."""
        mark = self.mark
        if mark is None:
            return False
        editing = mark.annotation.uid if mark.annotation else "suggestion"
        first, *others = mark.fragments
        self.selection = Selection(first, editing=editing, kept=tuple(others))
        return True

    def quotation_near(self, place: int) -> Span | None:
        """The next outermost quotation of the sentence at or round a place, else its first."""
        inside = [
            one.span
            for one in self.quotations
            if one.depth == 1 and one.span.overlaps(self.sentence)
        ]
        after = [span for span in inside if span.end > place]
        return next(iter(after or inside), None)


def _uid(mark: Mark) -> str:
    """The annotation's uid, '' for a suggestion."""
    return mark.annotation.uid if mark.annotation else ""


def _marks(note: Annotation, suggestion: Suggestion) -> bool:
    """Whether an annotation says what a suggestion proposes, perhaps with other bounds."""
    same = note.label == suggestion.label
    return same and any(part.overlaps(suggestion.span) for part in note.fragments)


def _begins_in(span: Span, sentence: Span) -> bool:
    return sentence.start <= span.start < sentence.end
