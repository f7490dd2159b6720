"""Split a document again: from its current sentences to those that a splitter finds now.

The changes are those that people make too: sentences are joined and split, and blocks marked. So
they are undone like any other, and what annotators hold follows by the same rules. A sentence that
people made by joining or splitting stays as it is, and so does the kind of a block that they
marked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.annotations.events import (
    BoundaryChange,
    Draft,
    Event,
    JoinSentences,
    MarkBlock,
    SplitSentence,
)
from annotator.annotations.fold import standing
from annotator.annotations.sentence_edits import cut_sentences
from annotator.model import Block, BlockKind, Document, Span

SplitBlock = Callable[[Span], Sequence[Span]]
"""Finds the sentences of a block that is text."""


@dataclass(frozen=True, slots=True)
class Resplit:
    """What splitting a document again changes.

    drafts: the events to record, () if nothing changes. before, after: the document.
    """

    drafts: tuple[Draft, ...]
    before: Document
    after: Document


def resplit(now: Document, fresh: Document, events: Iterable[Event], split: SplitBlock) -> Resplit:
    """Find what has to change so that a document has the sentences of a fresh import.

    A document keeps its sentences if none would be left.

    now: the document. fresh: the same text as it would be imported today; its titles are among
        the sentences if the project steps through them. events: of all annotators on the document.
    split: for blocks that people marked as text.
    """
    made = _made_by_people(now, events)
    drafts: list[Draft] = []
    blocks: list[Block] = []
    sentences = set(now.sentences)
    for old, new in _regions(now.blocks, fresh.blocks):
        wanted = _wanted(old, new, made)
        blocks += wanted or old
        for block in wanted:
            found = _sentences_in(block, fresh, made, None if block in new else split)
            here = list(_overlapping(now.sentences, block.span))
            if block in old and _share_text(now.text, here, found):  # joins and splits are enough
                drafts += _boundary_drafts(now.uid, here, found, fresh.splitter)
            else:
                change = MarkBlock(block.span, block.kind, tuple(found), fresh.splitter, block.form)
                drafts.append(Draft(now.uid, None, change))
            sentences.difference_update(here)
            sentences.update(found)
    after = replace(now, blocks=tuple(blocks), sentences=tuple(sorted(sentences)))
    return Resplit(tuple(drafts), now, after) if sentences else Resplit((), now, now)


# ------------------------------------------------------------------------ what people made


@dataclass(frozen=True, slots=True)
class _MadeByPeople:
    """Current sentences that people made by joining and splitting, and blocks that they marked."""

    sentences: tuple[Span, ...]
    blocks: frozenset[Span]


def _made_by_people(now: Document, events: Iterable[Event]) -> _MadeByPeople:
    splits: dict[int, bool] = {}  # by the start of the second sentence; False is a join
    blocks: set[Span] = set()
    for event in standing(sorted(events, key=lambda one: one.uid)):
        match event.change:
            case MarkBlock(block=block, splitter=""):
                blocks.add(block)
                splits = {
                    at: one for at, one in splits.items() if not block.start <= at < block.end
                }
            case JoinSentences(at=at, splitter=""):
                splits[at] = False
            case SplitSentence(at=at, splitter=""):
                splits[at] = True
    joined = {
        one
        for one in now.sentences
        if any(not splits[at] for at in splits if one.start < at < one.end)
    }
    halves = {one for one in now.sentences if splits.get(one.start)}
    halves |= {one for one, after in pairwise(now.sentences) if splits.get(after.start)}
    return _MadeByPeople(tuple(sorted(joined | halves)), frozenset(blocks))


# ----------------------------------------------------------------------------------- blocks


def _regions(
    old: Sequence[Block], new: Sequence[Block]
) -> Iterator[tuple[list[Block], list[Block]]]:
    """The old and the new blocks, in groups of those that overlap, in the order of the text."""
    group: tuple[list[Block], list[Block]] = [], []
    end = 0
    ordered = [(one.span, 0, one) for one in old] + [(one.span, 1, one) for one in new]
    for span, which, block in sorted(ordered, key=lambda one: one[:2]):
        if span.start >= end and any(group):
            yield group
            group = [], []
        group[which].append(block)
        end = max(end, span.end)
    if any(group):
        yield group


def _wanted(old: list[Block], new: list[Block], made: _MadeByPeople) -> list[Block]:
    """The blocks that a region gets; [] if it stays as it is, because of what people made there."""
    is_marked = any(one.span in made.blocks for one in old)
    if is_marked and [one.span for one in old] != [one.span for one in new]:
        return []
    wanted = old if is_marked else new
    texts = [one.span for one in wanted if one.kind is BlockKind.PARAGRAPH]
    kept = [one for one in made.sentences if any(each.span.overlaps(one) for each in (*old, *new))]
    are_inside = all(any(text.contains(one) for text in texts) for one in kept)
    return wanted if are_inside else []


def _overlapping(ordered: Sequence[Span], block: Span) -> Sequence[Span]:
    """Those of spans in order and disjoint that overlap a block."""
    first = bisect_right(ordered, block.start, key=lambda one: one.end)
    return ordered[first : bisect_left(ordered, block.end, key=lambda one: one.start)]


def _sentences_in(
    block: Block, fresh: Document, made: _MadeByPeople, split: SplitBlock | None
) -> list[Span]:
    """The new sentences of a block; those that people made stay.

    split: for a block that the fresh document does not have.
    """
    if split and block.kind is BlockKind.PARAGRAPH:
        found = list(split(block.span))
    elif block.kind is BlockKind.BOILERPLATE:
        return []
    else:
        inside = _overlapping(fresh.sentences, block.span)
        found = [one for one in inside if block.span.contains(one)]
    text = fresh.text
    starts = {one.start for one in found}
    ends: dict[int, int] = {}
    for kept in [one for one in made.sentences if block.span.contains(one)]:
        starts = {at for at in starts if not kept.start < at < kept.end} | {kept.start}
        rest = text[kept.end : block.span.end]
        if rest.strip():
            after = block.span.end - len(rest.lstrip())
            starts.add(after)
            ends[after] = kept.end
    return list(cut_sentences(text, found, starts, ends))


# ----------------------------------------------------------------------------------- events


def _share_text(text: str, here: list[Span], found: list[Span]) -> bool:
    """True if both have all characters from the first to the last, but for blanks between."""
    if here == found:
        return True
    ends = [(one[0].start, one[-1].end) for one in (here, found) if one]
    gaps = [pair for each in (here, found) for pair in pairwise(each)]
    are_blank = (not text[one.end : after.start].strip() for one, after in gaps)
    return len(ends) == 2 and ends[0] == ends[1] and all(are_blank)


def _boundary_drafts(
    uid: str, here: list[Span], found: list[Span], splitter: str
) -> Iterator[Draft]:
    """Joins, then splits. Each is filed under the current sentence that it changes."""
    wanted = {one.start for one in found}
    known = [one.start for one in here]
    now: list[Span] = []
    for one in here:
        if one.start in wanted or not now:
            now.append(one)
            continue
        now[-1] = Span(now[-1].start, one.end)
        source = here[bisect_right(known, one.start) - 2]
        yield _draft(uid, source, JoinSentences(one.start, (now[-1],), splitter))
    for first, second in pairwise(found):
        if second.start in known:
            continue
        source = here[bisect_right(known, second.start) - 1]
        whole = next(one for one in now if one.start < second.start < one.end)
        parts = Span(first.start, first.end), Span(second.start, whole.end)
        now[now.index(whole)] = parts[1]
        yield _draft(uid, source, SplitSentence(second.start, parts, splitter))


def _draft(uid: str, sentence: Span, change: BoundaryChange) -> Draft:
    return Draft(uid, sentence, change)
