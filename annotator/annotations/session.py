"""The session: one document open for one annotator, the current sentence, what is selected.

A session never saves and never decides: annotator.annotations.commands makes the drafts of a
decision, and what the store then holds comes back by `Session.apply`, so that nothing is shown
that is not stored. It knows no screen, no clock and no database.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from annotator.annotations import relations
from annotator.annotations.events import (
    Accept,
    Change,
    Delete,
    Finish,
    Put,
    Reject,
    Relate,
    SetValue,
    Unrelate,
)
from annotator.annotations.judgement_index import JudgementIndex, SentencePositions
from annotator.annotations.selection import Selection
from annotator.annotations.visibility import hides_suggestions
from annotator.model import (
    Annotation,
    Document,
    Judgement,
    LabelSet,
    OnShow,
    Relation,
    Span,
    Suggestion,
    SuggestionKey,
    Tier,
)

if TYPE_CHECKING:
    from annotator.attribution import Quotation


_TIERS = {tier: number for number, tier in enumerate(Tier)}


class MarkKey(NamedTuple):
    """Identifies a mark in its document. uid: of the annotation, '' for a suggestion."""

    start: int
    end: int
    label: str
    uid: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A suggestion to be decided, or an annotation, as drawn under a sentence.

    source_sentence: the sentence under which its events are filed.
    span: from the first fragment's start to the last one's end.
    key: identifies the mark in its document.
    """

    source_sentence: Span | None
    label: str
    fragments: tuple[Span, ...]
    suggestion: Suggestion | None = None
    annotation: Annotation | None = None
    span: Span = field(init=False)
    key: MarkKey = field(init=False)

    def __post_init__(self) -> None:
        start, end = self.fragments[0].start, self.fragments[-1].end
        uid = self.annotation.uid if self.annotation else ""
        object.__setattr__(self, "span", Span(start, end))
        object.__setattr__(self, "key", MarkKey(start, end, self.label, uid))

    @property
    def uid(self) -> str:
        """The annotation's uid, '' for a suggestion."""
        return self.key.uid


class Session:
    """One document open for one annotator.

    position: index of the current sentence. selected_key: the key of the selected mark, or None.
    selection: the words being selected, or None. changed: counts the changes of judgements and of
    what is on show; `changes_since` says which sentences they touched.
    """

    def __init__(
        self,
        document: Document,
        label_set: LabelSet,
        suggestions: Sequence[Suggestion],
        judgements: Mapping[Span | None, Judgement],
        new_uid: Callable[[], str],
        *,
        source_sentences: Mapping[str, Span | None] | None = None,
        blind_share: float = 0.0,
        seen: Collection[Span] = (),
    ) -> None:
        """Open a document at its first sentence.

        source_sentences: for annotations whose sentence was joined or split, the sentence that
            their events are filed under.
        blind_share: of all sentences, the share that hides suggestions until finished.
        seen: sentences, current or former, whose suggestions were on show: no longer blind.
        """
        self.document = document
        self.label_set = label_set
        self.new_uid = new_uid
        self.source_sentences = source_sentences or {}
        self.blind_share = blind_share
        self._proposals = _by_key(suggestions)
        shown = (every[0] for every in self._proposals.values())
        self.suggestions = sorted(shown, key=lambda one: one.span.start)
        self._starts = [one.span.start for one in self.suggestions]
        self._framing = _by_framed(self.suggestions)
        self._positions = SentencePositions(document.sentences)
        self._index = JudgementIndex(self._positions, judgements)
        self._seen = {at for span in seen for at in self._positions.overlapping(span)}
        self.changed = 0
        self._changes: list[int] = []
        self._marks: dict[tuple[Span, float], tuple[Mark, ...]] = {}
        self.position = 0
        self.selected_key: MarkKey | None = None
        self.selection: Selection | None = None
        self.go_to(0)

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """The quotations of the document. They are found when they are first needed."""
        from annotator.attribution import quotations  # noqa: PLC0415 - not at the start of the app

        return quotations(self.document.text, [block.span for block in self.document.blocks])

    # ------------------------------------------------------------------ judgements

    @property
    def sentence(self) -> Span:
        """The current sentence."""
        return self.document.sentences[self.position]

    @property
    def judgements(self) -> Mapping[Span | None, Judgement]:
        """The annotator's judgements, by sentence; sentences without events are absent."""
        return self._index.judgements

    @property
    def judgement(self) -> Judgement:
        """The judgement of the current sentence."""
        return self._index.judgement(self.sentence)

    def judgement_of(self, sentence: Span | None) -> Judgement:
        """The judgement of a sentence; an empty one if it has no events."""
        return self._index.judgement(sentence)

    def apply(
        self,
        changed: Mapping[Span | None, Judgement],
        source_sentences: Mapping[str, Span | None] | None = None,
    ) -> None:
        """Take over the judgements that the store changed, and select the right mark.

        That is the selected mark if it is still there; the annotation made of a selection;
        else the next undecided suggestion; else what was just made of the last one.
        """
        if source_sentences is not None:
            self.source_sentences = source_sentences
        before = {mark.uid for mark in self.marks(self.sentence)} | {""}
        key, had_selection = self.selected_key, self.selection is not None
        touched = self._index.update(changed)
        if self.judgement.finished:
            touched.add(self.position)
            self._seen.add(self.position)
        self._note_changes(touched)
        self.selection = None
        self._select_after_change(key, before, had_selection=had_selection)

    def _select_after_change(
        self, key: MarkKey | None, before: Collection[str], *, had_selection: bool
    ) -> None:
        marks = self.marks(self.sentence)
        same = [mark for mark in marks if key and key.uid and mark.uid == key.uid]
        fresh = [mark for mark in marks if mark.uid not in before]
        if same:
            self.selected_key = same[0].key
        elif fresh and had_selection:
            self.selected_key = fresh[-1].key
        elif self.selected_mark is None:
            self._select_undecided()
            if self.selected_key is None and fresh:
                self.selected_key = fresh[-1].key

    def changes_since(self, changed: int) -> Iterable[int]:
        """The positions of sentences touched since `changed` had that value, some repeated."""
        return self._changes[changed:]

    def _note_changes(self, positions: Iterable[int]) -> None:
        self._marks.clear()
        self._changes.extend(positions)
        self.changed = len(self._changes)

    # ------------------------------------------------------------------ marks

    def marks(self, sentence: Span) -> tuple[Mark, ...]:
        """The annotations and undecided suggestions of a sentence, in reading order."""
        key = (sentence, self.blind_share)
        if key not in self._marks:
            marks = [*self._annotated(sentence), *self._undecided(sentence)]
            self._marks[key] = tuple(sorted(marks, key=_reading_order))
        return self._marks[key]

    def document_marks(self) -> tuple[Mark, ...]:
        """The annotations of the document as a whole."""
        held = self.judgement_of(None).annotations.values()
        return tuple(self._mark_of(None, annotation) for annotation in held)

    @property
    def selected_mark(self) -> Mark | None:
        """The selected mark."""
        marks = self.marks(self.sentence)
        return next((mark for mark in marks if mark.key == self.selected_key), None)

    def annotation_mark(self, uid: str) -> Mark | None:
        """The mark of an annotation, anywhere in the document; None if there is none."""
        filed = self._index.annotation(uid)
        return self._mark_of(*filed) if filed else None

    def label_of(self, uid: str) -> str:
        """The label of an annotation, '' if there is none."""
        filed = self._index.annotation(uid)
        return filed[1].label if filed else ""

    def current_mark(self, mark: Mark) -> Mark | None:
        """The mark as it is now; None once it is deleted or decided."""
        if mark.annotation:
            return self.annotation_mark(mark.annotation.uid)
        undecided = self._undecided(mark.source_sentence) if mark.source_sentence else ()
        return next((one for one in undecided if one.key == mark.key), None)

    def annotations_on(self, span: Span) -> list[tuple[Span | None, Annotation]]:
        """The annotations in the sentences that a span overlaps, each with its sentence."""
        found = {
            annotation.uid: (sentence, annotation)
            for position in self._positions.overlapping(span)
            for sentence, annotation in self._index.annotations_at(position)
        }
        return list(found.values())

    def _annotated(self, sentence: Span) -> Iterable[Mark]:
        for position in self._positions.overlapping(sentence):
            for source, annotation in self._index.annotations_at(position):
                if any(part.overlaps(sentence) for part in annotation.fragments):
                    yield self._mark_of(source, annotation)

    def _mark_of(self, sentence: Span | None, annotation: Annotation) -> Mark:
        source = self.source_sentences.get(annotation.uid, sentence)
        return Mark(source, annotation.label, annotation.fragments, annotation=annotation)

    # ------------------------------------------------------------------ suggestions

    def suggestions_in(self, sentence: Span) -> Sequence[Suggestion]:
        """The suggestions that begin in a sentence, decided or not."""
        low, high = (bisect_left(self._starts, edge) for edge in (sentence.start, sentence.end))
        return self.suggestions[low:high]

    def suggestion(self, key: SuggestionKey) -> Suggestion | None:
        """The suggestion of this key that is shown, or None."""
        return next(iter(self.proposals(key)), None)

    def proposals(self, key: SuggestionKey) -> Sequence[Suggestion]:
        """All suggestions of this key: several suggesters may propose the same.

        The best tier first, then by suggester. The first is shown, and stands for all.
        """
        return self._proposals.get(key, ())

    def suggestions_framing(self, claim: SuggestionKey) -> Sequence[Suggestion]:
        """The suggested framing devices that frame this suggested claim."""
        return self._framing.get(claim, ())

    def is_undecided(self, sentence: Span) -> bool:
        """True if a suggestion of the sentence is undecided and on show."""
        return any(True for _ in self._undecided(sentence))

    def is_blind(self, sentence: Span) -> bool:
        """True if the suggestions of a sentence are hidden for now."""
        if not self.blind_share:
            return False
        seen = any(at in self._seen for at in self._positions.overlapping(sentence))
        return hides_suggestions(
            self.document.uid,
            sentence,
            self.blind_share,
            finished=self.judgement_of(sentence).finished,
            seen=seen,
        )

    def on_show(self, sentence: Span | None, label: str, fragments: Sequence[Span]) -> OnShow:
        """What suggestions are on show for an annotation of this label on these words.

        sentence: the source sentence. Decided suggestions were on show, too.
        """
        if sentence is None:
            return OnShow.NONE
        shown = list(self._shown_near(sentence, fragments))
        for one in shown:
            if one.label == label and any(one.span.overlaps(part) for part in fragments):
                return OnShow.SAME
        return OnShow.OTHER if shown else OnShow.NONE

    def _shown_near(self, sentence: Span, fragments: Sequence[Span]) -> Iterable[Suggestion]:
        """The suggestions on show in a sentence, and in all that some words reach into."""
        reached = [
            at for part in (sentence, *fragments) for at in self._positions.overlapping(part)
        ]
        for at in dict.fromkeys(reached):
            if not self.is_blind(self.document.sentences[at]):
                yield from self.suggestions_in(self.document.sentences[at])

    def missed(self, sentence: Span) -> list[Suggestion]:
        """The suggestions that a blind sentence was finished without.

        A suggestion is missed if no annotation of its label overlaps it.
        """
        if self.judgement_of(sentence).shown:
            return []
        marks = self.marks(sentence)
        held = [mark.annotation for mark in marks if mark.annotation]
        undecided = [mark.suggestion for mark in marks if mark.suggestion]
        return [one for one in undecided if not any(_matches(note, one) for note in held)]

    def _undecided(self, sentence: Span) -> Iterable[Mark]:
        if self.is_blind(sentence):
            return
        held = self.judgement_of(sentence)
        annotated = {(note.span, note.label) for note in held.annotations.values()}
        for one in self.suggestions_in(sentence):
            if one.key not in held.verdicts and (one.span, one.label) not in annotated:
                yield Mark(sentence, one.label, (one.span,), suggestion=one)

    # ------------------------------------------------------------------ relations

    def relations_of(self, uid: str) -> list[tuple[Span | None, Relation]]:
        """The relations that an annotation is an end of, each with its source sentence."""
        return self._index.relations_of(uid)

    def related(self, mark: Mark) -> list[tuple[str, Span]]:
        """("frames", claim), ("framed by", device) and so on, stored or suggested."""
        if mark.annotation:
            return list(self._related(mark.annotation.uid))
        if mark.suggestion and mark.suggestion.frames:
            claim = mark.suggestion.frames.span
            hidden = any(
                self.is_blind(one)
                for at in self._positions.overlapping(Span(claim.start, claim.start + 1))
                if (one := self.document.sentences[at])
            )
            return [] if hidden else [(relations.FRAMES, claim)]
        return []

    def _related(self, uid: str) -> Iterable[tuple[str, Span]]:
        for _, relation in self.relations_of(uid):
            from_head = relation.head == uid
            other = self._index.annotation(relation.tail if from_head else relation.head)
            if other:
                yield relations.name_from(relation.kind, head=from_head), other[1].span

    def relation_lines(self) -> list[tuple[MarkKey, MarkKey, bool]]:
        """The relations of the current sentence's marks: head, tail, True if only suggested."""
        here = self.marks(self.sentence)
        stored = {
            relation.uid: relation
            for mark in here
            if mark.uid
            for _, relation in self.relations_of(mark.uid)
        }
        found: list[tuple[MarkKey, MarkKey, bool]] = []
        for relation in stored.values():
            head, tail = (self.annotation_mark(end) for end in relation.ends)
            if head and tail:
                found.append((head.key, tail.key, False))
        for mark in here:
            claim = mark.suggestion.frames if mark.suggestion else None
            found += [(mark.key, other.key, True) for other in here if other.key[:3] == claim]
        return found

    # ------------------------------------------------------------------ moving

    def go_to(self, position: int) -> None:
        """Make a sentence current (clamped to the document); select its first undecided mark."""
        last = len(self.document.sentences) - 1
        self.position = max(0, min(position, last))
        self.selection = None
        self.selected_key = None
        self._select_undecided()

    def go_to_sentence(self, sentence: Span | None) -> None:
        """Make current the sentence that contains this span's start, or the following one."""
        position = self._positions.at_or_after(sentence.start) if sentence else 0
        self.go_to(position or 0)

    def go_to_undecided(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) sentence with an undecided suggestion.

        False if there is none.
        """
        count = len(self.document.sentences)
        for position in range(self.position + step, count if step > 0 else -1, step):
            if self.is_undecided(self.document.sentences[position]):
                self.go_to(position)
                return True
        return False

    # ------------------------------------------------------------------ selecting

    def select_next_mark(self, step: int) -> bool:
        """Select the next (1) or previous (-1) mark of the current sentence; wraps around.

        False if no other mark is selected than before.
        """
        keys = [mark.key for mark in self.marks(self.sentence)]
        before = self.selected_key
        if not keys:
            self.selected_key = None
        elif self.selected_key in keys:
            self.selected_key = keys[(keys.index(self.selected_key) + step) % len(keys)]
        else:
            self.selected_key = keys[0 if step > 0 else -1]
        return self.selected_key != before

    def select_mark(self, mark: Mark) -> None:
        """Select a mark."""
        self.selected_key = mark.key

    def select_suggestion(self, suggestion: Suggestion) -> None:
        """Select an undecided suggestion of the current sentence."""
        self.selected_key = MarkKey(*suggestion.key, uid="")

    def select_changed(self, changes: Iterable[Change]) -> None:
        """Select the first mark of the current sentence that one of these changes is about.

        If there is none, and a change reopened the sentence, its first mark. Otherwise the
        selection stays as it is.
        """
        marks = self.marks(self.sentence)
        reopened = False
        for change in changes:
            reopened = reopened or (isinstance(change, Finish) and self.selected_mark is None)
            found = next((mark for mark in marks if _is_about(change, mark)), None)
            if found:
                self.selected_key = found.key
                return
        if reopened and marks:
            self.selected_key = marks[0].key

    def select_span(self, span: Span) -> None:
        """Select words for a new annotation."""
        now = self.selection or Selection(span)
        self.selection = replace(now, span=span, at_start=False)

    def edit_bounds(self) -> bool:
        """Select the span of the selected mark, to edit it; False if no mark is selected."""
        mark = self.selected_mark
        if mark is None:
            return False
        editing = mark.annotation.uid if mark.annotation else "suggestion"
        first, *others = mark.fragments
        self.selection = Selection(first, editing=editing, kept=tuple(others))
        return True

    def quotation_near(self, offset: int) -> Span | None:
        """The outermost quotation of the sentence at or after an offset, else its first."""
        inside = [
            one.span
            for one in self.quotations
            if one.depth == 1 and one.span.overlaps(self.sentence)
        ]
        after = [span for span in inside if span.end > offset]
        return next(iter(after or inside), None)

    def _select_undecided(self) -> None:
        """Select the undecided suggestion after the selected mark, else the first, else none."""
        after = self.selected_key.start if self.selected_key else -1
        undecided = [mark for mark in self.marks(self.sentence) if mark.suggestion]
        later = [mark for mark in undecided if mark.span.start >= after]
        chosen = (later or undecided)[:1]
        self.selected_key = chosen[0].key if chosen else None


def _reading_order(mark: Mark) -> tuple[int, int, str, bool, str]:
    """By start, longer spans first, then label; annotations before suggestions."""
    return (mark.span.start, -mark.span.end, mark.label, mark.annotation is None, mark.uid)


def _matches(annotation: Annotation, suggestion: Suggestion) -> bool:
    """True if an annotation has the suggestion's label and overlaps it."""
    same = annotation.label == suggestion.label
    return same and any(part.overlaps(suggestion.span) for part in annotation.fragments)


def _is_about(change: Change, mark: Mark) -> bool:
    """True if a change made, edited, decided or removed a mark, whichever it is now."""
    match change:
        case Accept(annotation=uid, suggestion=key):
            return mark.uid == uid or bool(mark.suggestion and mark.suggestion.key == key)
        case Reject(suggestion=key):
            return bool(mark.suggestion and mark.suggestion.key == key)
        case Put(annotation=uid) | Delete(annotation=uid) | SetValue(annotation=uid):
            return bool(mark.uid) and mark.uid == uid
        case Relate(relation=relation):
            return mark.uid == relation.head
        case Unrelate(head=head):
            return bool(mark.uid) and mark.uid == head
    return False


def _by_key(suggestions: Iterable[Suggestion]) -> dict[SuggestionKey, list[Suggestion]]:
    """Suggestions by key, those of one key by tier and suggester."""
    found: dict[SuggestionKey, list[Suggestion]] = {}
    for one in suggestions:
        found.setdefault(one.key, []).append(one)
    for same in found.values():
        same.sort(key=lambda one: (_TIERS[one.tier], one.suggester))
    return found


def _by_framed(suggestions: Iterable[Suggestion]) -> dict[SuggestionKey, list[Suggestion]]:
    """Suggested framing devices by the suggested claim that they frame."""
    found: dict[SuggestionKey, list[Suggestion]] = {}
    for one in suggestions:
        if one.frames:
            found.setdefault(one.frames, []).append(one)
    return found
