"""Sentences that people join and split, and what an annotator holds of them.

Joining removes a boundary between two sentences, splitting adds one; each is named by the offset
where the second sentence begins, and the event holds the sentences that result. The sentences of a
document are those of its import with the boundaries that everybody's events leave, in the order of
their uids: the same on every laptop.

Judgements stay with their source sentences. `fold_document` arranges them by the current
sentences, so that nothing is lost and an undone join brings everything back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, TypeVar

from annotator.annotations.events import (
    Accept,
    BoundaryChange,
    Event,
    Finish,
    Flag,
    ImportJudgement,
    JoinSentences,
    MarkBlock,
    Note,
    Put,
    Reject,
    Relate,
    SplitSentence,
)
from annotator.annotations.fold import fold, says_finished, standing
from annotator.model import (
    Annotation,
    Block,
    Document,
    Judgement,
    Relation,
    Span,
    SuggestionKey,
    Verdict,
)

BETWEEN_NOTES = "; "

T = TypeVar("T")

# --------------------------------------------------------------------------- boundaries


def edited_sentences(
    text: str, imported: Sequence[Span], events: Iterable[Event]
) -> tuple[Span, ...]:
    """The current sentences of a document, in order, trimmed and disjoint.

    imported: the sentences of the import. events: of all annotators on the document; only those
        that join or split sentences or mark blocks, or take such events back, are looked at.
    text: of the document; needed for old events only, which do not hold the sentences they make.
    """
    found = list(imported)
    starts = {sentence.start for sentence in imported}
    ends: dict[int, int] = {}  # by the start of a second part, the end of the first one
    for event in standing(_in_order(events)):
        match event.change:
            case MarkBlock(block=block, sentences=inside):
                found = sorted([*(one for one in found if not block.overlaps(one)), *inside])
                starts = {start for start in starts if not block.start <= start < block.end}
                starts |= {one.start for one in inside}
            case JoinSentences(at=at):
                starts.discard(at)
            case SplitSentence(at=at, sentences=parts):
                starts.add(at)
                if parts:
                    ends[at] = parts[0].end
    return tuple(cut_sentences(text, found, starts, ends))


def edited_blocks(
    text: str, imported: Sequence[Block], events: Iterable[Event]
) -> tuple[Block, ...]:
    """The current blocks of a document: those of the import, with the kinds that people gave them.

    Blocks of a document that was split again replace those they overlap; what is left of these
    stays a block. events: as for edited_sentences.
    """
    kinds = {block.span: block.kind for block in imported}
    forms = {block.span: block.form for block in imported}
    for event in standing(_in_order(events)):
        match event.change:
            case MarkBlock(block=span, block_kind=kind, splitter="") if span in kinds:
                kinds[span] = kind
            case MarkBlock(block=span, block_kind=kind, splitter=splitter, form=form) if splitter:
                for old in [one for one in kinds if one.overlaps(span)]:
                    before = kinds.pop(old)
                    kinds |= dict.fromkeys(_without(text, old, span), before)
                kinds[span], forms[span] = kind, form
    return tuple(Block(span, kinds[span], forms.get(span)) for span in sorted(kinds))


def cut_sentences(
    text: str, imported: Sequence[Span], starts: set[int], ends: Mapping[int, int]
) -> Iterator[Span]:
    """Cut each imported sentence at the starts inside it; join where one was removed."""
    ordered = sorted(starts)
    open_one: Span | None = None
    for sentence in imported:
        inside = ordered[bisect_right(ordered, sentence.start) : bisect_left(ordered, sentence.end)]
        for start, end in pairwise([sentence.start, *inside, sentence.end]):
            piece = _piece(text, start, end, ends.get(end))
            if piece is None:
                continue
            if open_one and start not in starts:
                open_one = Span(open_one.start, piece.end)
                continue
            if open_one:
                yield open_one
            open_one = piece
    if open_one:
        yield open_one


def _piece(text: str, start: int, end: int, recorded_end: int | None) -> Span | None:
    """A part of an imported sentence, without the blanks around it; None if it is blank."""
    if recorded_end is not None and start < recorded_end <= end:
        return Span(start, recorded_end)
    quote = text[start:end]
    if not quote.strip():
        return None
    left = start + len(quote) - len(quote.lstrip())
    return Span(left, left + len(quote.strip()))


def _in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.uid)


# --------------------------------------------------------------------------- judgements


@dataclass(slots=True)
class _PartialJudgement:
    """The judgement of one sentence while it is being put together."""

    annotations: dict[str, Annotation] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    verdicts: dict[SuggestionKey, Verdict] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class _FinishState:
    """The last finish or reopen event of a sentence, current or former."""

    uid: str
    sentence: Span
    finished: bool
    shown: bool
    at: str
    cannot_judge: str


class _Outcome(NamedTuple):
    """What the finish events of a sentence come to. at: of the last one."""

    finished: bool
    shown: bool
    at: str
    cannot_judge: str = ""


_NEVER = _Outcome(finished=False, shown=True, at="")


def fold_document(events: Iterable[Event], document: Document) -> dict[Span | None, Judgement]:
    """What one annotator holds of a document, by current sentence; untouched ones are absent.

    events: that annotator's on the document, in any order. What was made in a sentence that still
    exists stays with it. What was made in one that does not goes to the current sentence in which
    it begins: annotations and verdicts by their own start, a note or a flag by the start of the
    former sentence; a later note or flag there replaces it. A sentence is finished if the last
    finish event on each part of its text says so; if some of these say that it cannot be judged,
    and all others that it is finished, it cannot be judged.
    """
    events = _in_order(events)
    ordered = list(standing(events))
    current = CurrentSentences(document.sentences)
    parts = {
        source: _PartialJudgement() for source in _judged_sentences(events) if current.keeps(source)
    }
    _put_annotations(parts, current, ordered, fold(events))
    for source, text in _last_notes(ordered):
        if text:
            parts.setdefault(current.holding(source), _PartialJudgement()).notes.append(text)
    for source, flagged in _last_flags(ordered):
        if flagged:
            parts.setdefault(current.holding(source), _PartialJudgement()).flagged = True
    finished = dict(_finished(ordered, document, current))
    for sentence in finished:
        parts.setdefault(sentence, _PartialJudgement())
    return {
        sentence: _judgement(part, finished.get(sentence, _NEVER))
        for sentence, part in parts.items()
    }


def _judgement(part: _PartialJudgement, finish: _Outcome) -> Judgement:
    return Judgement(
        annotations=part.annotations,
        relations=part.relations,
        verdicts=part.verdicts,
        note=BETWEEN_NOTES.join(part.notes),
        flagged=part.flagged,
        finished=finish.finished,
        shown=finish.shown,
        finished_at=finish.at,
        cannot_judge=finish.cannot_judge,
    )


class CurrentSentences:
    """The current sentences, to find the one that something made in a former sentence is in."""

    def __init__(self, sentences: Sequence[Span]) -> None:
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._ends = [sentence.end for sentence in sentences]
        self._known = frozenset(sentences)

    def __contains__(self, sentence: Span) -> bool:
        return sentence in self._known

    def keeps(self, source: Span | None) -> bool:
        """True if what was made in a sentence stays with it: it exists, or none has its text.

        No sentence has the text of a title that nobody steps through.
        """
        if source is None or source in self._known:
            return True
        following = bisect_right(self._ends, source.start)
        return following == len(self._ends) or source.end <= self._starts[following]

    def holding(self, source: Span | None, start: int | None = None) -> Span | None:
        """The source sentence if it keeps what was made in it, else that where `start` is.

        start: None is the beginning of the source sentence.
        """
        if source is None or self.keeps(source):
            return source
        begins = source.start if start is None else min(max(start, source.start), source.end - 1)
        return self._sentences[max(0, bisect_right(self._starts, begins) - 1)]


def _judged_sentences(events: Iterable[Event]) -> Iterable[Span | None]:
    """The source sentences of judgements, each once; joining and splitting judge nothing."""
    return dict.fromkeys(
        event.sentence for event in events if not isinstance(event.change, BoundaryChange)
    )


def _put_annotations(
    parts: dict[Span | None, _PartialJudgement],
    current: CurrentSentences,
    ordered: Sequence[Event],
    held: Judgement,
) -> None:
    """Put each annotation, verdict and relation into the part of its sentence."""
    sources, decided = _sources(ordered)
    for uid, annotation in held.annotations.items():
        sentence = current.holding(sources[uid], annotation.span.start)
        parts.setdefault(sentence, _PartialJudgement()).annotations[uid] = annotation
    for key, verdict in held.verdicts.items():
        sentence = current.holding(decided[key], key.start)
        parts.setdefault(sentence, _PartialJudgement()).verdicts[key] = verdict
    for uid, relation in held.relations.items():
        head = held.annotations.get(relation.head)
        sentence = current.holding(sources[uid], head.span.start if head else None)
        parts.setdefault(sentence, _PartialJudgement()).relations[uid] = relation


def _sources(
    ordered: Sequence[Event],
) -> tuple[dict[str, Span | None], dict[SuggestionKey, Span | None]]:
    """The sentences in which annotations and relations were made, and verdicts given last."""
    sources: dict[str, Span | None] = {}
    decided: dict[SuggestionKey, Span | None] = {}
    for event in ordered:
        match event.change:
            case Accept(annotation=uid, suggestion=key):
                sources.setdefault(uid, event.sentence)
                decided[key] = event.sentence
            case Put(annotation=uid):
                sources.setdefault(uid, event.sentence)
            case Relate(relation=relation):
                sources.setdefault(relation.uid, event.sentence)
            case Reject(suggestion=key):
                decided[key] = event.sentence
            case ImportJudgement(judgement=one):
                for uid in (*one.annotations, *one.relations):
                    sources.setdefault(uid, event.sentence)
                decided |= dict.fromkeys(one.verdicts, event.sentence)
    return sources, decided


def _last_notes(ordered: Iterable[Event]) -> list[tuple[Span | None, str]]:
    """The last note of each sentence, current or former, in the order of the text.

    A note replaces those of all sentences that begin in its sentence: the person saw them.
    """
    notes: dict[Span | None, str] = {}
    for event in ordered:
        match event.change:
            case Note(text=text):
                _forget_inside(notes, event.sentence)
                notes[event.sentence] = text
            case ImportJudgement(judgement=one) if one.note:
                notes[event.sentence] = one.note
    return _by_start(notes)


def _last_flags(ordered: Iterable[Event]) -> list[tuple[Span | None, bool]]:
    """The last flag of each sentence, as for notes."""
    flags: dict[Span | None, bool] = {}
    for event in ordered:
        match event.change:
            case Flag(flagged=flagged):
                _forget_inside(flags, event.sentence)
                flags[event.sentence] = flagged
            case ImportJudgement(judgement=one) if one.flagged:
                flags[event.sentence] = True
    return _by_start(flags)


def _forget_inside(found: dict[Span | None, T], sentence: Span | None) -> None:
    for source in [one for one in found if _begins_in(one, sentence)]:
        del found[source]


def _by_start(found: dict[Span | None, T]) -> list[tuple[Span | None, T]]:
    return sorted(found.items(), key=lambda item: item[0].start if item[0] else -1)


def _begins_in(source: Span | None, sentence: Span | None) -> bool:
    if source is None or sentence is None:
        return source is sentence
    return sentence.start <= source.start < sentence.end


# ----------------------------------------------------------------------------- finished


def _finished(
    ordered: Iterable[Event], document: Document, current: CurrentSentences
) -> Iterator[tuple[Span | None, _Outcome]]:
    """The outcome for each sentence with a finish event; None is the document."""
    last: dict[Span | None, tuple[str, _Outcome]] = {}
    for event in ordered:
        match event.change:
            case Finish(finished=finished, shown=shown, cannot_judge=reason):
                outcome = _Outcome(finished, shown, event.at, reason)
                last[event.sentence] = (event.uid, outcome)
            case ImportJudgement(judgement=one) if says_finished(one):
                outcome = _Outcome(one.finished, one.shown, one.finished_at, one.cannot_judge)
                last[event.sentence] = (event.uid, outcome)
    if None in last:
        yield None, last[None][1]
    states = {
        source: _FinishState(uid, source, *outcome)
        for source, (uid, outcome) in last.items()
        if source is not None
    }
    former = [state for source, state in states.items() if source not in current]
    for sentence in document.sentences:
        here = [states[sentence]] if sentence in states else []
        here += [state for state in former if state.sentence.overlaps(sentence)]
        if here:
            here.sort(key=lambda state: state.uid, reverse=True)
            yield sentence, _combined(document.text, sentence, here)
    for source, state in states.items():
        if source not in current and current.keeps(source):
            yield source, _Outcome(state.finished, state.shown, state.at, state.cannot_judge)


def _combined(text: str, sentence: Span, newest_first: Sequence[_FinishState]) -> _Outcome:
    """Finished if the last event on every part says so; shown if it was for any part.

    It cannot be judged if a part cannot, and all others are finished.
    """
    left = [sentence]
    shown = False
    reason = ""
    at = newest_first[0].at
    for state in newest_first:
        if not any(part.overlaps(state.sentence) for part in left):
            continue
        if not (state.finished or state.cannot_judge):
            return _Outcome(finished=False, shown=state.shown, at=at)
        shown = shown or state.shown
        reason = reason or state.cannot_judge
        left = [rest for part in left for rest in _without(text, part, state.sentence)]
        if not left:
            return _Outcome(finished=not reason, shown=shown, at=at, cannot_judge=reason)
    return _Outcome(finished=False, shown=newest_first[0].shown, at=at)


def _without(text: str, part: Span, covered: Span) -> Iterator[Span]:
    """The pieces of a part that lie outside a span and are not blank."""
    for start, end in (
        (part.start, min(part.end, covered.start)),
        (max(part.start, covered.end), part.end),
    ):
        if start < end and text[start:end].strip():
            yield Span(start, end)
